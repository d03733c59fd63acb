#include "run/engine/engine.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <exception>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>
#include <thread>
#include <utility>

#include "check/findings.hpp"
#include "json/parse.hpp"
#include "run/backup/backup.hpp"
#include "run/case/case_runner.hpp"
#include "run/case/redact_verdict.hpp"
#include "run/client/clock.hpp"
#include "run/client/read_only_transport.hpp"
#include "run/client/request_budget.hpp"
#include "run/engine/attempts.hpp"
#include "run/engine/effort.hpp"
#include "run/engine/preflight.hpp"
#include "run/engine/result_builder.hpp"
#include "run/engine/target_settings.hpp"
#include "run/engine/verifiable.hpp"
#include "target/known_secrets.hpp"
#include "target/user_pool.hpp"

namespace conform {
namespace {

Verdict unstarted(const Case& test_case, OutcomeKind kind, std::string reason) {
  Verdict verdict;
  verdict.id = test_case.id;
  verdict.about = test_case.about;
  verdict.file = test_case.file;
  verdict.line = test_case.line;
  verdict.requirements = test_case.requirements;
  verdict.outcome = {.kind = kind, .reason = std::move(reason)};
  return verdict;
}

// A defect of the suite must not take the other cases with it.
Verdict run_isolated(const Case& test_case, const RunSetting& setting, const User& user,
                     const std::optional<User>& user2, RetryingClient& client, SavedReads& saved) {
  try {
    return run_case(test_case, setting, user, user2, client, saved);
  } catch (const std::exception& defect) {
    return unstarted(test_case, OutcomeKind::errored, std::string{"a defect of the suite: "} + defect.what());
  }
}

Connect connect_of(const Target& target, const RunOptions& options) {
  if (options.connect) return options.connect;
  return [&target](const std::string& base_url) { return make_curl_transport(provider_options(target, base_url)); };
}

std::set<std::string, std::less<>> tokens_of(const Target& target) {
  std::set<std::string, std::less<>> tokens;
  for (const auto& [name, actor] : target.actors) tokens.insert(actor.token);
  return tokens;
}

bool is_worth_keeping(const Verdict& verdict, bool keep_all) {
  return keep_all || verdict.outcome.kind != OutcomeKind::passed || !verdict.findings.empty() || !verdict.flaky.empty();
}

// Whether a case sends a write that servers may store and fail to read again: bytes that no document expresses.
bool may_spoil(const Case& test_case, const Contract& contract) {
  return std::ranges::any_of(test_case.steps, [&](const Step& step) {
    return std::ranges::any_of(step.sends, [&](const Send& send) {
      const Operation* operation = contract.find(send.operation);
      return send.body_kind == BodyKind::text && (operation == nullptr || operation->writes());
    });
  });
}

// Whether a case writes keys to /attributes that may be a user's: those of the suite's own begin with "conform-".
bool writes_keys_of_users(const Case& test_case, const Contract& contract) {
  const auto has_such = [](const Send& send) {
    if (!send.body || send.body_kind == BodyKind::none) return false;
    const auto text = send.body_kind == BodyKind::text && send.body->is_string()
                          ? parse_json(send.body->get_ref<const std::string&>())
                          : tl::expected<nlohmann::json, JsonError>{*send.body};
    if (!text || !text->is_object()) return false;
    return std::ranges::any_of(text->items(), [](const auto& item) { return !item.key().starts_with("conform-"); });
  };
  return std::ranges::any_of(test_case.steps, [&](const Step& step) {
    return std::ranges::any_of(step.sends, [&](const Send& send) {
      const Operation* operation = contract.find(send.operation);
      return operation != nullptr && operation->writes() && !operation->names_user() && has_such(send);
    });
  });
}

struct ForwardStop {
  std::stop_source* to;
  void operator()() const { to->request_stop(); }
};

class Run {
 public:
  Run(const Suite& suite, const Plan& plan, const Target& target, const RunOptions& options,
      const MakeTransport& make_transport, std::stop_token stop, const RunListener& listener)
      : suite_{suite},
        plan_{plan},
        target_{target},
        options_{options},
        make_transport_{make_transport},
        interrupt_{std::move(stop)},
        budget_{options.max_requests, limit_},
        deadline_{limit_.get_token(), options.deadline},
        stop_{deadline_.token()},
        listener_{listener},
        pool_{std::make_unique<UserPool>(pool_users(target))},
        secrets_{secrets_of(target)},
        credentials_{target, connect_of(target, options), secrets_, rotated_to(options.tokens, target)},
        rate_limiter_{target.transport.rate, options.clock ? options.clock : std::make_shared<Clock>()},
        coverage_{suite.rules, target.api_version},
        latencies_{*suite.contract(target.api_version)},
        consistency_{target.consistency},
        backup_{options.journal},
        setting_{.suite = suite,
                 .contract = *suite.contract(target.api_version),
                 .shape = shape_of(suite.fixtures, target),
                 .constraints = constraints_of(target),
                 .pins = pins_of(target),
                 .special_actors = special_actors_of(target),
                 .offered = {},
                 .tokens = tokens_of(target),
                 .own_values = own_values_of(target),
                 .reads_by_get = true,
                 .fail_on = options.fail_on,
                 .seed = options.seed,
                 .member_order = options.member_order,
                 .control_requests = control_requests_,
                 .coverage = coverage_,
                 .sent_values = sent_values_,
                 .consistency = consistency_,
                 .case_time = options.case_time},
        saves_reads_{options.repeat <= 1} {}

