#include "known/waive.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <vector>

#include "known/fingerprint.hpp"
#include "plan/plan.hpp"

namespace conform {
namespace {

std::string reason_of(const KnownFailure& known) {
  std::string details;
  if (!known.link.empty()) details += known.link + "; ";
  if (!known.owner.empty()) details += "owner " + known.owner + "; ";
  return fmt::format("{} ({}until {})", known.reason, details, known.expires);
}

}  // namespace

std::string utc_date(std::chrono::system_clock::time_point time) {
  const std::chrono::year_month_day date{std::chrono::floor<std::chrono::days>(time)};
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                     static_cast<unsigned>(date.day()));
}

bool expired(const KnownFailure& known, std::string_view today) { return known.expires < today; }

bool fits(const KnownFailure& known, const Verdict& verdict, const Finding& finding) {
  return known.rule == finding.rule && known.requirement == finding.requirement &&
         matches_glob(known.where, finding.where) &&
         (known.status.empty() || known.status == status_of(verdict, finding));
}

bool names_case(const KnownFailure& known, std::string_view case_id) {
  return std::ranges::any_of(known.cases, [&](const std::string& one) { return matches_glob(one, case_id); });
}

void waive(Verdict& verdict, std::span<const KnownFailure> known, std::string_view today, Level fail_on) {
  if (verdict.outcome.kind != OutcomeKind::failed) return;
  std::vector<std::string> reasons;
  for (const Finding& finding : verdict.findings) {
    if (!fails_at(finding.level, fail_on)) continue;
    const auto entry = std::ranges::find_if(known, [&](const KnownFailure& one) {
      return !expired(one, today) && names_case(one, verdict.id) && fits(one, verdict, finding);
    });
    if (entry == known.end()) return;
    const std::string reason = reason_of(*entry);
    if (std::ranges::find(reasons, reason) == reasons.end()) reasons.push_back(reason);
  }
  if (reasons.empty()) return;  // failed without a finding: nothing that could be known
  std::string reason;
  for (const std::string& one : reasons) reason += (reason.empty() ? "" : "; ") + one;
  verdict.outcome = {.kind = OutcomeKind::waived, .reason = std::move(reason)};
}

}  // namespace conform
