#include "run/engine.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <utility>

#include "run/case_runner.hpp"
#include "run/latencies.hpp"
#include "run/parties.hpp"
#include "run/pins.hpp"
#include "run/preflight.hpp"
#include "run/record_builder.hpp"
#include "run/redact_verdict.hpp"
#include "target/known_secrets.hpp"
#include "target/user_pool.hpp"

namespace conform {
namespace {

// The attributes that the oracle speaks of: those that the fixtures have samples for.
RecordShape shape_of(const Fixtures& fixtures, const Target& target) {
  RecordShape shape;
  shape.attributes = fixtures.attributes();
  constexpr std::string_view member_of = "address/";
  for (const auto& [name, values] : fixtures.samples) {
    if (name.starts_with(member_of)) shape.address_members.push_back(name.substr(member_of.size()));
  }
  // Attributes of the server's own invention ("updatedAt") may change as it likes: the contract does not know them.
  for (const std::string& name : target.server_managed) {
    if (name == "createdAt" || fixtures.samples.contains(name)) shape.server_managed.insert(name);
  }
  return shape;
}

Verdict unstarted(const Case& one, OutcomeKind kind, std::string reason) {
  Verdict verdict;
  verdict.id = one.id;
  verdict.about = one.about;
  verdict.file = one.file;
  verdict.line = one.line;
  verdict.requirements = one.requirements;
  verdict.outcome = {.kind = kind, .reason = std::move(reason)};
  return verdict;
}

// A defect of the suite must not take the other cases with it.
Verdict run_isolated(const Case& one, const RunSetting& setting, const Party& user, const std::optional<Party>& other,
                     Messenger& messenger) {
  try {
    return run_case(one, setting, user, other, messenger);
  } catch (const std::exception& defect) {
    return unstarted(one, OutcomeKind::errored, std::string{"a defect of the suite: "} + defect.what());
  }
}

Connect connect_of(const Target& target, const RunOptions& options) {
  if (options.connect) return options.connect;
  return [&target](const std::string& base_url) { return make_curl_transport(provider_options(target, base_url)); };
}

bool is_worth_keeping(const Verdict& verdict, bool keep_all) {
  return keep_all || verdict.outcome.kind != OutcomeKind::passed || !verdict.findings.empty();
}

class Run {
 public:
  Run(const Suite& suite, const Plan& plan, const Target& target, const RunOptions& options,
      const MakeTransport& make_transport, std::stop_token stop, const RunListener& listener)
      : suite_{suite},
        plan_{plan},
        target_{target},
        options_{options},
        make_transport_{make_transport},
        stop_{std::move(stop)},
        listener_{listener},
        pool_{pool_users(target)},
        secrets_{secrets_of(target)},
        credentials_{target, connect_of(target, options), secrets_},
        pace_{target.transport.rate},
        exercised_{suite.rules, target.api_version},
        latencies_{*suite.contract(target.api_version)},
        setting_{.suite = suite,
                 .contract = *suite.contract(target.api_version),
                 .shape = shape_of(suite.fixtures, target),
                 .restraints = restraints_of(target, options.suite_version),
                 .pins = pins_of(target),
                 .specials = specials_of(target),
                 .offered = {},
                 .reads_by_get = true,
                 .fail_on = options.fail_on,
                 .seed = options.seed,
                 .twins = twins_,
                 .exercised = exercised_,
                 .sent_values = sent_values_} {}

  RunRecord run() {
    RunRecord record;
    record.suite = {.name = "User API Conformance Suite", .version = options_.suite_version, .cases = plan_.of_version};
    record.target = {.name = redact(target_.name),
                     .base_url = redact(target_.base_url),
                     .api_version = target_.api_version,
                     .arguments = redact(options_.target_arguments),
                     .insecure = target_.transport.insecure};
    record.started_at = std::chrono::system_clock::now();
    record.fail_on = options_.fail_on;
    record.environment = environment();
    const auto begun = std::chrono::steady_clock::now();
    preflight(record);
    record.verdicts.resize(plan_.cases.size());
    work(record.verdicts);
    record.took = std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - begun);
    record.interrupted = stop_.stop_requested();
    const std::vector<std::string> notes = credentials_.notes();
    record.notes.insert(record.notes.end(), notes.begin(), notes.end());
    record.latencies = latencies_.sorted();
    conclude(record, suite_, exercised_);
    return record;
  }