  RunResult run() {
    RunResult result;
    result.suite = {.name = "User API Conformance Suite", .version = options_.suite_version, .cases = plan_.total};
    result.target = {.name = redact(target_.name),
                     .base_url = redact(target_.base_url),
                     .api_version = target_.api_version,
                     .arguments = redact(options_.target_arguments),
                     .insecure = target_.transport.insecure};
    result.started_at = std::chrono::system_clock::now();
    result.fail_on = options_.fail_on;
    result.environment = environment();
    const auto begun = std::chrono::steady_clock::now();
    preflight(result);
    result.verdicts.resize(plan_.cases.size());
    work(result.verdicts);
    try_examples(result, std::chrono::steady_clock::now() - begun);
    correct_notes(result);
    restore(result);
    result.lag = consistency_.lag();
    if (const std::string rate = rate_limiter_.lowered(); !rate.empty()) {
      result.notes.push_back("The server responded 429 without Retry-After: the rest of the run sent at most " + rate +
                             ". Set transport.rate in the target file.");
    }
    if (const CircuitBreaker::Busy busy = breaker_.busy(); busy.unavailable + busy.too_many > 0) {
      result.notes.push_back(fmt::format(
          "Of {} requests {} got 503 with Retry-After at first, {} got 429; they were repeated as requested.",
          busy.requests, busy.unavailable, busy.too_many));
    }
    if (const auto refused = setting_.refused_writings->all(); !refused.empty())
      result.notes.push_back(
          fmt::format("Ways of writing a request that the target refuses, as it may: {}.", fmt::join(refused, ", ")));
    if (flaky_too_often()) {
      result.notes.push_back(fmt::format("After {} of {} cases were flaky, missing responses counted at once.",
                                         flaky_.load(), executed_.load()));
    }
    if (options_.shuffled)
      result.notes.push_back("The cases were started in the order of --seed " + std::to_string(options_.seed) + ".");
    result.took = std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - begun);
    result.interrupted = interrupt_.stop_requested();
    result.notes.insert(result.notes.end(), target_.warnings.begin(), target_.warnings.end());
    const std::vector<std::string> notes = credentials_.notes();
    result.notes.insert(result.notes.end(), notes.begin(), notes.end());
    result.latencies = latencies_.sorted();
    result.lacks = lacks_of(target_, plan_.cases);
    summarize(result, suite_, coverage_);
    return result;
  }

 private:
  RetryingClient client_on(Transport& transport, CircuitBreaker& breaker, std::stop_token stop) {
    RetryingClient client{transport,
                          breaker,
                          rate_limiter_,
                          retry_policy_of(target_),
                          std::move(stop),
                          &credentials_,
                          headers_of(target_, options_.suite_version)};
    if (target_.conditional) client.use_tags(&tags_);
    return client;
  }

