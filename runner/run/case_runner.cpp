#include "run/case_runner.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

#include "check/contract_check.hpp"
#include "check/effect_check.hpp"
#include "check/expectation_check.hpp"
#include "check/received.hpp"
#include "json/pointer.hpp"
#include "json/text.hpp"

namespace conform {
namespace {

using nlohmann::json;

/// Why a case ends before its last step; nothing: it goes on.
using Stop = std::optional<Outcome>;

Outcome errored(std::string reason) { return {.kind = OutcomeKind::errored, .reason = std::move(reason)}; }
Outcome skipped(std::string reason) { return {.kind = OutcomeKind::skipped, .reason = std::move(reason)}; }
Outcome outcome_of(const CannotCompose& why) { return why.skip ? skipped(why.reason) : errored(why.reason); }

// An answer that was checked against the contract already.
struct Answered {
  std::size_t exchange = 0;
  int status = 0;
  std::optional<json> document;
  bool sound = false;  // the contract check found nothing at must level in it

  [[nodiscard]] const json* attributes() const {
    return document ? resolve_pointer(*document, "/data/attributes") : nullptr;
  }
};

class CaseRun {
 public:
  CaseRun(const Case& one, const RunSetting& setting, const Party& user, const std::optional<Party>& other,
          Messenger& messenger)
      : case_{one},
        s_{setting},
        messenger_{messenger},
        findings_{setting.suite.rules, setting.contract.version},
        env_{.fixtures = setting.suite.fixtures,
             .user = user,
             .other = other,
             .specials = setting.specials,
             .unknown_id = derived_uuid(setting.seed, one.id),
             .nonce = derived_nonce(setting.seed, one.id),
             .before = nullptr} {}

  Verdict run() {
    const auto begun = std::chrono::steady_clock::now();
    Stop stop = steps();
    verdict_.id = case_.id;
    verdict_.about = case_.about;
    verdict_.file = case_.file;
    verdict_.line = case_.line;
    verdict_.requirements = case_.requirements;
    verdict_.findings = findings_.take();
    const bool failing = std::ranges::any_of(
        verdict_.findings, [&](const Finding& finding) { return fails_at(finding.level, s_.fail_on); });
    // What was found is certain, whatever kept the rest of the case from being carried out.
    verdict_.outcome = failing ? Outcome{.kind = OutcomeKind::failed, .reason = {}}
                               : stop.value_or(Outcome{.kind = OutcomeKind::passed, .reason = {}});
    verdict_.took = std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - begun);
    return std::move(verdict_);
  }

 private:
  Stop steps() {
    if (Stop stop = lacking()) return stop;
    if (Stop stop = positive_twins()) return stop;
    if (Stop stop = given()) return stop;
    for (std::size_t i = 0; i < case_.steps.size(); ++i) {
      const Step& step = case_.steps[i];
      const std::string purpose = case_.steps.size() == 1 ? "request" : "request of step " + std::to_string(i + 1);
      Stop stop = step.sends.size() > 1 ? together(step, purpose) : one_by_one(step, purpose);
      if (stop) return stop;
    }
    return std::nullopt;
  }

  // ---- what the target does not have
  Stop lacking() const {
    for (const std::string& operation : case_.needs.operations) {
      if (!s_.offered.contains(operation)) return skipped("the target does not offer " + operation);
    }
    if (case_.needs.reads_attributes && !s_.offered.contains("getUserAttributes")) {
      return skipped("the target does not offer getUserAttributes, so what setUserAttributes did cannot be read");
    }
    if (case_.needs.users > 1 && !env_.other) return skipped("the case needs two users, and the target has one");
    for (const std::string& actor : case_.needs.actors) {
      if (!s_.specials.contains(actor)) return skipped("the target has no actor \"" + actor + "\"");
    }
    return std::nullopt;
  }

  // ---- sending
  Level cap_of(const Expect& expect) const {
    // Area 14: whatever happens to a request that no sane client sends is a departure at should level.
    constexpr int robustness = 14;
    const Requirement* cited = s_.suite.rules.find(expect.requirement);
    return cited != nullptr && cited->area == robustness ? Level::should : Level::must;
  }

