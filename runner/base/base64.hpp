#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace conform {

/// RFC 4648 section 4, padded, without line breaks.
[[nodiscard]] std::string base64_of(std::string_view bytes);
/// The reverse, strictly: nothing when there is another character, missing padding or bits left over.
[[nodiscard]] std::optional<std::string> from_base64(std::string_view text);

}  // namespace conform