  void preflight(RunResult& result) {
    if (stop_.stop_requested()) return;
    const auto transport = make_budgeted(make_transport_(), budget_);
    RetryingClient client = client_on(*transport, breaker_, stop_);
    Preflight found = probe(target_, setting_.contract, backup_setting().pool, client);
    unreachable_ = redact(explain_unreachable(found.unreachable, target_.base_url));
    setting_.offered = std::move(found.offered);
    setting_.operations_listed = target_.operations.has_value();
    missing_ = std::move(found.missing);
    denials_ = std::move(found.denials);
    silent_ = std::move(found.silent);
    setting_.reads_by_get = found.reads_by_get;
    result.notes = std::move(found.notes);
    // A run that was stopped meanwhile says nothing about the target; no case of it begins.
    if (!unreachable_.empty() && stop_.stop_requested()) {
      unreachable_.clear();
    } else if (!unreachable_.empty()) {
      cannot_run_ = unreachable_;
      result.notes.push_back("Nothing could be run: " + unreachable_);
    } else if (std::ranges::any_of(plan_.cases,
                                   [&](const Case* test_case) { return writes(*test_case, setting_.contract); })) {
      cannot_run_ = redact(backup_.begin(backup_setting(), client, stop_));
      if (stop_.stop_requested()) cannot_run_.clear();
      if (!cannot_run_.empty())
        result.notes.push_back("Nothing was run: the backup of the user data could not be made.");
      if (!stop_.stop_requested()) apply_snapshot(result);
    }
    if (cannot_run_.empty() && !stop_.stop_requested()) ask_permission(result, client);
    if (cannot_run_.empty() && !stop_.stop_requested() && !setting_.operations_listed)
      find_missing_writes(result, client);
    note_silence();
    set_deadline(client);
    if (cannot_run_.empty() && !stop_.stop_requested()) find_odd_denials(false, client);
  }

  // A server that responds more slowly and more slowly, or asks to wait again and again, must not hold a run for ever.
  void set_deadline(const RetryingClient& client) {
    using namespace std::chrono_literals;
    if (!options_.bounded || !cannot_run_.empty()) return;
    std::size_t of_all = 0;
    for (const Case* test_case : plan_.cases)
      of_all += std::max<std::size_t>(requests_of_a_case, test_case->generated ? 3 * test_case->steps.size() : 0);
    const std::size_t requests = of_all * std::max(1U, options_.repeat);
    const Pacing pacing{
        .response_time = client.median_time(), .interval = rate_limiter_.interval(), .workers = useful_workers()};
    std::string effort = effort_text(requests, pacing);
    if (!options_.deadline) {
      const auto time = std::chrono::ceil<std::chrono::minutes>(5 * time_of(requests, pacing));
      default_deadline_ = std::max<std::chrono::minutes>(10min, time);
      deadline_.limit(default_deadline_);
      effort += fmt::format("; the run ends after {} min at the latest (--deadline)", default_deadline_.count());
    }
    if (options_.max_requests > 0) effort += fmt::format("; at most {} (--max-requests)", options_.max_requests);
    if (!listener_.report) return;
    const std::scoped_lock lock{reporting_};
    listener_.report(effort);
  }

  // What each user who was asked is denied is not there. Its cases come last, in case it shows after all.
  void find_missing_writes(RunResult& result, RetryingClient& client) {
    std::vector<User> users;
    for (const User& user : pool_users(target_)) {
      const bool kept = std::ranges::any_of(backup_.snapshot().users,
                                            [&](const UserSnapshot& original) { return original.actor == user.actor; });
      if (kept || options_.journal == nullptr) users.push_back(user);
    }
    const bool writing =
        std::ranges::any_of(plan_.cases, [&](const Case* test_case) { return writes(*test_case, setting_.contract); });
    if (users.empty() || !writing) return;
    for (Denial& denial : denied_writes(setting_.contract, setting_.offered, users, client)) {
      if (missing_.insert(denial.operation).second) {
        result.notes.push_back(
            fmt::format("The target does not offer {}: it responded {} to {}. Cases that need it are skipped.",
                        denial.operation, response_of(denial.exchange)->status, denial.user.actor));
      }
      denials_.push_back(std::move(denial));
    }
    for (const std::string& operation : missing_) setting_.offered.erase(operation);
  }

  [[nodiscard]] const Case* first_case_of(const std::string& operation) const {
    const auto found = std::ranges::find_if(
        plan_.cases, [&](const Case* test_case) { return test_case->needs.operations.contains(operation); });
    return found == plan_.cases.end() ? nullptr : *found;
  }

