#pragma once

#include <string>
#include <string_view>

namespace conform {

/// RFC 4648 section 4, padded, without line breaks.
[[nodiscard]] std::string base64_of(std::string_view bytes);

}  // namespace conform
