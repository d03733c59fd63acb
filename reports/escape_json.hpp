#pragma once

#include <string>
#include <string_view>

namespace conform {

/// JSON text in which what is legal but not safe to look at (DEL, C1 controls, bidi controls and their like) is written
/// as \u escapes. They stand only inside of strings.
[[nodiscard]] std::string escape_misleading(std::string_view json);

}  // namespace conform