  tl::expected<Answered, Outcome> accept(const Composed& composed, Delivery delivery, const StatusSet& allowed,
                                         Level cap) {
    Answered result;
    result.exchange = verdict_.exchanges.size();
    verdict_.exchanges.push_back(std::move(delivery.exchange));
    const Exchange& exchange = verdict_.exchanges.back();
    if (!delivery.gave_up.empty()) return tl::unexpected{errored(delivery.gave_up)};
    Received received = receive(exchange.answer);
    const std::size_t found_before = findings_.all().size();
    check_contract({.operation = *composed.operation,
                    .off_table = composed.off_table,
                    .user_id = composed.user_id,
                    .sent = composed.has_document ? &composed.document : nullptr,
                    .sent_unreadable = composed.request.body.has_value() && !composed.has_document,
                    .answer = exchange.answer,
                    .received = received,
                    .allowed = allowed,
                    .cap = cap,
                    .exchange = result.exchange,
                    .given_values = &s_.sent_values},
                   s_.suite.schemas, findings_);
    if (received.response == nullptr) {
      return tl::unexpected{
          errored(composed.operation->id + " got no complete answer: " + std::get<NoResponse>(exchange.answer).detail)};
    }
    result.status = received.response->status;
    if (!composed.off_table) {
      s_.exercised.answer(*composed.operation, result.status, !received.response->body.empty(),
                          received.document ? &*received.document : nullptr);
    }
    result.document = std::move(received.document);
    result.sound =
        std::none_of(findings_.all().begin() + static_cast<std::ptrdiff_t>(found_before), findings_.all().end(),
                     [](const Finding& finding) { return finding.level == Level::must; });
    const bool success = result.status >= 200 && result.status < 300 && !composed.off_table;
    if (success && result.sound && composed.actor == env_.user.actor &&
        (composed.user_id.empty() || composed.user_id == env_.user.id)) {
      s_.twins.note(env_.user.actor, composed.operation->id, {});
    }
    return result;
  }

  void note_sent(const Composed& composed) {
    if (composed.operation->names_user() && composed.operation->writes()) s_.sent_values.note(composed.attributes);
  }

  tl::expected<Answered, Outcome> deliver(const Composed& composed, std::string purpose, const StatusSet& allowed = {},
                                          Level cap = Level::must) {
    note_sent(composed);
    return accept(composed, messenger_.send(composed.request, std::move(purpose), composed.actor), allowed, cap);
  }

  tl::expected<Answered, Outcome> deliver(const Send& send, std::string purpose) {
    const auto composed = compose(send, env_, s_.contract, s_.restraints);
    if (!composed) return tl::unexpected{outcome_of(composed.error())};
    return deliver(*composed, std::move(purpose));
  }

  // ---- reading records
  /// Who can read the record of that id, or null.
  const Party* reader_of(const std::string& id) const {
    if (id == env_.user.id) return &env_.user;
    if (env_.other && id == env_.other->id) return &*env_.other;
    for (const auto& [name, party] : s_.specials) {
      if (party.id == id && (name == "admin" || (name == "reader" && s_.reads_by_get))) return &party;
    }
    const bool known = std::ranges::any_of(s_.specials, [&](const auto& special) { return special.second.id == id; });
    const auto admin = s_.specials.find("admin");
    return known && admin != s_.specials.end() ? &admin->second : nullptr;
  }

  Send request_by(const Party& party, std::string operation) const {
    Send send;
    send.operation = std::move(operation);
    send.authorization_given = true;
    send.authorization = "Bearer " + party.token;
    return send;
  }

  tl::expected<json, Outcome> read_record(const std::string& id, const Party& reader, const std::string& purpose,
                                          std::size_t* exchange = nullptr) {
    Send send = request_by(reader, s_.reads_by_get ? "getUser" : "updateUser");
    send.user_id = id;
    if (!s_.reads_by_get) {
      send.body_kind = BodyKind::attributes;
      send.body = std::make_shared<const json>(json::object());
    }
    auto answered = deliver(send, purpose);
    if (!answered) return tl::unexpected{answered.error()};
    if (exchange != nullptr) *exchange = answered->exchange;
    const json* attributes = answered->attributes();
    if (answered->status != 200 || attributes == nullptr || !attributes->is_object()) {
      return tl::unexpected{errored("the record of " + reader.actor + " cannot be read: " + send.operation +
                                    " answered " + std::to_string(answered->status))};
    }
    return *attributes;
  }

