#include "model/run_result.hpp"

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

}  // namespace conform
