#include "session/selection.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "model/verdict.hpp"
#include "reports/result_file.hpp"

namespace conform {
namespace {

using Ids = std::set<std::string, std::less<>>;

/// Ids of the cases of a result that failed or have no result, as this suite calls them.
Result<Ids> failed_in(const std::string& path, const Suite& suite) {
  const auto result = read_result(path);
  if (!result) return tl::unexpected{result.error()};
  Ids ids;
  for (const Verdict& verdict : result->verdicts) {
    if (verdict.outcome.kind == OutcomeKind::failed || verdict.outcome.kind == OutcomeKind::errored)
      ids.insert(suite.aliases.case_id(verdict.id));
  }
  if (!ids.empty()) return ids;
  return refused(
      Diagnostic::about_file(path, "no case failed or errored in this run", "there is nothing to run again"));
}

}  // namespace

Result<Plan> plan_for(const Suite& suite, const std::string& version, const std::vector<std::string>& selectors,
                      const SelectionFlags& flags) {
  Selection selection{.version = version,
                      .selectors = selectors,
                      .narrow = flags.narrow,
                      .skip = flags.skip,
                      .only = std::nullopt,
                      .read_only = flags.read_only,
                      .smoke = flags.smoke};
  if (!flags.failed_in.empty()) {
    auto ids = failed_in(flags.failed_in, suite);
    if (!ids) return tl::unexpected{std::move(ids.error())};
    selection.only = std::move(*ids);
  }
  return make_plan(suite, selection);
}

bool is_selectors_alone(const SelectionFlags& flags) {
  return flags.narrow.empty() && flags.skip.empty() && flags.failed_in.empty() && !flags.read_only && !flags.smoke;
}

}  // namespace conform