  tl::expected<json, Outcome> read_user_attributes(const Party& owner, const std::string& purpose,
                                                   std::size_t* exchange = nullptr) {
    auto answered = deliver(request_by(owner, "getUserAttributes"), purpose);
    if (!answered) return tl::unexpected{answered.error()};
    if (exchange != nullptr) *exchange = answered->exchange;
    if (answered->status != 200 || !answered->document || !answered->document->is_object()) {
      return tl::unexpected{errored("the attributes of " + owner.actor +
                                    " cannot be read: getUserAttributes answered " + std::to_string(answered->status))};
    }
    return *answered->document;
  }

  // What is known of a record in this case; read when nothing is.
  Stop know_record(const std::string& id, const Party& reader) {
    if (records_.contains(id)) return std::nullopt;
    auto record = read_record(id, reader, "read before");
    if (!record) return record.error();
    records_.insert_or_assign(id, std::move(*record));
    return std::nullopt;
  }

  Stop know_user_attributes(const Party& owner) {
    if (user_attributes_.contains(owner.actor)) return std::nullopt;
    auto read = read_user_attributes(owner, "read before");
    if (!read) return read.error();
    user_attributes_.insert_or_assign(owner.actor, std::move(*read));
    return std::nullopt;
  }

  void point_before() {
    const auto found = records_.find(env_.user.id);
    env_.before = found == records_.end() ? nullptr : &found->second;
  }

  // ---- positive twins
  Stop positive_twins() {
    std::set<std::string> wanted;
    for (const Step& step : case_.steps) {
      if (!step.expect.negative()) continue;
      for (const Send& send : step.sends) wanted.insert(send.operation);
    }
    for (const std::string& operation : wanted) {
      std::optional<std::string> known = s_.twins.known(env_.user.actor, operation);
      if (!known) known = try_twin(operation);
      if (!known->empty()) {
        return errored("a refusal tells nothing, since " + operation + " does not succeed for " + env_.user.actor +
                       " with nothing wrong in the request: " + *known);
      }
    }
    return std::nullopt;
  }

  std::string try_twin(const std::string& operation) {
    Send send;
    send.operation = operation;
    if (operation == "setUser") {
      send.body_kind = BodyKind::attributes;
      send.body = s_.suite.fixtures.states.find("full")->second;
    } else if (operation == "updateUser") {
      if (const Stop stop = know_record(env_.user.id, env_.user)) return stop->reason;
      point_before();
      send.body_kind = BodyKind::attributes;
      send.body = std::make_shared<const json>(json{{"$from", "before"}});
    } else if (operation == "setUserAttributes") {
      send.body_kind = BodyKind::document;
      send.body = std::make_shared<const json>(json{{"conform-twin", "${nonce}"}});
    }
    const auto answered = deliver(send, "positive twin");
    records_.clear();
    user_attributes_.clear();
    std::string why_not;
    if (!answered) {
      why_not = answered.error().reason;
    } else if (answered->status < 200 || answered->status > 299) {
      why_not = "it answered " + std::to_string(answered->status);
    } else if (!answered->sound) {
      why_not = "its answer is against the contract";
    }
    s_.twins.note(env_.user.actor, operation, why_not);
    return why_not;
  }

  // ---- given
  Stop given() {
    const Given& given = case_.given;
    if (given.attributes) {
      if (Stop stop = bring_about(env_.user, *given.attributes)) return stop;
    }
    if (given.other_attributes) {
      if (Stop stop = bring_about(*env_.other, *given.other_attributes)) return stop;
    }
    if (given.user_attributes) {
      if (Stop stop = bring_about_attributes(env_.user, "user", *given.user_attributes)) return stop;
    }
    if (given.other_user_attributes) {
      if (Stop stop = bring_about_attributes(*env_.other, "other", *given.other_user_attributes)) return stop;
    }
    return std::nullopt;
  }

  bool holds(const json& wanted, const json& record) const {
    return std::ranges::all_of(s_.shape.attributes, [&](const std::string& attribute) {
      return s_.shape.server_managed.contains(attribute) ||
             same_value(attribute, member_or_null(wanted, attribute), member_or_null(record, attribute));
    });
  }

