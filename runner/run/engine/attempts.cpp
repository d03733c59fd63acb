#include "run/engine/attempts.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <numeric>
#include <random>
#include <string>
#include <utility>

namespace conform {
namespace {

bool is_of_transport(const Verdict& verdict, const Finding& finding) {
  if (finding.exchange >= verdict.exchanges.size()) return false;
  const auto* error = std::get_if<TransportError>(&verdict.exchanges[finding.exchange].response);
  return error != nullptr &&
         (error->kind == TransportErrorKind::timed_out || error->kind == TransportErrorKind::closed);
}

bool has_any_of_transport(const Verdict& verdict) {
  return std::ranges::any_of(verdict.findings,
                             [&](const Finding& finding) { return is_of_transport(verdict, finding); });
}

// How bad an outcome is: what was found outranks what could not be determined.
std::size_t rank(OutcomeKind kind) {
  constexpr std::array from_best{OutcomeKind::passed, OutcomeKind::waived, OutcomeKind::skipped, OutcomeKind::errored,
                                 OutcomeKind::failed};
  return static_cast<std::size_t>(std::ranges::find(from_best, kind) - from_best.begin());
}

bool agree(const Verdict& a, const Verdict& b) {
  return a.outcome.kind == b.outcome.kind &&
         std::ranges::equal(a.findings, b.findings, [](const Finding& finding, const Finding& other) {
           return finding.rule == other.rule && finding.requirement == other.requirement &&
                  finding.where == other.where;
         });
}

}  // namespace

bool only_transport_findings(const Verdict& verdict) {
  return !verdict.findings.empty() && std::ranges::all_of(verdict.findings, [&](const Finding& finding) {
    return is_of_transport(verdict, finding);
  });
}

Verdict confirmed(Verdict first, Verdict second) {
  const bool cannot_tell = second.outcome.kind == OutcomeKind::errored && second.findings.empty();
  if (cannot_tell || has_any_of_transport(second)) return first;
  second.took += first.took;
  second.flaky = fmt::format("{} {} not recur when the case was repeated", first.findings.size(),
                             first.findings.size() == 1 ? "finding did" : "findings did");
  for (Finding& finding : first.findings) {
    finding.exchange += second.exchanges.size();
    second.unconfirmed.push_back(std::move(finding));
  }
  std::ranges::move(first.exchanges, std::back_inserter(second.exchanges));
  return second;
}

bool may_hang_on_reads(const Verdict& verdict) {
  // Both attempts are in memory at the end.
  constexpr std::size_t most_bytes = 8U << 20U;
  std::size_t bytes = 0;
  for (const Exchange& exchange : verdict.exchanges) {
    if (const Response* response = response_of(exchange)) bytes += response->body.size();
  }
  if (bytes > most_bytes) return false;
  return verdict.outcome.kind == OutcomeKind::failed || verdict.outcome.kind == OutcomeKind::errored ||
         std::ranges::any_of(verdict.findings,
                             [](const Finding& finding) { return finding.rule.starts_with("effect."); });
}

Verdict with_all_reads(Verdict first, Verdict second, bool responses_differ) {
  if (responses_differ || rank(second.outcome.kind) >= rank(first.outcome.kind)) {
    second.took += first.took;
    return second;
  }
  first.took += second.took;
  for (Finding& finding : first.findings) {
    if (finding.hint.empty() && finding.rule.starts_with("effect."))
      finding.hint =
          "the record was read by an earlier case, not right before this request; when the case was repeated with that "
          "read, this did not recur";
  }
  return first;
}

std::string words_of_trial(const Verdict& again) {
  if (again.outcome.kind == OutcomeKind::failed) return "failed again";
  return again.outcome.kind == OutcomeKind::passed ? "passed alone, needs earlier requests" : "not tried";
}

void Repetitions::add(Verdict verdict) {
  ++count_;
  took_ += verdict.took;
  ++kinds_[verdict.outcome.kind];
  if (!worst_) {
    worst_ = std::move(verdict);
    return;
  }
  // Verdicts that agree are an equivalence class: comparing each with one of them is enough.
  differ_ = differ_ || !agree(verdict, *worst_);
  const auto badness = [](const Verdict& one) { return std::pair{rank(one.outcome.kind), one.findings.size()}; };
  if (badness(*worst_) < badness(verdict)) worst_ = std::move(verdict);
}

Verdict Repetitions::take() && {
  Verdict verdict = std::move(*worst_);
  verdict.took = took_;
  if (!differ_) return verdict;
  std::string counts;
  for (const OutcomeKind kind :
       {OutcomeKind::failed, OutcomeKind::errored, OutcomeKind::skipped, OutcomeKind::passed}) {
    if (const std::size_t count = kinds_[kind]; count > 0)
      counts += fmt::format("{}{} {}", counts.empty() ? "" : ", ", count, to_string(kind));
  }
  verdict.flaky = fmt::format("{} repetitions differ: {}", count_, counts);
  return verdict;
}

std::vector<std::size_t> order_of(std::size_t count, bool shuffled, std::uint64_t seed) {
  std::vector<std::size_t> order(count);
  std::iota(order.begin(), order.end(), std::size_t{0});
  if (!shuffled) return order;
  // Not std::shuffle: what it makes of a seed differs between standard libraries.
  std::mt19937_64 random{seed};
  for (std::size_t left = count; left > 1; --left) std::swap(order[left - 1], order[random() % left]);
  return order;
}

}  // namespace conform