  // Reads that get no response keep originals from being kept, so that perhaps no case comes to them.
  void note_silence() {
    for (Denial& denial : silent_) {
      const Case* concerned = first_case_of(denial.operation);
      if (concerned == nullptr && only_reads_ && !plan_.cases.empty()) concerned = plan_.cases.front();
      if (concerned != nullptr) odd_denials_[concerned].push_back(std::move(denial));
    }
    silent_.clear();
  }

  // An operation that has been denied and is served all the same: what was denied is found by the first case of it.
  // So is a write that stays away. `missing`: of operations that were not seen to be there before.
  void find_odd_denials(bool missing, RetryingClient& client) {
    std::vector<Denial> asked;
    for (const Denial& denial : denials_) {
      if (missing_.contains(denial.operation) == missing) asked.push_back(denial);
    }
    for (Denial& odd : contradicted(asked, setting_.contract, client)) {
      setting_.offered.insert(odd.operation);
      if (const Case* concerned = first_case_of(odd.operation)) odd_denials_[concerned].push_back(std::move(odd));
    }
    std::set<std::string, std::less<>> reported;
    for (Denial& denial : asked) {
      const Operation* operation = setting_.contract.find(denial.operation);
      if (!missing || setting_.offered.contains(denial.operation) || !operation->writes()) continue;
      const Case* concerned = first_case_of(denial.operation);
      if (concerned != nullptr && reported.insert(denial.operation).second)
        odd_denials_[concerned].push_back(std::move(denial));
    }
  }

  // As a target file has it: "operations": ["updateUser", "getUser"].
  [[nodiscard]] std::string offered_as_member() const {
    std::string names;
    for (const Operation& operation : setting_.contract.operations) {
      if (setting_.offered.contains(operation.id)) names += (names.empty() ? "\"" : ", \"") + operation.id + '"';
    }
    return "\"operations\": [" + names + "]";
  }

  // What was said of an operation before the first case does not hold when it has shown since.
  void correct_notes(RunResult& result) const {
    for (const std::string& operation : missing_) {
      if (!setting_.offered.contains(operation)) continue;
      std::erase_if(result.notes, [&](const std::string& note) {
        return note.starts_with("The target does not offer " + operation + ":");
      });
      result.notes.push_back("The target offers " + operation + ", which it denied before the first case.");
    }
  }

  [[nodiscard]] Mismatch mismatch_of(const Denial& denial) const {
    if (const auto* error = std::get_if<TransportError>(&denial.exchange.response)) {
      return {.rule = "contract.answer",
              .where = "response",
              .expected = "a complete HTTP response",
              .actual = std::string{to_string(error->kind)} + ": " + error->detail,
              .message = denial.operation + " gets no response, while the server responds to others: " + error->detail};
    }
    const std::string status = std::to_string(response_of(denial.exchange)->status);
    const std::string& operation = denial.operation;
    if (setting_.offered.contains(operation)) {
      return {.rule = "contract.status",
              .where = "status",
              .expected = "200",
              .actual = status,
              .message =
                  fmt::format("{} responded {} before the first case, and {} later", operation, status, denial.later)};
    }
    return {.rule = "contract.status",
            .where = "status",
            .expected = "the operation, or " + offered_as_member() + " in the target file",
            .actual = status,
            .message = fmt::format(
                "{} is not there: it responded {} to every user. If that is intended, the target file must have {}",
                operation, status, offered_as_member())};
  }

  // What the run itself met, as findings of the case that is about it.
  void add_odd_denials(const Case& wanted, Verdict& verdict) const {
    const auto found = odd_denials_.find(&wanted);
    if (found == odd_denials_.end()) return;
    Findings findings{suite_.rules, setting_.contract.version};
    for (const Denial& odd : found->second) {
      findings.add(mismatch_of(odd), {.operation = odd.operation, .exchange = verdict.exchanges.size()});
      verdict.exchanges.push_back(odd.exchange);
    }
    for (Finding& finding : findings.take(*secrets_.redactor())) {
      if (fails_at(finding.level, options_.fail_on)) verdict.outcome = {.kind = OutcomeKind::failed, .reason = {}};
      verdict.findings.push_back(std::move(finding));
    }
  }

  [[nodiscard]] bool needs_missing(const Case& test_case) const {
    return std::ranges::any_of(missing_, [&](const std::string& operation) {
      return test_case.needs.operations.contains(operation) ||
             (test_case.needs.reads_custom_attributes && operation == "getUserAttributes");
    });
  }