  Stop bring_about(const Party& party, const json& source) {
    if (Stop stop = know_record(party.id, party)) return stop;
    env_.before = &records_.at(party.id);
    auto wanted = compose_attributes(source, env_, s_.restraints);
    point_before();
    if (!wanted) return outcome_of(wanted.error());
    const json before = records_.at(party.id);
    if (holds(*wanted, before)) return std::nullopt;

    // A server may insist on every attribute (a departure at should level that cases of its own report): then what is
    // to be absent is cleared by null, or else by an empty value.
    std::vector<json> ways{*wanted};
    json with_nulls = *wanted;
    json with_empties = *wanted;
    for (const std::string& attribute : s_.shape.attributes) {
      if (!wanted->is_object() || wanted->contains(attribute) || s_.shape.server_managed.contains(attribute)) continue;
      with_nulls[attribute] = nullptr;
      with_empties[attribute] = attribute == "address" ? json::object() : json("");
    }
    if (with_nulls != *wanted) {
      ways.push_back(std::move(with_nulls));
      ways.push_back(std::move(with_empties));
    }
    for (const json& way : ways) {
      Send send = request_by(party, "setUser");
      send.user_id = party.id;
      send.body_kind = BodyKind::attributes;
      send.body = std::make_shared<const json>(way);
      auto answered = deliver(send, "setup");
      if (!answered) return answered.error();
      if (answered->status == 422 && ways.size() > 1) continue;
      if (answered->status != 200)
        return errored("the setup did not succeed: setUser answered " + std::to_string(answered->status));
      return verify_setup(party, way, before, *answered);
    }
    return skipped(
        "the target refuses a setUser that leaves attributes out or empties them, so the record cannot be brought into "
        "the state that the case needs");
  }

  Stop verify_setup(const Party& party, const json& sent, const json& before, const Answered& answered) {
    std::size_t read = 0;
    auto later = read_record(party.id, party, "read after setup", &read);
    if (!later) return later.error();
    const std::size_t found = findings_.all().size();
    check_effect({.operation = "setUser",
                  .effect = Effect::replace,
                  .status = answered.status,
                  .on_attributes = false,
                  .before = before,
                  .sent = sent,
                  .answered = answered.attributes(),
                  .later = &*later,
                  .shape = s_.shape,
                  .address_pin = std::nullopt,
                  .cap = Level::must,
                  .exchange = answered.exchange,
                  .read_exchange = read},
                 findings_);
    const bool holding = holds(sent, *later);
    records_.insert_or_assign(party.id, std::move(*later));
    point_before();
    if (findings_.all().size() > found && findings_.any_must())
      return errored("the setup shows a departure of its own");
    if (!holding) return errored("the setup did not take hold: the record is not what setUser set it to");
    return std::nullopt;
  }

  Stop bring_about_attributes(const Party& party, const std::string& sender, const json& source) {
    auto wanted = evaluate_all(source, env_);
    if (!wanted) return errored(wanted.error());
    Send send;
    send.operation = "setUserAttributes";
    send.as = sender;
    send.body_kind = BodyKind::document;
    send.body = std::make_shared<const json>(std::move(*wanted));
    auto answered = deliver(send, "setup");
    if (!answered) return answered.error();
    if (answered->status < 200 || answered->status > 299)
      return errored("the setup did not succeed: setUserAttributes answered " + std::to_string(answered->status));
    auto read = read_user_attributes(party, "read after setup");
    if (!read) return read.error();
    const bool took_hold = std::ranges::all_of(send.body->items(), [&](const auto& item) {
      const auto found = read->find(item.key());
      return found != read->end() && equal_json(*found, item.value());
    });
    user_attributes_.insert_or_assign(party.actor, std::move(*read));
    if (!took_hold) return errored("the setup did not take hold: /attributes lack what setUserAttributes set");
    return std::nullopt;
  }

  // ---- one request, possibly repeated
  Stop one_by_one(const Step& step, const std::string& purpose) {
    std::vector<json> documents;
    std::size_t last = 0;
    for (int time = 0; time < step.times; ++time) {
      auto answered = one_request(step, step.sends.front(),
                                  step.times == 1 ? purpose : purpose + ", time " + std::to_string(time + 1));
      if (!answered) return answered.error();
      last = answered->exchange;
      if (answered->document) documents.push_back(std::move(*answered->document));
    }
    std::vector<const json*> pointers;
    for (const json& document : documents) pointers.push_back(&document);
    check_repetition(step.expect, pointers, step.sends.front().operation, last, findings_);
    return std::nullopt;
  }

