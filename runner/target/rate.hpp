#pragma once

#include <string_view>

namespace conform {

/// True for a number of requests in a second, as targets and `--rate` have it: "20/s", "0.5/s".
[[nodiscard]] bool is_rate(std::string_view rate);

}  // namespace conform
