#include "waivers/waivers_from.hpp"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "json/format_number.hpp"
#include "plan/plan.hpp"
#include "waivers/fingerprint.hpp"
#include "waivers/waive.hpp"
#include "waivers/waiver_entry.hpp"

namespace conform {
namespace {

using Ordered = nlohmann::ordered_json;

bool fails(const Verdict& verdict) {
  return verdict.outcome.kind == OutcomeKind::failed || verdict.outcome.kind == OutcomeKind::waived;
}

bool fits_something(const Waiver& waiver, const std::string& pattern, const RunResult& result) {
  return std::ranges::any_of(result.verdicts, [&](const Verdict& verdict) {
    return matches_glob(pattern, verdict.id) && std::ranges::any_of(verdict.findings, [&](const Finding& finding) {
             return fits(waiver, verdict, finding);
           });
  });
}

// The run's own entries, without the cases that they no longer fit.
std::vector<Waiver> still_true(const RunResult& result) {
  std::vector<Waiver> kept;
  for (Waiver waiver : result.waivers) {
    std::erase_if(waiver.cases, [&](const std::string& pattern) { return !fits_something(waiver, pattern, result); });
    if (!waiver.cases.empty()) kept.push_back(std::move(waiver));
  }
  return kept;
}

Waiver fresh(const Fingerprint& mark, std::string_view expires) {
  return {.cases = {},
          .requirement = mark.requirement,
          .rule = mark.rule,
          .where = mark.where,
          .status = mark.status,
          .reason = {},
          .link = {},
          .owner = {},
          .expires = std::string{expires},
          .file = {},
          .line = 0};
}

}  // namespace

std::string waivers_from(const RunResult& result, std::string_view expires) {
  std::vector<Waiver> all = still_true(result);
  const std::vector<Waiver> old = all;
  std::map<Fingerprint, std::size_t> index;
  for (const Verdict& verdict : result.verdicts) {
    if (!fails(verdict)) continue;
    for (const Finding& finding : verdict.findings) {
      if (!fails_at(finding.level, result.fail_on)) continue;
      const bool known_already = std::ranges::any_of(
          old, [&](const Waiver& waiver) { return names_case(waiver, verdict.id) && fits(waiver, verdict, finding); });
      if (known_already) continue;
      const Fingerprint mark = fingerprint_of(verdict, finding);
      const auto [place, is_new] = index.emplace(mark, all.size());
      if (is_new) all.push_back(fresh(mark, expires));
      std::vector<std::string>& cases = all[place->second].cases;
      if (cases.empty() || cases.back() != verdict.id) cases.push_back(verdict.id);
    }
  }
  Ordered file = {{"format", waiver_format}, {"waivers", Ordered::array()}};
  for (const Waiver& waiver : all) file["waivers"].push_back(json_of(WaiverEntry{waiver}));
  return file.dump(2, ' ', false, Ordered::error_handler_t::replace) + '\n';
}

}  // namespace conform
