#include "known/known_from.hpp"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "json/format_number.hpp"
#include "known/fingerprint.hpp"
#include "known/waive.hpp"
#include "plan/plan.hpp"

namespace conform {
namespace {

using Ordered = nlohmann::ordered_json;

bool is_number(std::string_view token) {
  return !token.empty() && std::ranges::all_of(token, [](char c) { return c >= '0' && c <= '9'; });
}

Ordered status_json(const std::string& status) {
  return is_number(status) ? Ordered(std::stoi(status)) : Ordered(status);
}

Ordered written(const KnownFailure& known) {
  Ordered entry = {
      {"cases", known.cases}, {"requirement", known.requirement}, {"rule", known.rule}, {"where", known.where}};
  if (!known.status.empty()) entry["status"] = status_json(known.status);
  entry["reason"] = known.reason;
  if (!known.link.empty()) entry["link"] = known.link;
  if (!known.owner.empty()) entry["owner"] = known.owner;
  entry["expires"] = known.expires;
  return entry;
}

bool fails(const Verdict& verdict) {
  return verdict.outcome.kind == OutcomeKind::failed || verdict.outcome.kind == OutcomeKind::waived;
}

bool fits_something(const KnownFailure& known, const std::string& pattern, const RunRecord& record) {
  return std::ranges::any_of(record.verdicts, [&](const Verdict& verdict) {
    return matches_glob(pattern, verdict.id) &&
           std::ranges::any_of(verdict.findings, [&](const Finding& one) { return fits(known, verdict, one); });
  });
}

// The run's own entries, without the cases that they no longer fit.
std::vector<KnownFailure> still_true(const RunRecord& record) {
  std::vector<KnownFailure> kept;
  for (KnownFailure known : record.known) {
    std::erase_if(known.cases, [&](const std::string& pattern) { return !fits_something(known, pattern, record); });
    if (!known.cases.empty()) kept.push_back(std::move(known));
  }
  return kept;
}

KnownFailure fresh(const Fingerprint& mark, std::string_view expires) {
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

std::string known_failures_from(const RunRecord& record, std::string_view expires) {
  std::vector<KnownFailure> all = still_true(record);
  const std::vector<KnownFailure> old = all;
  std::map<Fingerprint, std::size_t> index;
  for (const Verdict& verdict : record.verdicts) {
    if (!fails(verdict)) continue;
    for (const Finding& finding : verdict.findings) {
      if (!fails_at(finding.level, record.fail_on)) continue;
      const bool known_already = std::ranges::any_of(
          old, [&](const KnownFailure& one) { return names_case(one, verdict.id) && fits(one, verdict, finding); });
      if (known_already) continue;
      const Fingerprint mark = fingerprint_of(verdict, finding);
      const auto [place, is_new] = index.emplace(mark, all.size());
      if (is_new) all.push_back(fresh(mark, expires));
      std::vector<std::string>& cases = all[place->second].cases;
      if (cases.empty() || cases.back() != verdict.id) cases.push_back(verdict.id);
    }
  }
  Ordered file = {{"format", waiver_format}, {"waivers", Ordered::array()}};
  for (const KnownFailure& known : all) file["waivers"].push_back(written(known));
  return file.dump(2, ' ', false, Ordered::error_handler_t::replace) + '\n';
}

}  // namespace conform