  // What is refused to an actor altogether says nothing about the server: no case is run, and nothing was changed.
  void ask_permission(RunResult& result, RetryingClient& client) {
    std::set<std::string, std::less<>> served;
    for (const UserSnapshot& original : backup_.snapshot().users) {
      if (original.record) served.insert(original.actor);
    }
    BackupSetting allowed = backup_setting();
    allowed.merges = allowed.merges && !options_.read_only;
    std::string refusal = refusal_of_all(target_, allowed, served, client, *secrets_.redactor());
    if (refusal.empty() || stop_.stop_requested()) return;
    cannot_run_ = std::move(refusal);
    result.notes = {"Nothing was run, and nothing was changed: " + cannot_run_};
  }

  // No original, no write: who has none is not in the pool of cases that write.
  void apply_snapshot(RunResult& result) {
    setting_.writes = backup_.writes();
    const std::set<std::string, std::less<>> shared{setting_.shape.attributes.begin(), setting_.shape.attributes.end()};
    for (const UserSnapshot& original : backup_.snapshot().users) {
      if (original.custom_attributes && setting_.owners->is_first_read(original.id))
        setting_.owners->note(original.id, *original.custom_attributes.value, shared, {});
    }
    if (options_.tokens != nullptr && backup_.holds()) {
      if (const auto kept = options_.tokens->keep_beside(backup_.journal()); !kept)
        result.notes.push_back(redact(to_string(kept.error().front())));
    }
    for (const std::string& warning : backup_.snapshot().warnings) result.notes.push_back(redact(warning));
    std::set<std::string, std::less<>> without;
    for (const LeftOut& left_out : backup_.snapshot().left_out) {
      without.insert(left_out.actor);
      result.notes.push_back(redact(fmt::format("{} is left out, since its original could not be saved: {}: {}.",
                                                left_out.actor, left_out.what, left_out.reason)));
    }
    if (without.empty()) return;
    std::vector<User> left = pool_users(target_);
    std::erase_if(left, [&](const User& user) { return without.contains(user.actor); });
    if (left.empty()) {
      only_reads_ = true;
      result.notes.push_back("No user has a backup: only cases that write nothing are run.");
    } else {
      pool_ = std::make_unique<UserPool>(std::move(left));
    }
  }

  // An operation that shows late does not bring originals.
  [[nodiscard]] bool keeps_custom_attributes() const {
    return setting_.offered.contains("getUserAttributes") && !missing_.contains("getUserAttributes") &&
           setting_.contract.find("getUserAttributes") != nullptr;
  }

  [[nodiscard]] std::string redact(std::string_view text) const { return secrets_.redactor()->redact(text); }

  [[nodiscard]] BackupSetting backup_setting() const {
    BackupSetting result{.suite = suite_,
                         .contract = setting_.contract,
                         .shape = setting_.shape,
                         .pool = {},
                         .special_actors = setting_.special_actors,
                         .reads_by_get = setting_.reads_by_get,
                         .reads_custom_attributes = setting_.offered.contains("getUserAttributes"),
                         .consistency = consistency_.bound()};
    note_operations(target_, result);
    result.replaces = result.replaces && setting_.offered.contains("setUser");
    result.merges = result.merges && setting_.offered.contains("updateUser");
    for (const User& user : pool_users(target_)) result.pool.push_back(user);
    return result;
  }

  // Not stopped by what stopped the run, yet in a time of its own.
  void restore(RunResult& result) {
    if (!backup_.holds()) return;
    const Deadline deadline{{}, stop_.stop_requested() ? time_to_restore_in_a_hurry : time_to_restore};
    CircuitBreaker breaker;
    const auto transport = make_transport_();
    RetryingClient client = client_on(*transport, breaker, deadline.token());
    std::vector<std::string> notes;
    result.restoration = backup_.end(backup_setting(), client, notes);
    for (const std::string& note : notes) result.notes.push_back(redact(note));
    for (Unrestored& unrestored : result.restoration.unrestored) unrestored.reason = redact(unrestored.reason);
  }

