#include "audit/auditor.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

#include "run/engine/result_builder.hpp"
#include "run/engine/target_settings.hpp"

namespace conform {
namespace {

constexpr std::chrono::seconds longest_delay{10};
constexpr std::size_t most_held = 10'000;
constexpr std::size_t most_held_bytes = 32U << 20U;
constexpr std::size_t most_of_a_kind = 20;
constexpr std::size_t most_kinds = 2000;

// "/data/attributes/address/street" and "/errors/3/id" are kinds; names of /attributes are values of users.
std::string kind_of(const Found& finding) {
  std::string where{finding.where.raw()};
  for (char& c : where) {
    if (c >= '0' && c <= '9') c = '0';
  }
  constexpr std::size_t longest = 80;
  where.resize(std::min(where.size(), longest));
  return finding.rule + ' ' + finding.requirement + ' ' + where;
}

std::string key_of_place(const ApiPlace& place) {
  switch (place.resource) {
    case ApiPlace::Resource::record:
      return place.user_id;
    case ApiPlace::Resource::attributes:
      return "/attributes";
    case ApiPlace::Resource::none:
      return {};
  }
  return {};
}

std::size_t bytes_of(const RecordedExchange& exchange) {
  return exchange.url.size() + exchange.request_body.text.size() + exchange.response_body.text.size();
}

// Nothing: half a second between recordings, none within one.
RecentWrites::Skew skew_of(const AuditOptions& options) {
  if (!options.clock_skew) return {};
  return {.between = *options.clock_skew, .within = *options.clock_skew};
}

}  // namespace

Auditor::Auditor(const Suite& suite, AuditOptions options, OnViolation on_violation)
    : suite_{suite},
      options_{std::move(options)},
      on_violation_{std::move(on_violation)},
      places_{{.base_url = options_.base_url, .strip_prefix = options_.strip_prefix}, suite},
      shapes_{hash_, options_.show_values},
      writes_{skew_of(options_)} {
  if (!options_.base_url) return;
  std::string version = options_.api_version;
  if (version.empty()) version = version_in(options_.base_url->path);
  const Contract* contract = suite_.contract(version);
  places_.use(contract != nullptr ? *contract : *suite_.contract("2024-3"));
}

Auditor::~Auditor() = default;

void Auditor::start_judge(const RecordedExchange& first) {
  complete_ = options_.complete || first.by_conform;
  const Target none;
  const Target& target = options_.target != nullptr ? *options_.target : none;
  std::chrono::milliseconds consistency{1000};
  if (target.consistency > std::chrono::milliseconds{0}) consistency = target.consistency;
  judge_ = std::make_unique<AuditJudge>(JudgeSetting{.suite = suite_,
                                                     .contract = *places_.contract(),
                                                     .shape = shape_of(suite_.fixtures, target),
                                                     .pins = pins_of(target),
                                                     .complete = complete_,
                                                     .consistency = consistency});
}

void Auditor::take(RecordedExchange exchange) {
  ++counts_.exchanges;
  Held held{.exchange = nullptr, .place = places_.of(exchange)};
  if (held.place.under_base_url && exchange.not_judged != NotJudged::preflight) ++counts_.under_base_url;
  if (places_.contract() == nullptr) return;
  if (!judge_) start_judge(exchange);
  // What is not of the API, and changes nothing of it, need not be kept.
  if (!held.place.under_base_url &&
      !(held.place.may_change_something && held.place.resource != ApiPlace::Resource::none))
    return;
  const bool timed = exchange.not_judged != NotJudged::no_time && exchange.started_at != RecordedTime{};
  const RecordedTime at = timed ? exchange.started_at : last_at_;
  held.exchange = std::make_shared<const RecordedExchange>(std::move(exchange));
  if (counts_.under_base_url == 1) first_at_ = at;
  last_at_ = std::max(last_at_, at);
  held_bytes_ += bytes_of(*held.exchange);
  if (held.place.may_change_something) writes_.add(key_of_place(held.place), *held.exchange, at);
  held_.emplace(at, std::move(held));
  const auto is_due = [&] {
    return held_.size() > most_held || held_bytes_ > most_held_bytes || last_at_ - held_.begin()->first > longest_delay;
  };
  while (!held_.empty() && is_due()) release_first();
}

void Auditor::settle() {
  while (!held_.empty()) release_first();
}

void Auditor::release_first() {
  const Held held = std::move(held_.begin()->second);
  const RecordedTime at = held_.begin()->first;
  held_.erase(held_.begin());
  held_bytes_ -= bytes_of(*held.exchange);
  const bool late = at < released_;
  if (late) ++counts_.out_of_order;
  released_ = std::max(released_, at);
  const bool overlaps = late || writes_.overlaps(key_of_place(held.place), *held.exchange);
  writes_.forget_before(at);
  judge(held, overlaps);
}

void Auditor::judge(const Held& held, bool overlaps) {
  const RecordedExchange& exchange = *held.exchange;
  if (held.place.under_base_url) {
    if (exchange.not_judged != NotJudged::judgeable) {
      ++counts_.not_judged[std::string{to_string(exchange.not_judged)}];
    } else if (held.place.operation == nullptr) {
      ++counts_.not_judged["not an operation of this version"];
    }
  }
  JudgeQuestion question{.exchange = held.exchange, .place = held.place, .overlaps_write = overlaps};
  if (!held.place.under_base_url) question.place.operation = nullptr;
  for (const Judged& judged : judge_->take(question)) keep(judged);
  counts_.judged = judge_->counts().judged;
}

void Auditor::keep(const Judged& judged) {
  OfOperation& of = by_operation_[judged.operation];
  if (of.counted.size() >= most_kinds) return;
  const std::string kind = kind_of(judged.finding);
  of.requirements.insert(judged.finding.requirement);
  if (++of.counted[kind] > most_of_a_kind) return;
  const RecordedExchange& exchange = *judged.exchange;
  const ApiPlace place = places_.of(exchange);
  Finding finding{.rule = judged.finding.rule,
                  .requirement = judged.finding.requirement,
                  .level = judged.finding.level,
                  .where = shapes_.of_text(judged.finding.where, exchange),
                  .expected = shapes_.of_text(judged.finding.expected, exchange),
                  .actual = shapes_.of_text(judged.finding.actual, exchange),
                  .message = shapes_.of_text(judged.finding.message, exchange),
                  .exchange = of.exchanges.size()};
  if (on_violation_) on_violation_(judged.operation, finding, exchange.position);
  of.findings.push_back(std::move(finding));
  of.exchanges.push_back(shapes_.of_exchange(exchange, place.user_id));
}

std::vector<std::string> Auditor::notes() const {
  std::vector<std::string> lines;
  lines.push_back(fmt::format("{} exchanges in the recording, {} under the base URL, {} judged.", counts_.exchanges,
                              counts_.under_base_url, counts_.judged));
  for (const auto& [reason, count] : counts_.not_judged)
    lines.push_back(fmt::format("Not judged: {} ({}).", reason, count));
  if (!judge_) return lines;
  const JudgeCounts& judged = judge_->counts();
  const auto add = [&](std::size_t count, std::string_view what) {
    if (count > 0) lines.push_back(fmt::format("{}: {}.", what, count));
  };
  add(judged.waited_for, "Not judged: 429, 503 with Retry-After, 451");
  add(judged.without_body, "Judged by status and headers alone, since the body was not recorded whole");
  if (!judge_->knows_credentials())
    lines.emplace_back(
        "Authentication, rights and ownership are not judged: the recording has no credentials, or one placeholder for "
        "all.");
  lines.emplace_back(complete_
                         ? "Complete: no other client writes these records, so later reads are judged too."
                         : "Not known to be complete: only what a response says against its own request is judged "
                           "(--complete judges later reads too).");
  add(judged.changed_elsewhere, "Changed elsewhere, in a response that was sent nothing of the kind");
  add(judged.stale_reads, "Reads that show the state before a write that had just ended");
  add(judged.overlapping, "Concurrent with a write of the same record, so its effect is not judged");
  add(counts_.out_of_order, "Out of order by more than 10 seconds");
  add(judge_->records_forgotten(), "Records forgotten, since there are more than 100,000");
  for (const auto& [what, count] : judged.client_errors)
    lines.push_back(fmt::format("Client error, {} ({}).", what, count));
  return lines;
}

RunResult Auditor::finish(bool interrupted) {
  settle();
  if (judge_) {
    for (const Judged& judged : judge_->finish()) keep(judged);
  }
  RunResult result;
  const Contract* contract = places_.contract();
  result.suite = {.name = "User API Conformance Suite", .version = options_.suite_version};
  result.target = {
      .name = options_.target != nullptr && !options_.target->name.empty() ? options_.target->name : "recorded traffic",
      .base_url = places_.base_url() ? to_string(*places_.base_url()) : std::string{},
      .api_version = contract != nullptr ? contract->version : std::string{}};
  result.started_at = first_at_;
  result.took = std::chrono::duration_cast<std::chrono::microseconds>(last_at_ - first_at_);
  result.fail_on = options_.fail_on;
  result.notes = notes();
  result.interrupted = interrupted;
  if (!judge_) {
    summarize(result);
    return result;
  }
  std::set<std::string> operations = judge_->operations_seen();
  for (const auto& [operation, of] : by_operation_) operations.insert(operation);
  for (const std::string& operation : operations) {
    OfOperation& of = by_operation_[operation];
    Verdict verdict{.id = "recorded/" + operation,
                    .about = "Recorded exchanges of " + operation + " conform.",
                    .file = {},
                    .line = 0,
                    .outcome = {.kind = OutcomeKind::passed, .reason = {}},
                    .requirements = {of.requirements.begin(), of.requirements.end()},
                    .took = {},
                    .findings = of.findings,
                    .observations = {},
                    .exchanges = of.exchanges,
                    .flaky = {},
                    .unconfirmed = {}};
    const bool failed = std::ranges::any_of(
        of.findings, [&](const Finding& finding) { return fails_at(finding.level, options_.fail_on); });
    if (failed) verdict.outcome.kind = OutcomeKind::failed;
    for (const auto& [kind, count] : of.counted) {
      if (count > most_of_a_kind)
        result.notes.push_back(fmt::format("{}: {} findings of {}, of which {} are shown.", operation, count,
                                           kind.substr(0, kind.find(' ')), most_of_a_kind));
    }
    result.verdicts.push_back(std::move(verdict));
  }
  if (!result.verdicts.empty()) {
    for (const auto& [id, all] : judge_->observations()) {
      for (const std::string& seen : all)
        result.verdicts.front().observations.push_back({.id = id, .seen = seen, .pinned = std::nullopt});
    }
  }
  result.suite.cases = result.verdicts.size();
  summarize(result, suite_, judge_->coverage());
  return result;
}

}  // namespace conform