  tl::expected<Answered, Outcome> one_request(const Step& step, const Send& send, const std::string& purpose) {
    const Operation* operation = s_.contract.find(send.operation);
    if (operation == nullptr)
      return tl::unexpected{skipped("version " + s_.contract.version + " has no operation " + send.operation)};
    if (operation->writes() && operation->names_user()) {
      if (Stop stop = know_record(env_.user.id, env_.user)) return tl::unexpected{*stop};
    }
    point_before();
    auto composed = compose(send, env_, s_.contract, s_.restraints);
    if (!composed) return tl::unexpected{outcome_of(composed.error())};

    const Affected affected = affected_by(*composed, send);
    if (reads_effect(step.expect)) {
      if (Stop stop = know_affected(affected)) return tl::unexpected{*stop};
    }
    if (step.expect.untouched_other) {
      if (Stop stop = know_other()) return tl::unexpected{*stop};
    }
    point_before();
    const Level cap = cap_of(step.expect);
    auto answered = deliver(*composed, purpose, step.expect.accepted(), cap);
    if (!answered) return answered;
    Expect expect = step.expect;
    if (Stop stop = fill_in_matches(expect)) return tl::unexpected{*stop};
    const Reading* reading = reading_of(expect, answered->status);
    Received received{.response = response_of(verdict_.exchanges[answered->exchange]),
                      .document = std::move(answered->document),
                      .json_error = std::nullopt};
    check_expectation(expect, reading, received, send.operation, answered->exchange, findings_);
    answered->document = std::move(received.document);
    observe(expect, reading, answered->exchange);
    if (Stop stop = effect(expect, reading, *composed, affected, *answered, cap)) return tl::unexpected{*stop};
    if (step.expect.untouched_other) {
      if (Stop stop = other_untouched(send.operation, cap)) return tl::unexpected{*stop};
    }
    return answered;
  }

  // ---- effects
  struct Affected {
    const Party* reader = nullptr;  ///< who can read it; null: nobody here can, or there is nothing
    std::string id;                 ///< of the record; empty for /attributes
    bool attributes = false;
  };

  static bool reads_effect(const Expect& expect) {
    return std::ranges::any_of(
        expect.readings, [](const Reading& reading) { return reading.effect && *reading.effect != Effect::unread; });
  }

  Affected affected_by(const Composed& composed, const Send& send) const {
    if (composed.operation->names_user())
      return {.reader = reader_of(composed.user_id), .id = composed.user_id, .attributes = false};
    Affected affected{.reader = nullptr, .id = {}, .attributes = true};
    if (!s_.offered.contains("getUserAttributes")) return affected;
    // A token that identifies nobody could only have written for the user whose token it was made from.
    if (send.as == "user" || send.as == "nobody") affected.reader = &env_.user;
    if (send.as == "other" && env_.other) affected.reader = &*env_.other;
    if (send.as == "reader" || send.as == "admin") {
      const auto found = s_.specials.find(send.as);
      if (found != s_.specials.end()) affected.reader = &found->second;
    }
    return affected;
  }

  Stop know_affected(const Affected& affected) {
    if (affected.reader == nullptr) return std::nullopt;
    return affected.attributes ? know_user_attributes(*affected.reader) : know_record(affected.id, *affected.reader);
  }

  // Run-time expressions in what an answer is compared with.
  Stop fill_in_matches(Expect& expect) const {
    const auto fill = [&](std::vector<Match>& matches) -> Stop {
      for (Match& match : matches) {
        if (!match.value) continue;
        auto value = evaluate_all(*match.value, env_);
        if (!value) return errored(value.error());
        match.value = std::make_shared<const json>(std::move(*value));
      }
      return std::nullopt;
    };
    if (Stop stop = fill(expect.matches)) return stop;
    for (Reading& reading : expect.readings) {
      if (Stop stop = fill(reading.matches)) return stop;
    }
    return std::nullopt;
  }

  void observe(const Expect& expect, const Reading* reading, std::size_t exchange) {
    if (expect.observation.empty() || reading == nullptr) return;
    note_observation(expect.observation, reading->name, expect.requirement, exchange);
  }

