#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace conform {

/// Former ids of renamed cases and requirements (schemas/aliases.json). Files of users hold ids, so an id is never used
/// for anything else later.
struct Aliases {
  using Names = std::map<std::string, std::string, std::less<>>;  ///< former id → present id

  Names cases;  ///< of whole cases ("users/get/read") or of single instances ("users/get/read[attribute=locale]")
  Names requirements;

  /// The present id of a case, of a case instance or of a requirement: the id itself unless it is a former one. An
  /// instance of a renamed case keeps its label.
  [[nodiscard]] std::string case_id(std::string_view id) const;
  [[nodiscard]] std::string requirement_id(std::string_view id) const;

  /// The ids that a case instance had before.
  [[nodiscard]] std::vector<std::string> former_case_ids(std::string_view id) const;
};

}  // namespace conform
