#pragma once

#include <string>
#include <vector>

namespace conform {

/// What GoogleTest calls a case: "users_patch_merge" and "omitted_attributes_stay__attribute_locale".
struct TestName {
  std::string suite;
  std::string test;
  friend auto operator<=>(const TestName&, const TestName&) = default;
};

/// Names for cases, made of letters, digits and underscores only, so that filters, CTest and test explorers take them
/// as they are. Ids that would get the same name get a hash of the id behind it: names are unique.
[[nodiscard]] std::vector<TestName> test_names(const std::vector<std::string>& case_ids);

}  // namespace conform
