#include "waivers/waive.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <vector>

#include "base/text.hpp"
#include "plan/plan.hpp"
#include "waivers/fingerprint.hpp"

namespace conform {
namespace {

std::string reason_of(const Waiver& waiver) {
  std::string details;
  if (!waiver.link.empty()) details += waiver.link + "; ";
  if (!waiver.owner.empty()) details += "owner " + waiver.owner + "; ";
  return fmt::format("{} ({}until {})", waiver.reason, details, waiver.expires);
}

}  // namespace

bool expired(const Waiver& waiver, std::string_view today) { return waiver.expires < today; }

bool fits(const Waiver& waiver, const Verdict& verdict, const Finding& finding) {
  return waiver.rule == finding.rule && waiver.requirement == finding.requirement &&
         matches_glob(waiver.where, finding.where) &&
         (waiver.status.empty() || waiver.status == status_of(verdict, finding));
}

bool names_case(const Waiver& waiver, std::string_view case_id) {
  return std::ranges::any_of(waiver.cases,
                             [&](const std::string& test_case) { return matches_glob(test_case, case_id); });
}

void waive(Verdict& verdict, std::span<const Waiver> waivers, std::string_view today, Level fail_on) {
  if (verdict.outcome.kind != OutcomeKind::failed) return;
  std::vector<std::string> reasons;
  for (const Finding& finding : verdict.findings) {
    if (!fails_at(finding.level, fail_on)) continue;
    const auto entry = std::ranges::find_if(waivers, [&](const Waiver& waiver) {
      return !expired(waiver, today) && names_case(waiver, verdict.id) && fits(waiver, verdict, finding);
    });
    if (entry == waivers.end()) return;
    const std::string reason = reason_of(*entry);
    if (std::ranges::find(reasons, reason) == reasons.end()) reasons.push_back(reason);
  }
  if (reasons.empty()) return;  // failed without a finding: nothing that could be known
  verdict.outcome = {.kind = OutcomeKind::waived, .reason = joined(reasons, "; ")};
}

}  // namespace conform