  // Cases that may leave a user unreadable come last, so that they spoil no others. Before them come those of
  // operations that seem to be missing: what the other cases did may have brought them about.
  void work(std::vector<Verdict>& verdicts) {
    std::vector<std::size_t> order = order_of(plan_.cases.size(), options_.shuffled, options_.seed);
    const auto turn = [&](std::size_t i) {
      const Case& test_case = *plan_.cases[i];
      return may_spoil(test_case, setting_.contract) ? 2 : needs_missing(test_case) ? 1 : 0;
    };
    std::ranges::stable_sort(order, {}, turn);
    const auto sure =
        missing_.empty() || !cannot_run_.empty() ? order.end() : std::ranges::upper_bound(order, 0, {}, turn);
    work_on({order.begin(), sure}, verdicts);
    if (sure == order.end()) return;
    if (!stop_.stop_requested()) {
      const auto transport = make_budgeted(make_transport_(), budget_);
      RetryingClient client = client_on(*transport, breaker_, stop_);
      find_odd_denials(true, client);
    }
    work_on({sure, order.end()}, verdicts);
  }

  void work_on(const std::vector<std::size_t>& order, std::vector<Verdict>& verdicts) {
    std::atomic<std::size_t> next{0};
    const auto worker = [&] {
      const auto transport = make_budgeted(make_transport_(), budget_);
      RetryingClient client = client_on(*transport, breaker_, stop_);
      for (std::size_t turn = next++; turn < order.size(); turn = next++) {
        const std::size_t i = order[turn];
        verdicts[i] = verdict_of(*plan_.cases[i], client);
        if (options_.revise) options_.revise(verdicts[i]);
        const std::scoped_lock lock{reporting_};
        if (verdicts[i].outcome.kind == OutcomeKind::failed) ++failures_;
        if (listener_.finished) listener_.finished(verdicts[i]);
      }
    };
    std::vector<std::jthread> workers;
    for (std::size_t i = 0; i < useful_workers(); ++i) workers.emplace_back(worker);
  }

  [[nodiscard]] std::size_t useful_workers() const {
    return std::min<std::size_t>(
        {std::max(1U, options_.jobs), pool_->size(), std::max<std::size_t>(1, plan_.cases.size())});
  }

  [[nodiscard]] std::vector<EnvironmentEntry> environment() const {
    std::vector<EnvironmentEntry> entries = options_.environment;
    entries.push_back({"workers", std::to_string(useful_workers())});
    entries.push_back({"users of the target", std::to_string(pool_->size())});
    entries.push_back({"time limit of an exchange", std::to_string(target_.transport.timeout.count()) + " ms"});
    entries.push_back({"seed", std::to_string(options_.seed)});
    entries.push_back({"order of members", std::to_string(options_.member_order)});
    return entries;
  }

  Verdict verdict_of(const Case& wanted, RetryingClient& client) {
    Verdict verdict = unmet(wanted).value_or(Verdict{});
    if (verdict.id.empty()) verdict = repeated(wanted, client);
    if (cannot_run_.empty()) add_odd_denials(wanted, verdict);
    if (is_worth_keeping(verdict, options_.keep_exchanges)) {
      conform::redact(verdict, *secrets_.redactor(), transport_options(target_));
    } else {
      verdict.exchanges = std::vector<Exchange>{};  // "= {}" would keep their memory
    }
    return verdict;
  }

  // The verdict of a case that is not executed; nothing: it is.
  std::optional<Verdict> unmet(const Case& wanted) {
    if (!cannot_run_.empty()) return unstarted(wanted, OutcomeKind::errored, cannot_run_);
    if (only_reads_ && writes(wanted, setting_.contract))
      return unstarted(wanted, OutcomeKind::errored, "not run: it writes, and no user has a backup");
    if (backup_.holds() && !keeps_custom_attributes() && writes_keys_of_users(wanted, setting_.contract)) {
      return unstarted(wanted, OutcomeKind::skipped,
                       "the target cannot read /attributes, so the keys that this case writes have no backup");
    }
    if (enough_failures())
      return unstarted(wanted, OutcomeKind::skipped,
                       "not run: stopped after " + std::to_string(options_.max_failures) +
                           (options_.max_failures == 1 ? " failure" : " failures") + " (--max-failures)");
    return std::nullopt;
  }

  // Missing responses in every fourth case are not accidental.
  [[nodiscard]] bool flaky_too_often() const {
    constexpr std::size_t few = 20;
    return flaky_ >= few && flaky_ * 4 > executed_;
  }

