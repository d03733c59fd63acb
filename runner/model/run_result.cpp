#include "model/run_result.hpp"

#include <algorithm>

namespace conform {

std::string_view to_string(Conclusion conclusion) noexcept {
  switch (conclusion) {
    case Conclusion::conformant:
      return "conformant";
    case Conclusion::incomplete:
      return "incomplete";
    case Conclusion::nonconformant:
      return "nonconformant";
    case Conclusion::inconclusive:
      return "inconclusive";
  }
  return "inconclusive";
}

std::string_view to_string(RequirementState state) noexcept {
  switch (state) {
    case RequirementState::verified:
      return "verified";
    case RequirementState::violated:
      return "violated";
    case RequirementState::unverified:
      return "unverified";
  }
  return "unverified";
}

std::size_t unverified_musts(const RunResult& result) {
  return static_cast<std::size_t>(std::ranges::count_if(result.requirements, [](const RequirementResult& requirement) {
    return requirement.level == Level::must && requirement.state == RequirementState::unverified;
  }));
}

bool fails_as_incomplete(const RunResult& result) {
  // Where everything was verified, it is what was waived that makes a run incomplete.
  return result.require_complete && result.conclusion == Conclusion::incomplete &&
         (result.totals.waived == 0 || unverified_musts(result) > 0);
}

}  // namespace conform
