#include <nlohmann/json.hpp>

#include "history/diff_text.hpp"

namespace conform {
namespace {

using Ordered = nlohmann::ordered_json;

Ordered json_of(const std::optional<OutcomeKind>& kind) { return kind ? Ordered(to_string(*kind)) : Ordered{}; }

Ordered json_of(const std::vector<CaseChange>& changes) {
  Ordered all = Ordered::array();
  for (const CaseChange& change : changes) {
    all.push_back({{"id", change.id},
                   {"before", json_of(change.before)},
                   {"after", json_of(change.after)},
                   {"details", change.details}});
  }
  return all;
}

Ordered json_of(const RunSummary& run) {
  return {{"conclusion", to_string(run.conclusion)}, {"passed", run.totals.passed},   {"failed", run.totals.failed},
          {"errored", run.totals.errored},           {"skipped", run.totals.skipped}, {"waived", run.totals.waived}};
}

}  // namespace

std::string diff_json(const RunDiff& diff) {
  Ordered requirements = Ordered::array();
  for (const RequirementChange& change : diff.requirements) {
    requirements.push_back({{"id", change.id},
                            {"level", to_string(change.level)},
                            {"before", to_string(change.before)},
                            {"after", to_string(change.after)}});
  }
  const Ordered document = {{"format", 1},
                            {"before", json_of(diff.before)},
                            {"after", json_of(diff.after)},
                            {"changed", {{"server", diff.server}, {"suite", diff.suite}, {"profile", diff.profile}}},
                            {"attribution", attribution(diff)},
                            {"regressions", json_of(diff.regressions)},
                            {"noLongerJudged", json_of(diff.lost)},
                            {"newlyWaived", json_of(diff.waived)},
                            {"stillFailing", json_of(diff.still_failing)},
                            {"fixed", json_of(diff.fixes)},
                            {"newlyJudged", json_of(diff.judged)},
                            {"new", json_of(diff.fresh)},
                            {"gone", json_of(diff.gone)},
                            {"requirements", requirements}};
  return document.dump(1, ' ', false, Ordered::error_handler_t::replace) + '\n';
}

}  // namespace conform
