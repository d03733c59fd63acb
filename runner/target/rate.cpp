#include "target/rate.hpp"

#include <algorithm>

namespace conform {

bool is_rate(std::string_view rate) {
  if (!rate.ends_with("/s")) return false;
  rate.remove_suffix(2);
  const bool digits = rate.find_first_not_of("0123456789.") == std::string_view::npos;
  const bool one_point = std::count(rate.begin(), rate.end(), '.') <= 1;
  return rate.size() <= 9 && digits && one_point && rate.find_first_of("123456789") != std::string_view::npos &&
         rate.front() != '.' && rate.back() != '.';
}

}  // namespace conform