  void note_observation(const std::string& id, const std::string& seen, const std::string& requirement,
                        std::size_t exchange) {
    const auto pin = s_.pins.find(id);
    Observation observation{
        .id = id, .seen = seen, .pinned = pin == s_.pins.end() ? std::nullopt : std::optional{pin->second}};
    if (observation.pinned && *observation.pinned != seen) {
      findings_.add_cited("expect.pin", requirement, Level::must, exchange,
                          {.where = "reading " + id,
                           .expected = *observation.pinned,
                           .actual = seen,
                           .message = "the target is pinned to the reading " + *observation.pinned + " of " + id +
                                      ", and this answer shows " + seen});
    }
    if (std::ranges::find(verdict_.observations, observation) == verdict_.observations.end())
      verdict_.observations.push_back(std::move(observation));
  }

  Stop effect(const Expect& expect, const Reading* reading, const Composed& composed, const Affected& affected,
              const Answered& answered, Level cap) {
    const bool refused = answered.status >= 400;
    Effect wanted = Effect::unread;
    if (reading != nullptr) {
      wanted = reading->effect.value_or(composed.operation->writes() ? Effect::unread : Effect::none);
    } else if (refused && reads_effect(expect)) {
      wanted = Effect::none;  // an unexpected refusal must not leave a trace either
    }
    if (!composed.operation->writes() || !reads_effect(expect)) {
      if (composed.operation->writes()) forget(affected);
      return std::nullopt;
    }
    if (wanted == Effect::unread || affected.reader == nullptr) {
      forget(affected);
      return std::nullopt;
    }
    return affected.attributes ? effect_on_attributes(wanted, composed, affected, answered, cap)
                               : effect_on_record(expect, wanted, composed, affected, answered, cap);
  }

  void forget(const Affected& affected) {
    records_.erase(affected.id);
    if (affected.attributes) user_attributes_.clear();
  }

  Stop effect_on_record(const Expect& expect, Effect wanted, const Composed& composed, const Affected& affected,
                        const Answered& answered, Level cap) {
    const json before = records_.at(affected.id);
    std::size_t read = 0;
    auto later = read_record(affected.id, *affected.reader, "read back", &read);
    if (!later) return later.error();
    const auto pin = s_.pins.find("address-on-partial-patch");
    const json* answer = wanted == Effect::none ? nullptr : answered.attributes();
    const std::string seen =
        check_effect({.operation = composed.operation->id,
                      .effect = wanted,
                      .status = answered.status,
                      .on_attributes = false,
                      .before = before,
                      .sent = composed.attributes,
                      .answered = answer,
                      .later = &*later,
                      .shape = s_.shape,
                      .address_pin = pin == s_.pins.end() ? std::nullopt : std::optional{pin->second},
                      .cap = cap,
                      .exchange = answered.exchange,
                      .read_exchange = read},
                     findings_);
    s_.exercised.effect(composed.operation->id, wanted, answer != nullptr, true);
    if (!seen.empty()) note_observation("address-on-partial-patch", seen, expect.requirement, answered.exchange);
    records_.insert_or_assign(affected.id, std::move(*later));
    return std::nullopt;
  }

  Stop effect_on_attributes(Effect wanted, const Composed& composed, const Affected& affected, const Answered& answered,
                            Level cap) {
    const json before = user_attributes_.at(affected.reader->actor);
    std::size_t read = 0;
    auto later = read_user_attributes(*affected.reader, "read back", &read);
    if (!later) return later.error();
    check_effect({.operation = composed.operation->id,
                  .effect = wanted,
                  .status = answered.status,
                  .on_attributes = true,
                  .before = before,
                  .sent = composed.attributes,
                  .answered = nullptr,
                  .later = &*later,
                  .shape = s_.shape,
                  .address_pin = std::nullopt,
                  .cap = cap,
                  .exchange = answered.exchange,
                  .read_exchange = read},
                 findings_);
    s_.exercised.effect(composed.operation->id, wanted, false, true);
    user_attributes_.insert_or_assign(affected.reader->actor, std::move(*later));
    return std::nullopt;
  }

  // ---- the second user
  Stop know_other() {
    if (Stop stop = know_record(env_.other->id, *env_.other)) return stop;
    return s_.offered.contains("getUserAttributes") ? know_user_attributes(*env_.other) : std::nullopt;
  }

