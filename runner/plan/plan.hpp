#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "model/diagnostic.hpp"
#include "suite/suite.hpp"

namespace conform {

/// What is to be run: selectors (none: everything) for one version.
struct Selection {
  std::string version;
  std::vector<std::string> selectors;
};

/// The case instances of a run, in the order of their ids. Points into the suite.
struct Plan {
  std::vector<const Case*> cases;
  std::size_t total = 0;  ///< how many the suite has for this version
};

/// Selects cases: a selector is an id or the beginning of one, a glob ("users/*/merge*"), "requirement:ID" or
/// "tag:NAME". Former ids count as the present ones (suite/aliases.hpp). A selector that selects nothing is a problem,
/// with a hint.
[[nodiscard]] Result<Plan> make_plan(const Suite& suite, const Selection& selection);

/// True when a case whose id begins with `id_prefix` and "/" may be among those that the selectors select; false is
/// certain.
[[nodiscard]] bool may_select(const std::vector<std::string>& selectors, std::string_view id_prefix);

/// True when `text` is what a glob describes: "*" any text, "?" any one byte, everything else itself.
[[nodiscard]] bool matches_glob(std::string_view glob, std::string_view text);

}  // namespace conform
