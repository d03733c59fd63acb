#pragma once

#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "model/diagnostic.hpp"
#include "suite/suite.hpp"

namespace conform {

/// What is to be run for one version: the union of what `selectors` select (none: everything), of that what each of
/// `narrow` selects, too, without what one of `skip` selects.
struct Selection {
  std::string version;
  std::vector<std::string> selectors = {};
  std::vector<std::string> narrow = {};
  std::vector<std::string> skip = {};
  std::optional<std::set<std::string, std::less<>>> only = std::nullopt;  ///< ids of instances; nothing: all
  bool read_only = false;                                                 ///< only cases that write to no user
  bool smoke = false;                                                     ///< only Suite::smoke
};

/// The case instances of a run, in the order of their ids. Points into the suite.
struct Plan {
  std::vector<const Case*> cases;
  std::size_t total = 0;  ///< how many the suite has for this version
};

/// Selects cases: a selector is an id or its beginning, a glob for that ("users/*/merge"), "requirement:" with the id
/// of a requirement, or the beginning or glob of several, or "tag:" with a name or a glob. Former ids count as the
/// present ones (suite/aliases.hpp). A selector of any kind that selects nothing of the version is a problem, with a
/// hint; so is a plan without a case.
[[nodiscard]] Result<Plan> make_plan(const Suite& suite, const Selection& selection);

/// True when a name is what a selector of lists asks for: it begins with it, or with what a glob describes.
[[nodiscard]] bool matches_name(std::string_view selector, std::string_view name);

/// True when a case whose id begins with `id_prefix` and "/" may be among those that the selectors select; false is
/// certain.
[[nodiscard]] bool may_select(const std::vector<std::string>& selectors, std::string_view id_prefix);

/// True when `text` is what a glob describes: "*" any text, "?" any one byte, everything else itself.
[[nodiscard]] bool matches_glob(std::string_view glob, std::string_view text);

}  // namespace conform
