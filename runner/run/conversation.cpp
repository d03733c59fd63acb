#include "run/conversation.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <utility>

#include "check/contract_check.hpp"
#include "check/received.hpp"
#include "check/server_words.hpp"
#include "json/exact.hpp"
#include "json/gate.hpp"
#include "json/pointer.hpp"
#include "run/records.hpp"

namespace conform {

using nlohmann::json;

const json* Answered::attributes() const { return document ? resolve_pointer(*document, "/data/attributes") : nullptr; }

Level cap_of(CaseState& c, const Expect& expect) {
  // Area 14: whatever happens to a request that no sane client sends is a violation at should level.
  constexpr int robustness = 14;
  const Requirement* cited = c.setting.suite.rules.find(expect.requirement);
  return cited != nullptr && cited->area == robustness ? Level::should : Level::must;
}

namespace {

/// So much of responses a case may get: what it keeps of them until it is over must not fill the memory.
constexpr std::size_t most_answer_bytes = 16U << 20U;

// RFC 9110 section 5.3: a sender must not send these twice. A server, or a proxy in front of it, may refuse such a
// request before it knows whom it is for.
bool repeats_a_singleton(const Headers& headers) {
  return std::ranges::any_of(std::array{"Authorization", "Content-Length", "Content-Type", "Host"},
                             [&](const char* name) { return count_header(headers, name) > 1; });
}

std::size_t answer_bytes(const Verdict& verdict) {
  std::size_t bytes = 0;
  for (const Exchange& exchange : verdict.exchanges) {
    const Response* response = response_of(exchange);
    if (response != nullptr) bytes += response->body.size();
  }
  return bytes;
}

// Who sends it with their own token; empty: no actor whose token must be accepted.
std::string sender_by_own_token(const CaseState& c, const Composed& composed) {
  const auto value = find_header(composed.request.headers, "Authorization");
  if (!value || count_header(composed.request.headers, "Authorization") > 1) return {};
  const auto carries = [&](const Party& party) { return !party.token.empty() && *value == "Bearer " + party.token; };
  if (carries(c.env.user)) return c.env.user.actor;
  return c.env.other && carries(*c.env.other) ? c.env.other->actor : std::string{};
}

// Attributes of the record that a write gives another value than the one that is known.
std::set<std::string> changed_by(const CaseState& c, const Composed& composed) {
  std::set<std::string> names;
  if (!composed.operation->writes() || !composed.attributes.is_object()) return names;
  const auto known = c.records.find(composed.user_id);
  for (const auto& [name, value] : composed.attributes.items()) {
    if (known == c.records.end() || member_or_null(known->second, name) != value) names.insert(name);
  }
  if (known == c.records.end() || composed.operation->method != "PUT" || !composed.operation->names_user())
    return names;
  // What a replacement leaves out it clears.
  for (const std::string& name : c.setting.shape.attributes) {
    if (!composed.attributes.contains(name) && !member_or_null(known->second, name).is_null()) names.insert(name);
  }
  return names;
}

std::string list_of(const std::set<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

// A token that was accepted and is refused now: after how many tokens' loss it is the server's doing.
constexpr std::size_t losses_to_mention = 2;
constexpr std::size_t losses_to_blame = 3;

void watch_token(CaseState& c, const Composed& composed, Answered& answered, const StatusSet& allowed) {
  const std::string sender = sender_by_own_token(c, composed);
  if (sender.empty() || composed.off_table) return;
  if (answered.status >= 200 && answered.status <= 299) {
    const Exchange& exchange = c.verdict.exchanges[answered.exchange];
    c.setting.token_watch->served(sender, {.operation = composed.operation->id,
                                           .changed = changed_by(c, composed),
                                           .case_id = c.one.id,
                                           .started = exchange.started_at,
                                           .ended = exchange.started_at + exchange.took});
    return;
  }
  if (answered.status != 401 || allowed.contains(401)) return;
  const auto loss = c.setting.token_watch->refused(sender);
  if (!loss) return;
  // Tokens that are over by themselves are lost after reads as well.
  const bool by_change = !loss->after.changed.empty() && loss->alike > 2 * loss->others;
  answered.words += by_change ? "; the token was accepted until " + loss->after.operation + " changed " +
                                    list_of(loss->in_common) + " (case " + loss->after.case_id + ")"
                              : "; the token was accepted before: has it expired?";
  if (!by_change || !loss->is_new || loss->alike < losses_to_mention) return;
  c.findings.add("contract.token", loss->after.operation, answered.exchange,
                 {.where = "header Authorization",
                  .expected = "the token accepted as before",
                  .actual = "401 since a change of " + list_of(loss->in_common) + ", with " +
                            std::to_string(loss->alike) + " tokens",
                  .message = "after a served " + loss->after.operation + " that changed " + list_of(loss->in_common) +
                             " the user's token is refused"},
                 loss->alike < losses_to_blame ? Level::should : Level::must);
}

}  // namespace

tl::expected<Answered, Outcome> accept(CaseState& c, const Composed& composed, Delivery delivery,
                                       const StatusSet& allowed, Level cap) {
  Answered result;
  result.exchange = c.verdict.exchanges.size();
  c.verdict.exchanges.push_back(std::move(delivery.exchange));
  const Exchange& exchange = c.verdict.exchanges.back();
  if (!delivery.gave_up.empty()) {
    // The silence that ends such a request early has been found by the cases before; only must-level ones are missed.
    return tl::unexpected{cap == Level::should && delivery.silent ? skipped(delivery.gave_up)
                                                                  : errored(delivery.gave_up)};
  }
  Received received = receive(exchange.answer);
  check_contract({.operation = *composed.operation,
                  .off_table = composed.off_table,
                  .user_id = composed.user_id,
                  .sent = composed.has_document ? &composed.document : nullptr,
                  .sent_unreadable = composed.request.body.has_value() && !composed.has_document,
                  .answer = exchange.answer,
                  .received = received,
                  .allowed = allowed,
                  .malformed_request = repeats_a_singleton(composed.request.headers),
                  .cap = cap,
                  .exchange = result.exchange,
                  .given_values = &c.setting.sent_values},
                 c.setting.suite.schemas, c.findings);
  note_open_readings(c);
  const auto* none = std::get_if<NoResponse>(&exchange.answer);
  const Untrusted& beyond = none != nullptr && none->trouble == Trouble::too_large ? none->detail : received.beyond;
  if (!beyond.empty()) {
    const std::string reason = composed.operation->id + " gave a complete response beyond the limits of this suite: " +
                               shown(beyond, *c.messenger.redactor());
    return tl::unexpected{cap == Level::should ? skipped(reason) : errored(reason)};
  }
  if (received.response == nullptr) {
    // Where that counts as a lesser violation, it is one that is found, and the case is over; the result is not
    // inconclusive.
    if (cap == Level::should) return tl::unexpected{Outcome{.kind = OutcomeKind::passed, .reason = {}}};
    return tl::unexpected{errored(composed.operation->id +
                                  " got no complete response: " + plain(std::get<NoResponse>(exchange.answer).detail))};
  }
  if (answer_bytes(c.verdict) > most_answer_bytes) {
    // A record of megabytes that a server shows more than once is not a fault of it.
    const std::string reason = fmt::format("the responses of this case have over {} bytes together", most_answer_bytes);
    return tl::unexpected{cap == Level::should ? skipped(reason) : errored(reason)};
  }
  result.status = received.response->status;
  if (result.status >= 300) result.words = shown(with_server_words(*received.response), *c.messenger.redactor());
  if (!composed.off_table) {
    c.setting.exercised.answer(*composed.operation, result.status, !received.response->body.empty(),
                               received.document ? &*received.document : nullptr);
  }
  result.document = std::move(received.document);
  const bool success = result.status >= 200 && result.status < 300 && !composed.off_table;
  if (success && composed.actor == c.env.user.actor &&
      (composed.user_id.empty() || composed.user_id == c.env.user.id)) {
    c.setting.twins.note(c.env.user.actor, composed.operation->id, {});
  }
  watch_token(c, composed, result, allowed);
  return result;
}

On401 on_401_of(const StatusSet& allowed) { return allowed.contains(401) ? On401::keep : On401::renew; }

std::string owner_of(const CaseState& c, const std::string& actor) {
  if (c.env.other && actor == c.env.other->actor) return c.env.other->id;
  const auto special = c.setting.specials.find(actor);
  return special == c.setting.specials.end() ? c.env.user.id : special->second.id;
}

std::string key_of(const std::string& id, bool on_attributes) { return on_attributes ? id + "/attributes" : id; }

namespace {

// Whose record a request is about: by the path, or by whose token it carries.
std::string owner_id(const CaseState& c, const Composed& composed) {
  return composed.user_id.empty() ? owner_of(c, composed.actor) : composed.user_id;
}

// What a request asks to be set goes to the log before it is sent: after a kill it distinguishes the run's writes from
// others.
void log_write(CaseState& c, const Composed& composed) {
  if (c.setting.writes == nullptr || !composed.request.body) return;
  const auto document = parse_exact(*composed.request.body);
  if (!document) return;
  const bool of_record = composed.operation->names_user();
  const json* attributes = of_record ? resolve_pointer(*document, "/data/attributes") : &*document;
  if (attributes == nullptr || !attributes->is_object()) return;
  ValueKeys keys = keys_of(*attributes);
  if (of_record && composed.request.method == "PUT") {
    // What it leaves out it clears.
    json cleared = json::object();
    for (const std::string& name : c.setting.shape.attributes) {
      if (!attributes->contains(name)) cleared[name] = nullptr;
    }
    keys.merge(keys_of(cleared));
  }
  c.setting.writes->note(owner_id(c, composed), of_record ? "record" : "attributes", keys);
}

// How the server spells what it was sent.
void log_answer(CaseState& c, const Composed& composed, const Answered& answered) {
  const json* shown = answered.attributes();
  if (c.setting.writes == nullptr || shown == nullptr || !composed.operation->writes() ||
      !composed.operation->names_user() || !composed.attributes.is_object() || answered.status > 299)
    return;
  json sent = json::object();
  for (const auto& [name, value] : composed.attributes.items()) {
    if (const auto found = shown->find(name); found != shown->end()) sent[name] = *found;
  }
  c.setting.writes->note(owner_id(c, composed), "record", keys_of(sent));
}

}  // namespace

void note_sent(CaseState& c, const Composed& composed) {
  if (composed.operation->names_user() && composed.operation->writes()) c.setting.sent_values.note(composed.attributes);
  if (!composed.operation->writes() && !composed.off_table) return;
  log_write(c, composed);
  if (!composed.operation->names_user()) {
    // Whose user an actor without one stands for is not known.
    const std::string owner = owner_of(c, sender_of(c, composed));
    if (!owner.empty()) c.setting.owners->note(owner, composed.attributes, shared_keys(c), c.env.nonce);
  }
  // A read, where records are read so.
  if (!c.setting.reads_by_get && composed.operation->id == "updateUser" && composed.attributes == json::object())
    return;
  const std::string key = key_of(owner_id(c, composed), !composed.operation->names_user());
  c.setting.last_writers->note(key, c.one.id);
  c.first_writes.emplace(key, c.verdict.exchanges.size());
}

void note_written(CaseState& c, const Composed& composed) {
  if (!composed.operation->writes() && !composed.off_table) return;
  c.setting.consistency.wrote(composed.operation->names_user() ? composed.user_id : composed.actor, c.messenger.now());
}

std::string sender_of(const CaseState& c, const Composed& composed) {
  const auto value = find_header(composed.request.headers, "Authorization");
  if (!value || value->empty()) return {};
  const auto carries = [&](const Party& party) { return !party.token.empty() && value->ends_with(' ' + party.token); };
  if (carries(c.env.user)) return c.env.user.actor;
  if (c.env.other && carries(*c.env.other)) return c.env.other->actor;
  for (const auto& [name, party] : c.setting.specials) {
    if (carries(party)) return name;
  }
  return composed.actor;
}

std::set<std::string, std::less<>> shared_keys(const CaseState& c) {
  return {c.setting.shape.attributes.begin(), c.setting.shape.attributes.end()};
}

namespace {

// A response that may be one to something else: the body of the request before it, which was refused, and perhaps left
// unread on the connection.
bool may_be_misread(const Delivery& delivery, const StatusSet& allowed) {
  if (!delivery.gave_up.empty() || !delivery.earlier || !delivery.earlier->had_body || delivery.earlier->status < 400)
    return false;
  // What was sent before a connection broke may have been executed: of such only reads are sent again.
  if (const auto* none = std::get_if<NoResponse>(&delivery.exchange.answer))
    return blames_server(none->trouble) && none->trouble != Trouble::timed_out &&
           delivery.exchange.request.method == "GET";
  const int status = std::get<Response>(delivery.exchange.answer).status;
  return status >= 400 && !allowed.contains(status);
}

std::string operation_named(const CaseState& c, const Earlier& earlier) {
  for (const Operation& one : c.setting.contract.operations) {
    if (one.method == earlier.method && one.names_user() == earlier.target.starts_with("/users/")) return one.id;
  }
  return earlier.method;
}

std::string in_short(const Answer& answer) {
  const auto* response = std::get_if<Response>(&answer);
  return response != nullptr ? std::to_string(response->status)
                             : std::string{to_string(std::get<NoResponse>(answer).trouble)};
}

// Asks on a new connection. What gets a response there counts.
Delivery asked_anew(CaseState& c, const Composed& composed, Delivery first, const StatusSet& allowed, Level cap) {
  c.messenger.leave_connection();
  Delivery again = c.messenger.send(composed.request, first.exchange.purpose, first.exchange.actor, on_401_of(allowed));
  const auto* response = std::get_if<Response>(&again.exchange.answer);
  const std::string was = in_short(first.exchange.answer);
  if (!again.gave_up.empty() || response == nullptr || was == std::to_string(response->status)) return first;
  const std::string refused = operation_named(c, *first.earlier);
  first.exchange.purpose += ", after a refused request on its connection";
  c.findings.add(
      "contract.connection", composed.operation->id, c.verdict.exchanges.size(),
      {.where = "connection",
       .expected = std::to_string(response->status) + ", as on a new connection",
       .actual = was + ", after " + first.earlier->method + ' ' + first.earlier->target + ", which got " +
                 std::to_string(first.earlier->status),
       .message =
           refused +
           " was refused, and the next request on its connection was misread: its body may have been left unread"},
      cap);
  c.verdict.exchanges.push_back(std::move(first.exchange));
  return again;
}

}  // namespace

tl::expected<Answered, Outcome> deliver(CaseState& c, const Composed& composed, std::string purpose,
                                        const StatusSet& allowed, Level cap) {
  note_sent(c, composed);
  Delivery delivery =
      c.messenger.send(composed.request, std::move(purpose), sender_of(c, composed), on_401_of(allowed));
  if (may_be_misread(delivery, allowed)) delivery = asked_anew(c, composed, std::move(delivery), allowed, cap);
  note_written(c, composed);
  const bool unavailable = delivery.waits > 0 && c.messenger.is_unavailable_too_often();
  auto answered = accept(c, composed, std::move(delivery), allowed, cap);
  if (unavailable) {
    c.findings.add("contract.status", composed.operation->id, c.verdict.exchanges.size() - 1,
                   {.where = "status",
                    .expected = "an immediate response to most requests",
                    .actual = "503 with Retry-After to more than half of the requests so far",
                    .message = "more than half of all requests get 503 at first, and succeed when they are repeated"});
  }
  if (!answered) return answered;
  log_answer(c, composed, *answered);
  return answered;
}

tl::expected<Answered, Outcome> deliver(CaseState& c, const Send& send, std::string purpose) {
  const auto composed = compose_for(c, send);
  if (!composed) return tl::unexpected{composed.error()};
  return deliver(c, *composed, std::move(purpose));
}

Send request_by(const CaseState& c, const Party& party, std::string operation) {
  Send send;
  send.operation = std::move(operation);
  const bool is_other = c.env.other && party.actor == c.env.other->actor;
  send.as = party.actor == c.env.user.actor ? "user" : is_other ? "user2" : party.actor;
  return send;
}

void note_observation(CaseState& c, const std::string& id, const std::string& seen, const std::string& requirement,
                      std::size_t exchange) {
  const auto pin = c.setting.pins.find(id);
  Observation observation{
      .id = id, .seen = seen, .pinned = pin == c.setting.pins.end() ? std::nullopt : std::optional{pin->second}};
  if (observation.pinned && *observation.pinned != seen) {
    c.findings.add_cited("expect.pin", requirement, Level::must, exchange,
                         {.where = "reading " + id,
                          .expected = *observation.pinned,
                          .actual = seen,
                          .message = "the target pins the interpretation " + *observation.pinned + " of " + id +
                                     ", and this response shows " + seen});
  }
  if (std::ranges::find(c.verdict.observations, observation) == c.verdict.observations.end())
    c.verdict.observations.push_back(std::move(observation));
}

namespace {

// Each user has e-mail addresses and phone numbers of its own, which are one value of the suite all the same.
Notice of_no_user(const CaseState& c, Notice notice) {
  const auto neutral = [&](const Party& party) {
    const OwnValues own = own_values_for(party.id, c.env);
    for (std::size_t at = notice.value.find(own.mark); at != std::string::npos; at = notice.value.find(own.mark, at))
      notice.value.replace(at, own.mark.size(), "*");
  };
  neutral(c.env.user);
  if (c.env.other) neutral(*c.env.other);
  if (notice.where.ends_with("/phoneNumber")) {
    for (char& character : notice.value) character = character >= '0' && character <= '9' ? '0' : character;
  }
  return notice;
}

}  // namespace

std::set<std::string, std::less<>> note_open_readings(CaseState& c) {
  std::set<std::string, std::less<>> told;
  for (const Notice& notice : c.findings.take_notices()) {
    const Requirement* owner = c.setting.suite.rules.of_observation(notice.observation);
    if (owner == nullptr) continue;
    note_observation(c, notice.observation, notice.reading, owner->id, notice.exchange);
    told.insert(notice.observation);
    const auto other = c.setting.forms_seen->other_reading(of_no_user(c, notice));
    if (!other) continue;
    c.findings.add("effect.one-form", notice.operation, notice.exchange,
                   {.where = notice.where,
                    .expected = "one interpretation of " + notice.observation + " for one value",
                    .actual = std::min(notice.reading, *other) + " and " + std::max(notice.reading, *other),
                    .message = "the same value of " + notice.where + " is interpreted in two ways in this run (" +
                               notice.observation + "): " + std::min(notice.reading, *other) + " and " +
                               std::max(notice.reading, *other)});
  }
  return told;
}

}  // namespace conform
