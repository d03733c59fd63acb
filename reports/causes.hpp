#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "model/run_result.hpp"

namespace conform {

/// Findings that most likely have one cause: of the same rule and requirement, at places and with messages of one
/// shape.
struct Cause {
  Finding example;                 ///< the first of them
  std::size_t verdict = 0;         ///< index into the record's verdicts: where the example was found
  std::vector<std::string> where;  ///< all places, each once, in order
  std::vector<std::string> cases;  ///< ids of the cases, each once, in order
  std::size_t findings = 0;
  std::string curl;  ///< repeats the exchange of the example; empty when the exchange was not kept
};

/// What the findings of a run come down to.
struct Causes {
  std::vector<Cause>
      failing;  ///< of failed cases, at the failing level; a failed case without such a finding has one too
  std::vector<Cause> lesser;  ///< the other findings, of every case that was not waived
};

/// Groups the findings of a record; causes stand in order of their first finding, those first that make
/// other exchanges look wrong.
[[nodiscard]] Causes group_by_cause(const RunResult& result);

/// Cases that share an outcome and its reason, whichever users they ran with.
struct ReasonGroup {
  std::string reason;
  std::vector<std::string> cases;
};
[[nodiscard]] std::vector<ReasonGroup> group_by_reason(const RunResult& result, OutcomeKind kind);

/// The requirement of that id, or null.
[[nodiscard]] const RequirementResult* find_requirement(const RunResult& result, std::string_view id);

}  // namespace conform
