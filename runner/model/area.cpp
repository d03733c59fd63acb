#include "model/area.hpp"

#include <array>
#include <cstddef>

namespace conform {
namespace {

constexpr std::array<std::string_view, area_count> names{"Documented responses",
                                                         "User document",
                                                         "Error document",
                                                         "Replace (setUser)",
                                                         "Merge (updateUser)",
                                                         "Values survive",
                                                         "Attributes (setUserAttributes)",
                                                         "Authentication and rights",
                                                         "Existence",
                                                         "Accept",
                                                         "Content-Type",
                                                         "Semantic errors",
                                                         "Several errors at once",
                                                         "Robustness",
                                                         "Across requests"};

}  // namespace

std::string_view area_name(int area) noexcept {
  return area >= 1 && area <= area_count ? names[static_cast<std::size_t>(area - 1)] : "Other";
}

}  // namespace conform
