#pragma once

#include <string_view>
#include <utility>
#include <vector>

namespace conform {

/// The segments of a case id's path: "users/patch/merge/x[attribute=a/b]" has users, patch, merge and x. Slashes and
/// dots in matrix values separate nothing.
[[nodiscard]] std::vector<std::string_view> path_of(std::string_view case_id);

/// What stands in the brackets of a case id, without them: "attribute=a/b"; empty when there are none.
[[nodiscard]] std::string_view matrix_of(std::string_view case_id);

/// The matrix of a case id as names and values.
[[nodiscard]] std::vector<std::pair<std::string_view, std::string_view>> matrix_values(std::string_view case_id);

}  // namespace conform
