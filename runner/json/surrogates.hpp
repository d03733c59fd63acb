#pragma once

#include <string>
#include <string_view>

namespace conform {

/// True when JSON text may hold the escape of a surrogate; false for nearly all.
[[nodiscard]] bool may_escape_surrogates(std::string_view json);

/// JSON text of the same length in which escapes of lone surrogates are those of U+FFFD. RFC 8259 section 8.2 allows
/// them and says that their meaning is undefined: no Unicode text can hold them.
[[nodiscard]] std::string without_lone_surrogates(std::string_view json);

}  // namespace conform