 private:
  void preflight(RunRecord& record) {
    const auto lease = pool_.lease(1, stop_);
    if (!lease) return;
    const auto transport = make_transport_();
    Messenger messenger{*transport, silence_, pace_, patience(), stop_, &credentials_};
    Preflight found = look_at(target_, setting_.contract, party_of(lease->user()), messenger);
    // Without a token the target was not even asked.
    constexpr std::string_view unsendable = "unsendable: ";
    unreachable_ = redact(found.unreachable);
    if (unreachable_.starts_with(unsendable)) {
      unreachable_.erase(0, unsendable.size());
    } else if (!unreachable_.empty()) {
      unreachable_.insert(0, "the target could not be reached: ");
    }
    setting_.offered = std::move(found.offered);
    setting_.reads_by_get = found.reads_by_get;
    record.notes = std::move(found.notes);
    if (!unreachable_.empty()) record.notes.push_back("Nothing could be run: " + unreachable_);
  }

  [[nodiscard]] std::string redact(std::string_view text) const { return secrets_.redactor()->redact(text); }

  [[nodiscard]] Patience patience() const {
    return {.budget = static_cast<int>(target_.transport.retry_budget), .longest = Patience{}.longest};
  }

  void work(std::vector<Verdict>& verdicts) {
    std::atomic<std::size_t> next{0};
    const auto worker = [&] {
      const auto transport = make_transport_();
      Messenger messenger{*transport, silence_, pace_, patience(), stop_, &credentials_};
      for (std::size_t i = next++; i < plan_.cases.size(); i = next++) {
        verdicts[i] = one(*plan_.cases[i], messenger);
        if (options_.revise) options_.revise(verdicts[i]);
        const std::scoped_lock lock{telling_};
        if (verdicts[i].outcome.kind == OutcomeKind::failed) ++failures_;
        if (listener_.finished) listener_.finished(verdicts[i]);
      }
    };
    std::vector<std::jthread> workers;
    for (std::size_t i = 0; i < useful_workers(); ++i) workers.emplace_back(worker);
  }

  [[nodiscard]] std::size_t useful_workers() const {
    return std::min<std::size_t>(
        {std::max(1U, options_.jobs), pool_.size(), std::max<std::size_t>(1, plan_.cases.size())});
  }

  [[nodiscard]] std::vector<Fact> environment() const {
    std::vector<Fact> facts = options_.environment;
    facts.push_back({"workers", std::to_string(useful_workers())});
    facts.push_back({"users of the target", std::to_string(pool_.size())});
    facts.push_back({"time limit of an exchange", std::to_string(target_.transport.timeout.count()) + " ms"});
    facts.push_back({"seed", std::to_string(options_.seed)});
    return facts;
  }

  Verdict one(const Case& wanted, Messenger& messenger) {
    if (!unreachable_.empty()) return unstarted(wanted, OutcomeKind::errored, unreachable_);
    if (enough_failures())
      return unstarted(wanted, OutcomeKind::skipped,
                       "not reached: the run had its " + std::to_string(options_.max_failures) + " failures");
    const std::size_t users = std::min(wanted.needs.users, pool_.size());
    const auto lease = pool_.lease(users, stop_);
    if (!lease) return unstarted(wanted, OutcomeKind::errored, "not reached: the run was interrupted");
    {
      const std::scoped_lock lock{telling_};
      if (listener_.started) listener_.started(wanted.id);
    }
    const std::optional<Party> other = lease->size() > 1 ? std::optional{party_of(lease->user(1))} : std::nullopt;
    Verdict verdict = run_isolated(wanted, setting_, party_of(lease->user()), other, messenger);
    latencies_.add(verdict.exchanges);
    if (is_worth_keeping(verdict, options_.keep_exchanges)) {
      conform::redact(verdict, *secrets_.redactor(), transport_options(target_));
    } else {
      verdict.exchanges = {};
    }
    return verdict;
  }

  bool enough_failures() {
    const std::scoped_lock lock{telling_};
    return options_.max_failures > 0 && failures_ >= options_.max_failures;
  }

  const Suite& suite_;
  const Plan& plan_;
  const Target& target_;
  const RunOptions& options_;
  const MakeTransport& make_transport_;
  std::stop_token stop_;
  const RunListener& listener_;
  UserPool pool_;
  KnownSecrets secrets_;
  Credentials credentials_;
  Silence silence_;
  Pace pace_;
  Twins twins_;
  Exercised exercised_;
  Latencies latencies_;
  SentValues sent_values_;
  RunSetting setting_;
  std::string unreachable_;
  std::mutex telling_;  ///< guards the listener and the count
  std::size_t failures_ = 0;
};

}  // namespace

RunRecord run_plan(const Suite& suite, const Plan& plan, const Target& target, const RunOptions& options,
                   const MakeTransport& make_transport, const std::stop_token& stop, const RunListener& listener) {
  return Run{suite, plan, target, options, make_transport, stop, listener}.run();
}

TransportOptions transport_options(const Target& target) {
  TransportOptions options = provider_options(target, target.base_url);
  options.client_certificate = target.transport.client_certificate;
  options.client_key = target.transport.client_key;
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