  Stop other_untouched(const std::string& operation, Level cap) {
    const auto compare = [&](bool on_attributes, const json& before, const json& later, std::size_t exchange) {
      Findings apart{s_.suite.rules, s_.contract.version};
      check_effect({.operation = operation,
                    .effect = Effect::none,
                    .status = 200,
                    .on_attributes = on_attributes,
                    .before = before,
                    .sent = json(),
                    .answered = nullptr,
                    .later = &later,
                    .shape = s_.shape,
                    .address_pin = std::nullopt,
                    .cap = cap,
                    .exchange = exchange,
                    .read_exchange = exchange},
                   apart);
      for (const Finding& finding : apart.all()) {
        findings_.add("effect.others", operation, exchange,
                      {.where = finding.where,
                       .expected = finding.expected,
                       .actual = finding.actual,
                       .message = finding.message + " of another user"},
                      cap);
      }
    };
    s_.exercised.others(operation);
    std::size_t read = 0;
    const json before = records_.at(env_.other->id);
    auto record = read_record(env_.other->id, *env_.other, "read back the other user", &read);
    if (!record) return record.error();
    compare(false, before, *record, read);
    records_.insert_or_assign(env_.other->id, std::move(*record));
    if (!s_.offered.contains("getUserAttributes")) return std::nullopt;
    const json attributes_before = user_attributes_.at(env_.other->actor);
    auto attributes = read_user_attributes(*env_.other, "read back the other user", &read);
    if (!attributes) return attributes.error();
    compare(true, attributes_before, *attributes, read);
    user_attributes_.insert_or_assign(env_.other->actor, std::move(*attributes));
    return std::nullopt;
  }

  // ---- several requests at the same time
  Stop together(const Step& step, const std::string& purpose) {
    if (Stop stop = know_record(env_.user.id, env_.user)) return stop;
    if (env_.other) {
      if (Stop stop = know_record(env_.other->id, *env_.other)) return stop;
    }
    point_before();
    const bool on_attributes =
        std::ranges::any_of(step.sends, [](const Send& send) { return send.operation == "setUserAttributes"; });
    if (on_attributes && s_.offered.contains("getUserAttributes")) {
      if (Stop stop = know_user_attributes(env_.user)) return stop;
    }
    Expect expect = step.expect;
    if (Stop stop = fill_in_matches(expect)) return stop;
    const Level cap = cap_of(expect);

    for (int time = 0; time < step.times; ++time) {
      std::vector<Composed> composed;
      std::vector<Request> requests;
      std::vector<std::string> actors;
      for (const Send& send : step.sends) {
        auto one = compose(send, env_, s_.contract, s_.restraints);
        if (!one) return outcome_of(one.error());
        requests.push_back(one->request);
        actors.push_back(one->actor);
        note_sent(*one);
        composed.push_back(std::move(*one));
      }
      std::vector<Delivery> deliveries =
          messenger_.send_together(std::move(requests), purpose + ", all at the same time", actors);
      std::vector<std::size_t> served;
      for (std::size_t i = 0; i < composed.size(); ++i) {
        auto answered = accept(composed[i], std::move(deliveries[i]), expect.accepted(), cap);
        if (!answered) return answered.error();
        const Reading* reading = reading_of(expect, answered->status);
        Received received{.response = response_of(verdict_.exchanges[answered->exchange]),
                          .document = std::move(answered->document),
                          .json_error = std::nullopt};
        check_expectation(expect, reading, received, composed[i].operation->id, answered->exchange, findings_);
        observe(expect, reading, answered->exchange);
        if (answered->status < 300) served.push_back(i);
      }
      if (Stop stop = outcome_of_all(expect, composed, served, cap)) return stop;
    }
    return std::nullopt;
  }

