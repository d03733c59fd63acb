#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace conform {

/// Rows of a covering array of strength 2: for any two columns, each pair of their levels is in some row. `levels` has
/// the number of levels of each column; a row has one level of each, counted from 0. The same arguments make the same
/// rows, everywhere; another `variant` makes other rows.
[[nodiscard]] std::vector<std::vector<std::size_t>> covering_array(const std::vector<std::size_t>& levels,
                                                                   std::uint64_t variant = 0);

}  // namespace conform
