#include "waivers/waivers_from.hpp"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "base/ascii.hpp"
#include "json/format_number.hpp"
#include "plan/plan.hpp"
#include "waivers/fingerprint.hpp"
#include "waivers/waive.hpp"

namespace conform {
namespace {

using Ordered = nlohmann::ordered_json;

bool is_number(std::string_view token) { return !token.empty() && std::ranges::all_of(token, is_digit); }

Ordered status_json(const std::string& status) {
  return is_number(status) ? Ordered(std::stoi(status)) : Ordered(status);
}

Ordered written(const Waiver& waiver) {
  Ordered entry = {
      {"cases", waiver.cases}, {"requirement", waiver.requirement}, {"rule", waiver.rule}, {"where", waiver.where}};
  if (!waiver.status.empty()) entry["status"] = status_json(waiver.status);
  entry["reason"] = waiver.reason;
  if (!waiver.link.empty()) entry["link"] = waiver.link;
  if (!waiver.owner.empty()) entry["owner"] = waiver.owner;
  entry["expires"] = waiver.expires;
  return entry;
}

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
  for (const Waiver& waiver : all) file["waivers"].push_back(written(waiver));
  return file.dump(2, ' ', false, Ordered::error_handler_t::replace) + '\n';
}

}  // namespace conform
