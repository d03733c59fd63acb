#include "explore/investigation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "explore/shrink.hpp"

namespace conform {
namespace {

using nlohmann::json;

constexpr std::size_t most_tries = 150;      // for one cause
constexpr std::size_t most_causes = 24;      // that are shortened in one run
constexpr std::size_t most_of_one_rule = 3;  // places of one rule and requirement

const Finding* first_must(const Verdict& verdict) {
  const auto found =
      std::ranges::find_if(verdict.findings, [](const Finding& finding) { return finding.level == Level::must; });
  return found == verdict.findings.end() ? nullptr : &*found;
}

const Finding* find_same(const Verdict& verdict, const Fingerprint& wanted) {
  const auto found = std::ranges::find_if(
      verdict.findings, [&](const Finding& finding) { return fingerprint_of(verdict, finding) == wanted; });
  return found == verdict.findings.end() ? nullptr : &*found;
}

// The step, from 0, in which a finding was made; the last one where that does not show.
std::size_t step_of(const Verdict& verdict, const Finding& finding, std::size_t steps) {
  const std::size_t end = std::min(finding.exchange + 1, verdict.exchanges.size());
  for (std::size_t i = end; i > 0; --i) {
    constexpr std::string_view lead = "request of step ";
    const std::string& purpose = verdict.exchanges[i - 1].purpose;
    if (!purpose.starts_with(lead)) continue;
    const std::size_t number = std::strtoul(purpose.c_str() + lead.size(), nullptr, 10);
    if (number >= 1 && number <= steps) return number - 1;
  }
  return steps - 1;
}

}  // namespace

bool Investigation::is_new(const Fingerprint& fingerprint) {
  const std::scoped_lock lock{mutex_};
  const std::string rule = fingerprint.requirement + " " + fingerprint.rule;
  const std::string place = rule + " " + fingerprint.where + " " + fingerprint.status;
  if (seen_.contains("place " + place) || seen_["all"] >= most_causes || seen_["rule " + rule] >= most_of_one_rule)
    return false;
  ++seen_["all"];
  ++seen_["rule " + rule];
  ++seen_["place " + place];
  return true;
}

void Investigation::look_into(const Case& test_case, Verdict& verdict, const CarryOut& carry_out) {
  const Finding* finding = first_must(verdict);
  if (!test_case.generated || test_case.index >= sources_.size() || finding == nullptr) return;
  const Fingerprint wanted = fingerprint_of(verdict, *finding);
  if (!is_new(wanted)) return;
  const json& source = sources_[test_case.index];
  Discovery discovery{.fingerprint = wanted,
                      .message = finding->message,
                      .case_id = test_case.id,
                      .sequence = source,
                      .steps_before = test_case.steps.size(),
                      .tries = 0,
                      .flaky = {}};
  Verdict last;
  const auto shows_it = [&](const json& sequence) {
    const auto compiled = compile_sequence(sequence, test_case.index, suite_);
    if (!compiled) return false;
    last = carry_out(*compiled);
    return find_same(last, wanted) != nullptr;
  };
  constexpr int confirmations = 3;
  int again = 0;
  for (int i = 0; i < confirmations && again == 0; ++i) again += shows_it(source) ? 1 : 0;
  if (again == 0) {
    discovery.flaky = fmt::format("1 of {} times", confirmations + 1);
    for (Finding& one : verdict.findings) {
      if (one.hint.empty())
        one.hint = "the sequence alone did not fail again (1 of 4 times): it may need what was sent before it";
    }
  } else {
    Shrunk shrunk = shrink(source, step_of(verdict, *finding, test_case.steps.size()), shows_it, most_tries);
    discovery.tries = shrunk.tries;
    int confirmed = 0;
    for (int i = 0; i < 2; ++i) confirmed += shows_it(shrunk.sequence) ? 1 : 0;
    if (confirmed < 2) discovery.flaky = fmt::format("{} of 3 times", confirmed + 1);
    if (confirmed > 0) {
      if (find_same(last, wanted) == nullptr) static_cast<void>(shows_it(shrunk.sequence));
      discovery.sequence = std::move(shrunk.sequence);
      if (find_same(last, wanted) != nullptr) verdict = std::move(last);
    }
  }
  const std::scoped_lock lock{mutex_};
  discoveries_.push_back(std::move(discovery));
}

std::vector<Discovery> Investigation::discoveries() const {
  const std::scoped_lock lock{mutex_};
  std::vector<Discovery> sorted = discoveries_;
  std::ranges::stable_sort(sorted, {}, [](const Discovery& one) {
    return std::pair{one.fingerprint.requirement, one.fingerprint.rule + one.fingerprint.where};
  });
  return sorted;
}

}  // namespace conform
