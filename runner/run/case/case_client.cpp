#include "run/case/case_client.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

#include "base/gate.hpp"
#include "check/contract_check.hpp"
#include "check/effect_check.hpp"
#include "check/server_words.hpp"
#include "json/exact.hpp"
#include "json/pointer.hpp"

namespace conform {
namespace {

using nlohmann::json;

/// So much of responses a case may get: what it keeps of them until it is over must not fill the memory.
constexpr std::size_t most_response_bytes = 16U << 20U;

// A token that was accepted and is refused now: after how many tokens' loss it is the server's doing.
constexpr std::size_t losses_to_mention = 2;
constexpr std::size_t losses_to_blame = 3;

std::string list_of(const std::set<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

/// What names a record, by its id, or the /attributes of the user of that id.
std::string key_of(const std::string& id, bool on_custom_attributes) {
  return on_custom_attributes ? id + "/attributes" : id;
}

// What a robustness case finds in a way that ends it counts as a lesser violation: nothing is left open by it.
tl::unexpected<Outcome> ended(Level max_level, const std::string& reason) {
  return tl::unexpected{max_level == Level::should ? skipped(reason) : errored(reason)};
}

// A response that may be one to something else: the body of the request before it, which was refused, and perhaps left
// unread on the connection.
bool may_be_misread(const FinishedExchange& finished, const StatusSet& allowed) {
  if (!finished.gave_up.empty() || !finished.earlier || !finished.earlier->had_body || finished.earlier->status < 400)
    return false;
  // What was sent before a connection broke may have been executed: of such only reads are sent again.
  if (const auto* error = std::get_if<TransportError>(&finished.exchange.response))
    return blames_server(error->kind) && error->kind != TransportErrorKind::timed_out &&
           finished.exchange.request.method == "GET";
  const int status = std::get<Response>(finished.exchange.response).status;
  return status >= 400 && !allowed.contains(status);
}

std::string in_short(const ResponseOrError& response_or_error) {
  const auto* response = std::get_if<Response>(&response_or_error);
  return response != nullptr ? std::to_string(response->status)
                             : std::string{to_string(std::get<TransportError>(response_or_error).kind)};
}

}  // namespace

On401 on_401_of(const StatusSet& allowed) { return allowed.contains(401) ? On401::keep : On401::renew; }

// ---- requests

template <class Prepare>
tl::expected<PreparedRequest, Outcome> CaseClient::with_known_record(const Prepare& prepare_it) {
  tl::expected<PreparedRequest, NotSendable> prepared = prepare_it();
  if (!prepared && !prepared.error().unknown_record.empty()) {
    const std::string id = prepared.error().unknown_record;
    if (const User* reader = reader_of(id)) {
      if (Stop stop = ensure_read(Resource::record(*reader, id))) return tl::unexpected{*stop};
      prepared = prepare_it();
    }
  }
  if (!prepared) {
    const NotSendable& why = prepared.error();
    return tl::unexpected{why.skip ? skipped(why.reason) : errored(why.reason)};
  }
  return std::move(*prepared);
}

tl::expected<PreparedRequest, Outcome> CaseClient::prepare(const Send& send) {
  return with_known_record([&] { return prepare_request(send, env_, setting_.contract, setting_.constraints); });
}

tl::expected<PreparedRequest, Outcome> CaseClient::prepare(const char* operation, const User& sender,
                                                           const std::string& id, SharedJson document) {
  const Operation* found = setting_.contract.find(operation);
  if (found == nullptr)
    return tl::unexpected{skipped("version " + setting_.contract.version + " has no operation " + operation)};
  return with_known_record(
      [&] { return prepare_plain_request(*found, sender, id, document, env_, setting_.constraints); });
}

CheckedOrOutcome CaseClient::send(const PreparedRequest& prepared, std::string purpose, const StatusSet& allowed,
                                  Level max_level) {
  note_sent(prepared);
  FinishedExchange finished = client_.send(prepared.outgoing, std::move(purpose), on_401_of(allowed));
  if (may_be_misread(finished, allowed)) finished = asked_anew(prepared, std::move(finished), allowed, max_level);
  note_written(prepared);
  const bool unavailable = finished.waits > 0 && client_.is_unavailable_too_often();
  auto response = accept(prepared, std::move(finished), allowed, max_level);
  if (unavailable) {
    log_.add(Mismatch{.rule = "contract.status",
                      .where = "status",
                      .expected = "an immediate response to most requests",
                      .actual = "503 with Retry-After to more than half of the requests so far",
                      .message = "more than half of all requests get 503 at first, and succeed when they are repeated"},
             {.operation = prepared.operation->id, .exchange = log_.size() - 1});
  }
  if (response) log_response(prepared, *response);
  return response;
}

std::vector<FinishedExchange> CaseClient::send_concurrently(const std::vector<PreparedRequest>& prepared,
                                                            const std::string& purpose, On401 on_401) {
  std::vector<OutgoingRequest> outgoing;
  for (const PreparedRequest& request : prepared) outgoing.push_back(request.outgoing);
  for (const PreparedRequest& request : prepared) note_sent(request);
  std::vector<FinishedExchange> finished = client_.send_concurrently(outgoing, purpose, on_401);
  for (const PreparedRequest& request : prepared) note_written(request);
  return finished;
}

FinishedExchange CaseClient::send_again(const PreparedRequest& prepared, std::string purpose,
                                        const StatusSet& allowed) {
  return client_.send(prepared.outgoing, std::move(purpose), on_401_of(allowed));
}

// Asks on a new connection. What gets a response there counts.
FinishedExchange CaseClient::asked_anew(const PreparedRequest& prepared, FinishedExchange first,
                                        const StatusSet& allowed, Level max_level) {
  client_.leave_connection();
  FinishedExchange again = send_again(prepared, first.exchange.purpose, allowed);
  const auto* response = std::get_if<Response>(&again.exchange.response);
  const std::string was = in_short(first.exchange.response);
  if (!again.gave_up.empty() || response == nullptr || was == std::to_string(response->status)) return first;
  const std::string& refused = first.earlier->operation.empty() ? first.earlier->method : first.earlier->operation;
  first.exchange.purpose += ", after a refused request on its connection";
  log_.add(
      Mismatch{.rule = "contract.connection",
               .where = "connection",
               .expected = std::to_string(response->status) + ", as on a new connection",
               .actual = was + ", after " + first.earlier->method + ' ' + first.earlier->target + ", which got " +
                         std::to_string(first.earlier->status),
               .message = refused + " was refused, and the next request on its connection was misread: its body may " +
                          "have been left unread"},
      {.operation = prepared.operation->id, .exchange = log_.size(), .max_level = max_level});
  log_.add(std::move(first.exchange));
  return again;
}

CheckedOrOutcome CaseClient::accept(const PreparedRequest& prepared, FinishedExchange finished,
                                    const StatusSet& allowed, Level max_level) {
  const std::string& operation = prepared.operation->id;
  const std::size_t index = log_.size();
  const Exchange& exchange = log_.add(std::move(finished.exchange));
  // The silence that ends such a request early has been found by the cases before; only must-level ones are missed.
  if (!finished.gave_up.empty()) return ended(finished.silent ? max_level : Level::must, finished.gave_up);
  CheckedExchange checked{.index = index,
                          .exchange = {.operation = prepared.operation,
                                       .undocumented = prepared.undocumented,
                                       .user_id = prepared.user_id,
                                       .request = &exchange.request,
                                       .result = &exchange.response,
                                       .sent = prepared.document,
                                       .parsed = parse_response(exchange.response)}};
  const ParsedResponse& parsed = checked.exchange.parsed;
  log_.add(
      check_contract(checked.exchange,
                     {.schemas = setting_.suite.schemas, .allowed = allowed, .sent_values = &setting_.sent_values}),
      {.operation = operation, .exchange = index, .max_level = max_level});
  observe_notices();
  const auto* error = std::get_if<TransportError>(&exchange.response);
  const Untrusted& beyond =
      error != nullptr && error->kind == TransportErrorKind::too_large ? error->detail : parsed.beyond;
  if (!beyond.empty())
    return ended(max_level, operation + " gave a complete response beyond the limits of this suite: " +
                                shown(beyond, *client_.redactor()));
  if (parsed.response == nullptr) {
    // Where that counts as a lesser violation, it is one that is found, and the case is over; the result is not
    // inconclusive.
    if (max_level == Level::should) return tl::unexpected{Outcome{.kind = OutcomeKind::passed, .reason = {}}};
    return tl::unexpected{errored(operation + " got no complete response: " + plain(error->detail))};
  }
  // A record of megabytes that a server shows more than once is not a fault of it.
  if (log_.response_bytes() > most_response_bytes)
    return ended(max_level, fmt::format("the responses of this case have over {} bytes together", most_response_bytes));
  const int status = checked.status();
  if (status >= 300) checked.words = shown(with_server_words(*parsed.response), *client_.redactor());
  if (!prepared.undocumented)
    setting_.coverage.response(*prepared.operation, status, !parsed.response->body.empty(), checked.document());
  const bool success = status >= 200 && status < 300 && !prepared.undocumented;
  if (success && prepared.actor == env_.user.actor && (prepared.user_id.empty() || prepared.user_id == env_.user.id)) {
    setting_.control_requests.note(env_.user.actor, operation, {});
  }
  watch_token(prepared, checked, allowed);
  return checked;
}

// ---- reads

const User* CaseClient::reader_of(const std::string& id) const {
  if (id == env_.user.id) return &env_.user;
  if (env_.user2 && id == env_.user2->id) return &*env_.user2;
  for (const auto& [name, user] : setting_.special_actors) {
    if (user.id == id && (name == "admin" || (name == "reader" && setting_.reads_by_get))) return &user;
  }
  const bool there =
      std::ranges::any_of(setting_.special_actors, [&](const auto& special) { return special.second.id == id; });
  const auto admin = setting_.special_actors.find("admin");
  return there && admin != setting_.special_actors.end() ? &admin->second : nullptr;
}

ReadOrOutcome CaseClient::read(const Resource& resource, const std::string& purpose, Level max_level) {
  return resource.on_custom_attributes ? read_custom_attributes(*resource.reader, purpose, max_level)
                                       : read_record(resource, purpose, max_level);
}

ReadOrOutcome CaseClient::read_record(const Resource& resource, const std::string& purpose, Level max_level) {
  const User& reader = *resource.reader;
  const char* operation = setting_.reads_by_get ? "getUser" : "updateUser";
  SharedJson nothing =
      setting_.reads_by_get ? nullptr : std::make_shared<const json>(user_document(resource.id, json::object()));
  const auto prepared = prepare(operation, reader, resource.id, std::move(nothing));
  if (!prepared) return tl::unexpected{prepared.error()};
  const auto response = send(*prepared, purpose, {}, max_level);
  if (!response) return tl::unexpected{response.error()};
  const json* attributes = response->attributes();
  if (response->status() != 200 || attributes == nullptr || !attributes->is_object()) {
    return tl::unexpected{errored("the record of " + reader.actor + " cannot be read: " + operation + " responded " +
                                  std::to_string(response->status()) + response->words)};
  }
  known_.keep_identity(resource.id, identity_of(*response->document()));
  return ReadBack{.value = *attributes, .exchange = response->index};
}

ReadOrOutcome CaseClient::read_custom_attributes(const User& owner, const std::string& purpose, Level max_level) {
  const auto prepared = prepare("getUserAttributes", owner, {});
  if (!prepared) return tl::unexpected{prepared.error()};
  const auto response = send(*prepared, purpose, {}, max_level);
  if (!response) return tl::unexpected{response.error()};
  const json* document = response->document();
  if (response->status() != 200 || document == nullptr || !document->is_object()) {
    return tl::unexpected{errored("the attributes of " + owner.actor + " cannot be read: getUserAttributes responded " +
                                  std::to_string(response->status()) + response->words)};
  }
  const std::string id = owner_of(owner.actor);
  if (setting_.owners->is_first_read(id)) setting_.owners->note(id, *document, shared_keys(), {});
  if (const auto leak = setting_.owners->leak_in(id, *document)) {
    log_.add(Mismatch{.rule = "contract.owner",
                      .where = "body",
                      .expected = "the attributes of " + owner.actor + ", and of no other user",
                      .actual = Untrusted{leak->key, 80, Untrusted::Form::words} + ", which only the user " +
                                leak->owner + " was given",
                      .message = "getUserAttributes responded with what another user was given"},
             {.operation = "getUserAttributes", .exchange = response->index, .max_level = max_level});
    return tl::unexpected{errored("getUserAttributes showed " + owner.actor + " what another user was given")};
  }
  return ReadBack{.value = *document, .exchange = response->index};
}

void CaseClient::wait_until_consistent(const std::string& what) {
  const auto time = setting_.consistency.unsettled_for(what, client_.now());
  if (time.count() > 0) static_cast<void>(client_.wait(time));  // a stop shows in the read
}

Stop CaseClient::ensure_read(const Resource& resource) {
  if (known(resource) != nullptr) return std::nullopt;
  wait_until_consistent(resource.on_custom_attributes ? resource.reader->actor : resource.id);
  auto now = read(resource, "read before");
  if (!now) return with_origin(now.error(), resource);
  keep(resource, std::move(now->value));
  return std::nullopt;
}

const json* CaseClient::known(const Resource& resource) const {
  return resource.on_custom_attributes ? known_.custom_attributes(resource.reader->actor) : known_.record(resource.id);
}

void CaseClient::keep(const Resource& resource, json value) {
  if (resource.on_custom_attributes) {
    known_.keep_custom_attributes(resource.reader->actor, std::move(value));
  } else {
    known_.keep_record(resource.id, std::move(value));
  }
}

// What cannot be read before the case wrote anything there is not the case's own doing.
Outcome CaseClient::with_origin(Outcome outcome, const Resource& resource) const {
  const Response* response = log_.last_response();
  const bool has_response = response != nullptr && response->status != 401;
  if (outcome.kind == OutcomeKind::errored && has_response &&
      !first_write(resource.id, resource.on_custom_attributes) &&
      was_written_before(resource.id, resource.on_custom_attributes))
    outcome.reason += "; " + left_by(resource.id, resource.on_custom_attributes);
  return outcome;
}

// ---- who and what

std::string CaseClient::owner_of(const std::string& actor) const {
  if (env_.user2 && actor == env_.user2->actor) return env_.user2->id;
  const auto special = setting_.special_actors.find(actor);
  return special == setting_.special_actors.end() ? env_.user.id : special->second.id;
}

std::set<std::string, std::less<>> CaseClient::shared_keys() const {
  return {setting_.shape.attributes.begin(), setting_.shape.attributes.end()};
}

std::set<std::string, std::less<>> CaseClient::observe_notices() {
  return log_.observe_notices([&](const Notice& notice) { return of_no_user(notice); });
}

// Each user has e-mail addresses and phone numbers of its own, which are one value of the suite all the same.
Notice CaseClient::of_no_user(Notice notice) const {
  const auto neutral = [&](const User& user) {
    const OwnValues own = own_values_for(user.id, env_);
    for (std::size_t at = notice.value.find(own.mark); at != std::string::npos; at = notice.value.find(own.mark, at))
      notice.value.replace(at, own.mark.size(), "*");
  };
  neutral(env_.user);
  if (env_.user2) neutral(*env_.user2);
  if (notice.where.ends_with("/phoneNumber")) {
    for (char& character : notice.value) character = character >= '0' && character <= '9' ? '0' : character;
  }
  return notice;
}

std::optional<std::size_t> CaseClient::first_write(const std::string& id, bool on_custom_attributes) const {
  const auto found = first_writes_.find(key_of(id, on_custom_attributes));
  return found == first_writes_.end() ? std::nullopt : std::optional{found->second};
}

bool CaseClient::was_written_before(const std::string& id, bool on_custom_attributes) const {
  return !setting_.last_writers->of(key_of(id, on_custom_attributes), case_id_).empty();
}

std::string CaseClient::left_by(const std::string& id, bool on_custom_attributes) const {
  const std::string what = on_custom_attributes ? "/attributes were" : "the record was";
  const std::string writer = setting_.last_writers->of(key_of(id, on_custom_attributes), case_id_);
  if (writer.empty()) return what + " in this state before this run wrote there; the case that left it is unknown";
  return what + " left in this state by the case " + writer + ": run that case first to reproduce it";
}

// ---- what is noted of a request

// Whose record a request is about: by the path, or by whose token it carries.
std::string CaseClient::owner_id(const PreparedRequest& prepared) const {
  return prepared.user_id.empty() ? owner_of(prepared.actor) : prepared.user_id;
}

void CaseClient::note_sent(const PreparedRequest& prepared) {
  const bool of_record = prepared.operation->names_user();
  if (of_record && prepared.operation->writes()) setting_.sent_values.note(prepared.attributes);
  if (!prepared.operation->writes() && !prepared.undocumented) return;
  log_write(prepared);
  if (!of_record) {
    // Whose user an actor without one stands for is not known.
    const std::string owner = owner_of(prepared.outgoing.actor());
    if (!owner.empty()) setting_.owners->note(owner, prepared.attributes, shared_keys(), env_.nonce);
  }
  // A read, where records are read so.
  if (!setting_.reads_by_get && prepared.operation->id == "updateUser" && prepared.attributes == json::object()) return;
  const std::string key = key_of(owner_id(prepared), !of_record);
  setting_.last_writers->note(key, case_id_);
  first_writes_.emplace(key, log_.size());
}

// Reads of what it may have changed can lag behind it.
void CaseClient::note_written(const PreparedRequest& prepared) {
  if (!prepared.operation->writes() && !prepared.undocumented) return;
  setting_.consistency.wrote(prepared.operation->names_user() ? prepared.user_id : prepared.actor, client_.now());
}

// What a request asks to be set goes to the log before it is sent: after a kill it distinguishes the run's writes from
// others.
void CaseClient::log_write(const PreparedRequest& prepared) {
  if (setting_.writes == nullptr || !prepared.request().body) return;
  const auto document = parse_exact(*prepared.request().body);
  if (!document) return;
  const bool of_record = prepared.operation->names_user();
  const json* attributes = of_record ? resolve_pointer(*document, "/data/attributes") : &*document;
  if (attributes == nullptr || !attributes->is_object()) return;
  ValueKeys keys = keys_of(*attributes);
  if (of_record && prepared.request().method == "PUT") {
    // What it leaves out it clears.
    json cleared = json::object();
    for (const std::string& name : setting_.shape.attributes) {
      if (!attributes->contains(name)) cleared[name] = nullptr;
    }
    keys.merge(keys_of(cleared));
  }
  setting_.writes->note(owner_id(prepared), of_record ? "record" : "attributes", keys);
}

// How the server spells what it was sent.
void CaseClient::log_response(const PreparedRequest& prepared, const CheckedExchange& response) {
  const json* shown = response.attributes();
  if (setting_.writes == nullptr || shown == nullptr || !prepared.operation->writes() ||
      !prepared.operation->names_user() || !prepared.attributes.is_object() || response.status() > 299)
    return;
  json sent = json::object();
  for (const auto& [name, value] : prepared.attributes.items()) {
    if (const auto found = shown->find(name); found != shown->end()) sent[name] = *found;
  }
  setting_.writes->note(owner_id(prepared), "record", keys_of(sent));
}

// ---- tokens

// Who sends it with their own token; empty: no actor whose token must be accepted.
std::string CaseClient::sender_by_own_token(const PreparedRequest& prepared) const {
  const auto value = find_header(prepared.request().headers, "Authorization");
  if (!value || count_header(prepared.request().headers, "Authorization") > 1) return {};
  const auto carries = [&](const User& user) { return !user.token.empty() && *value == "Bearer " + user.token; };
  if (carries(env_.user)) return env_.user.actor;
  return env_.user2 && carries(*env_.user2) ? env_.user2->actor : std::string{};
}

// Attributes of the record that a write gives another value than the one that is known.
std::set<std::string> CaseClient::changed_by(const PreparedRequest& prepared) const {
  std::set<std::string> names;
  if (!prepared.operation->writes() || !prepared.attributes.is_object()) return names;
  const json* record = known_.record(prepared.user_id);
  for (const auto& [name, value] : prepared.attributes.items()) {
    if (record == nullptr || member_or_null(*record, name) != value) names.insert(name);
  }
  if (record == nullptr || prepared.operation->method != "PUT" || !prepared.operation->names_user()) return names;
  // What a replacement leaves out it clears.
  for (const std::string& name : setting_.shape.attributes) {
    if (!prepared.attributes.contains(name) && !member_or_null(*record, name).is_null()) names.insert(name);
  }
  return names;
}

void CaseClient::watch_token(const PreparedRequest& prepared, CheckedExchange& checked, const StatusSet& allowed) {
  const std::string sender = sender_by_own_token(prepared);
  if (sender.empty() || prepared.undocumented) return;
  if (checked.status() >= 200 && checked.status() <= 299) {
    const Exchange& exchange = log_.at(checked.index);
    setting_.token_watch->served(sender, {.operation = prepared.operation->id,
                                          .changed = changed_by(prepared),
                                          .case_id = case_id_,
                                          .started = exchange.started_at,
                                          .ended = exchange.started_at + exchange.took});
    return;
  }
  if (checked.status() != 401 || allowed.contains(401)) return;
  const auto loss = setting_.token_watch->refused(sender);
  if (!loss) return;
  // Tokens that are over by themselves are lost after reads as well.
  const bool by_change = !loss->after.changed.empty() && loss->alike > 2 * loss->others;
  const std::string changed = list_of(loss->in_common);
  checked.words += by_change ? "; the token was accepted until " + loss->after.operation + " changed " + changed +
                                   " (case " + loss->after.case_id + ")"
                             : "; the token was accepted before: has it expired?";
  if (!by_change || !loss->is_new || loss->alike < losses_to_mention) return;
  log_.add(Mismatch{.rule = "contract.token",
                    .where = "header Authorization",
                    .expected = "the token accepted as before",
                    .actual = "401 since a change of " + changed + ", with " + std::to_string(loss->alike) + " tokens",
                    .message = "after a served " + loss->after.operation + " that changed " + changed +
                               " the user's token is refused",
                    .max_level = loss->alike < losses_to_blame ? Level::should : Level::must},
           {.operation = loss->after.operation, .exchange = checked.index});
}

}  // namespace conform