  Verdict repeated(const Case& wanted, RetryingClient& client) {
    Repetitions repetitions;
    do {
      Verdict verdict = attempt(wanted, client, repetitions.count() == 0);
      if (only_transport_findings(verdict) && !stop_.stop_requested() && !flaky_too_often()) {
        verdict = confirmed(std::move(verdict), attempt(wanted, client, false));
        if (!verdict.flaky.empty()) ++flaky_;
      }
      ++executed_;
      latencies_.add(verdict.exchanges);
      repetitions.add(std::move(verdict));
    } while (repetitions.count() < options_.repeat && !stop_.stop_requested());
    return std::move(repetitions).take();
  }

  // The examples of causes once more, alone, in a tenth of the time that the run took.
  void try_examples(RunResult& result, std::chrono::nanoseconds took) {
    if (!options_.examples || !cannot_run_.empty() || stop_.stop_requested()) return;
    constexpr std::size_t most = 20;
    constexpr std::chrono::milliseconds least{200};
    const Deadline deadline{stop_, std::max(least, std::chrono::duration_cast<std::chrono::milliseconds>(took) / 10)};
    const auto transport = make_transport_();
    RetryingClient client = client_on(*transport, breaker_, deadline.token());
    std::size_t tried = 0;
    for (const std::size_t i : options_.examples(result)) {
      if (plan_.cases[i]->generated) continue;  // these are shortened
      const bool in_time = tried++ < most && !deadline.token().stop_requested();
      result.verdicts[i].tried = words_of_trial(
          in_time ? attempt_elsewhere(*plan_.cases[i], result.verdicts[i], client, deadline.token()) : Verdict{});
    }
  }

  // On another user than that of the example, where there is one.
  Verdict attempt_elsewhere(const Case& wanted, const Verdict& example, RetryingClient& client,
                            const std::stop_token& stop) {
    const std::size_t needed = std::min(wanted.needs.users, pool_->size());
    const auto lease = pool_->lease(std::min(needed + 1, pool_->size()), stop);
    if (!lease) return unstarted(wanted, OutcomeKind::errored, "no time was left");
    const std::string actor = example.exchanges.empty() ? std::string{} : example.exchanges.front().actor;
    std::vector<User> users;
    for (std::size_t i = 0; i < lease->size(); ++i) users.push_back(lease->user(i));
    // Not of std::ranges: clang 14 does not compile what that returns.
    std::stable_partition(users.begin(), users.end(), [&](const User& user) { return user.actor != actor; });
    SavedReads every_read;
    return run_isolated(wanted, setting_, users.front(), needed > 1 ? std::optional{users[1]} : std::nullopt, client,
                        every_read);
  }

  // One attempt at a case, on users of its own.
  Verdict attempt(const Case& wanted, RetryingClient& client, bool first) {
    const std::size_t users = std::min(wanted.needs.users, pool_->size());
    const auto lease =
        wanted.generated ? pool_->lease_from(wanted.index * 2, users, stop_) : pool_->lease(users, stop_);
    if (!lease) return unstarted(wanted, OutcomeKind::errored, "not run: " + why_stopped());
    if (first && listener_.started) {
      const std::scoped_lock lock{reporting_};
      listener_.started(wanted.id);
    }
    const std::optional<User> user2 = lease->size() > 1 ? std::optional{lease->user(1)} : std::nullopt;
    const auto isolated = [&](const Case& one, SavedReads saved) {
      Verdict verdict = run_isolated(one, setting_, lease->user(), user2, client, saved);
      return std::pair{std::move(verdict), saved};
    };
    // Generated cases are to be the same whatever ran before them.
    auto [verdict, saved] = isolated(wanted, saves_reads_ && !wanted.generated
                                                 ? SavedReads{.last = &last_reads_, .by_response = !responses_differ_}
                                                 : SavedReads{});
    if (saved.any && may_hang_on_reads(verdict) && !stop_.stop_requested()) {
      constexpr std::size_t enough = 16;  // A server that disagrees this often is read in full.
      if (++read_in_full_ >= enough) saves_reads_ = false;
      auto [again, all] = isolated(wanted, {});
      if (all.responses_differ) responses_differ_ = true;
      verdict = with_all_reads(std::move(verdict), std::move(again), all.responses_differ);
    } else if (saved.responses_differ) {
      responses_differ_ = true;
    }
    if (first && options_.investigate && verdict.outcome.kind == OutcomeKind::failed) {
      options_.investigate(wanted, verdict, [&](const Case& other) { return isolated(other, {}).first; });
    }
    return verdict;
  }

