#include "model/verdict.hpp"

namespace conform {

std::string_view to_string(OutcomeKind kind) noexcept {
  switch (kind) {
    case OutcomeKind::passed:
      return "passed";
    case OutcomeKind::failed:
      return "failed";
    case OutcomeKind::skipped:
      return "skipped";
    case OutcomeKind::errored:
      return "errored";
    case OutcomeKind::waived:
      return "waived";
  }
  return "errored";
}

}  // namespace conform
