#pragma once

#include <string_view>

namespace conform {

/// True for the text form of a UUID, in either letter case (RFC 9562 section 4).
[[nodiscard]] bool is_uuid(std::string_view text);

}  // namespace conform