  // Which state the record may be in after requests at the same time: all served changes together, or one of the served
  // records as a whole; without such an expectation, unchanged where `effect` is none.
  Stop outcome_of_all(const Expect& expect, const std::vector<Composed>& composed,
                      const std::vector<std::size_t>& served, Level cap) {
    const bool writes = std::ranges::any_of(composed, [](const Composed& one) { return one.operation->writes(); });
    if (!writes) return std::nullopt;
    if (!composed.front().operation->names_user()) return all_attributes(expect, composed, served, cap);
    const json before = records_.at(env_.user.id);
    std::size_t read = 0;
    auto later = read_record(env_.user.id, env_.user, "read back", &read);
    if (!later) return later.error();
    const auto differences = [&](Effect effect, const json& sent, const Operation& operation) {
      Findings apart{s_.suite.rules, s_.contract.version};
      check_effect({.operation = operation.id,
                    .effect = effect,
                    .status = 200,
                    .on_attributes = false,
                    .before = before,
                    .sent = sent,
                    .answered = nullptr,
                    .later = &*later,
                    .shape = s_.shape,
                    .address_pin = std::nullopt,
                    .cap = cap,
                    .exchange = read,
                    .read_exchange = read},
                   apart);
      return apart.take();
    };
    if (expect.all_win) {
      json all = json::object();
      for (const std::size_t i : served) {
        if (composed[i].attributes.is_object()) all.update(composed[i].attributes);
      }
      for (const Finding& finding : differences(Effect::merge, all, *composed.front().operation)) {
        findings_.add_cited("expect.all-win", expect.requirement, expect.level, read,
                            {.where = finding.where,
                             .expected = finding.expected,
                             .actual = finding.actual,
                             .message = "of " + std::to_string(composed.size()) +
                                        " changes at the same time, one was lost: " + finding.message});
      }
    } else if (expect.one_wins) {
      const bool whole = std::ranges::any_of(served, [&](std::size_t i) {
        return differences(Effect::replace, composed[i].attributes, *composed[i].operation).empty();
      });
      if (!whole && !served.empty()) {
        findings_.add_cited("expect.one-wins", expect.requirement, expect.level, read,
                            {.where = "/data/attributes",
                             .expected = "one of the records that were sent, whole",
                             .actual = clipped(*later),
                             .message = "after " + std::to_string(served.size()) +
                                        " replacements at the same time the record is none of them"});
      }
    } else if (served.empty()) {
      for (Finding& finding : differences(Effect::none, json(), *composed.front().operation)) {
        findings_.add(finding.rule, composed.front().operation->id, read,
                      {.where = finding.where,
                       .expected = finding.expected,
                       .actual = finding.actual,
                       .message = finding.message},
                      cap);
      }
    }
    records_.insert_or_assign(env_.user.id, std::move(*later));
    point_before();
    return std::nullopt;
  }

  Stop all_attributes(const Expect& expect, const std::vector<Composed>& composed,
                      const std::vector<std::size_t>& served, Level cap) {
    if (!s_.offered.contains("getUserAttributes")) return std::nullopt;
    const json before = user_attributes_.at(env_.user.actor);
    std::size_t read = 0;
    auto later = read_user_attributes(env_.user, "read back", &read);
    if (!later) return later.error();
    json all = json::object();
    for (const std::size_t i : served) {
      if (composed[i].attributes.is_object() && composed[i].actor == env_.user.actor)
        all.update(composed[i].attributes);
    }
    Findings apart{s_.suite.rules, s_.contract.version};
    check_effect({.operation = "setUserAttributes",
                  .effect = Effect::merge,
                  .status = 204,
                  .on_attributes = true,
                  .before = before,
                  .sent = all,
                  .answered = nullptr,
                  .later = &*later,
                  .shape = s_.shape,
                  .address_pin = std::nullopt,
                  .cap = cap,
                  .exchange = read,
                  .read_exchange = read},
                 apart);
    for (const Finding& finding : apart.all()) {
      findings_.add_cited("expect.all-win", expect.requirement, expect.level, read,
                          {.where = finding.where,
                           .expected = finding.expected,
                           .actual = finding.actual,
                           .message = "of " + std::to_string(composed.size()) +
                                      " changes at the same time, one was lost: " + finding.message});
    }
    user_attributes_.insert_or_assign(env_.user.actor, std::move(*later));
    return std::nullopt;
  }

  const Case& case_;
  const RunSetting& s_;
  Messenger& messenger_;
  Findings findings_;
  Environment env_;
  Verdict verdict_;
  std::map<std::string, json, std::less<>> records_;          ///< attributes by user id, as last read
  std::map<std::string, json, std::less<>> user_attributes_;  ///< /attributes by actor, as last read
};

}  // namespace

Verdict run_case(const Case& one, const RunSetting& setting, const Party& user, const std::optional<Party>& other,
                 Messenger& messenger) {
  return CaseRun{one, setting, user, other, messenger}.run();
}

}  // namespace conform