  [[nodiscard]] std::string why_stopped() const {
    if (interrupt_.stop_requested()) return "the run was interrupted";
    if (budget_.is_spent()) return budget_.reason();
    return fmt::format("the run's deadline of {} s has passed",
                       std::chrono::duration<double>(options_.deadline.value_or(default_deadline_)).count());
  }

  bool enough_failures() {
    const std::scoped_lock lock{reporting_};
    return options_.max_failures > 0 && failures_ >= options_.max_failures;
  }

  const Suite& suite_;
  const Plan& plan_;
  const Target& target_;
  const RunOptions& options_;
  const MakeTransport& make_transport_;
  std::stop_token interrupt_;
  std::stop_source limit_;  ///< by the interrupt, or the last request of the budget
  std::stop_callback<ForwardStop> interrupt_to_limit_{interrupt_, ForwardStop{&limit_}};
  RequestBudget budget_;
  Deadline deadline_;
  std::stop_token stop_;  ///< by the interrupt, the budget or the deadline
  const RunListener& listener_;
  std::unique_ptr<UserPool> pool_;  ///< of the users that cases may have
  KnownSecrets secrets_;
  Credentials credentials_;
  CircuitBreaker breaker_;
  EntityTags tags_;
  RateLimiter rate_limiter_;
  ControlRequests control_requests_;
  Coverage coverage_;
  Latencies latencies_;
  SentValues sent_values_;
  EventualConsistency consistency_;
  Backup backup_;
  RunSetting setting_;
  std::set<std::string, std::less<>> missing_;  ///< operations that the target does not have by the looks of it
  std::vector<Denial> denials_;
  std::vector<Denial> silent_;
  std::map<const Case*, std::vector<Denial>> odd_denials_;
  std::string unreachable_;
  std::string cannot_run_;   ///< why no case is run; empty: they are
  bool only_reads_ = false;  ///< no user has an original
  std::mutex reporting_;     ///< guards the listener and the count
  std::size_t failures_ = 0;
  std::chrono::minutes default_deadline_{0};
  LastReads last_reads_;
  std::atomic<bool> saves_reads_;              ///< false: cases had to be repeated with every read too often
  std::atomic<bool> responses_differ_{false};  ///< from what reads show: they do not serve as reads
  std::atomic<std::size_t> read_in_full_{0};   ///< cases that were repeated with every read
  std::atomic<std::size_t> flaky_{0};
  std::atomic<std::size_t> executed_{0};
};

}  // namespace

RunResult run_plan(const Suite& suite, const Plan& plan, const Target& target, const RunOptions& options,
                   const MakeTransport& make_transport, const std::stop_token& stop, const RunListener& listener) {
  const MakeTransport reading = [&] { return make_read_only(make_transport()); };
  return Run{suite, plan, target, options, options.read_only ? reading : make_transport, stop, listener}.run();
}

Credentials::Rotated rotated_to(TokenFile* tokens, const Target& target) {
  if (tokens == nullptr) return {};
  return [tokens, &target](const std::string& actor, const std::string& refresh_token) {
    const auto found = target.actors.find(actor);
    const auto* client = found == target.actors.end() ? nullptr : std::get_if<OauthClient>(&found->second.source);
    if (client != nullptr) tokens->note(actor, client->refresh_token, refresh_token);
  };
}

TransportOptions transport_options(const Target& target) {
  TransportOptions options = provider_options(target, target.base_url);
  options.client_certificate = target.transport.client_certificate;
  options.client_key = target.transport.client_key;
  // Several times what any case can make a server say: responses of cases that run concurrently add up.
  options.max_body_bytes = 4U << 20U;
  return options;
}

TransportOptions provider_options(const Target& target, const std::string& base_url) {
  TransportOptions options;
  options.base_url = base_url;
  options.timeout = target.transport.timeout;
  options.connect_timeout = std::min(options.connect_timeout, target.transport.timeout);
  options.ca_file = target.transport.ca_file;
  options.tls_minimum = target.transport.tls_minimum;
  options.insecure = target.transport.insecure;
  options.proxy = target.transport.proxy;
  if (options.proxy.empty()) options.proxy = proxy_for(base_url, target.transport.environment);
  if (options.proxy == "none") options.proxy.clear();
  return options;
}

}  // namespace conform
