#include "reference/service.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <ctime>
#include <exception>
#include <thread>
#include <utility>

#include "reference/crypto.hpp"
#include "reference/formats.hpp"
#include "reference/negotiation.hpp"

namespace conform::reference {

namespace {

ErrorObject about(std::string detail) { return {.detail = std::move(detail), .pointer = {}, .has_pointer = false}; }

Refusal refusal(std::string reason, std::string code, std::string detail, HttpFields fields = {}) {
  return {.reason = std::move(reason),
          .code = std::move(code),
          .errors = {about(std::move(detail))},
          .fields = std::move(fields)};
}

// RFC 6750 section 3: no error code when no authentication was tried.
HttpFields challenge(const std::string& error, const std::string& more = {}) {
  std::string value = "Bearer realm=\"user\"";
  if (!error.empty()) value += ", error=\"" + error + "\"";
  return {{"WWW-Authenticate", value + more}};
}

// Those of RFC 9110 section 9.3 and of RFC 5789, but for CONNECT, which asks for a tunnel.
bool is_known_method(std::string_view method) {
  constexpr std::array known{"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH"};
  return std::find(known.begin(), known.end(), method) != known.end();
}

std::string now_text() {
  const std::time_t now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
  std::tm parts{};
  gmtime_r(&now, &parts);
  std::string text(32, '\0');
  text.resize(std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts));
  return text;
}

std::optional<Refusal> check_scope(const Call& call) {
  const std::string scope{scope_of(*call.route.operation)};
  if (has_scope(*call.identity, scope)) return std::nullopt;
  return refusal("scope", "insufficient-scope", "The access token lacks the scope " + scope + ".",
                 challenge("insufficient_scope", ", scope=\"" + scope + "\""));
}

std::optional<Refusal> check_accept(const Call& call) {
  // The tables of getUser and of the two /attributes operations have no 406: those respond in their one media type
  // whatever was asked for (RFC 9110 section 12.5.1 allows that).
  if (!call.is(Operation::set_user) && !call.is(Operation::update_user)) return std::nullopt;
  if (accepts_json_api(field_value(call.request->fields, "Accept"))) return std::nullopt;
  return refusal("accept", "not-acceptable", "Only application/vnd.api+json can be served.");
}

std::optional<Refusal> check_content_type(const Call& call) {
  if (!writes(*call.route.operation)) return std::nullopt;
  const std::optional<std::string> type = field_value(call.request->fields, "Content-Type");
  if (field_value(call.request->fields, "Content-Encoding")) {
    return refusal("content-encoding", "unsupported-media-type", "Content codings are not understood.");
  }
  // Without a body there is nothing that has a type: that is the document's problem.
  if (!type && call.request->body.empty()) return std::nullopt;
  if (call.is(Operation::set_user_attributes)) {
    if (is_json(type)) return std::nullopt;
    return refusal("content-type", "unsupported-media-type", "The body must be application/json.");
  }
  if (is_json_api(type)) return std::nullopt;
  return refusal("content-type", "unsupported-media-type",
                 "The body must be application/vnd.api+json without parameters.");
}

}  // namespace

Value user_document(const UserRecord& user, std::string_view version) {
  Object attributes = user.attributes;
  if (version != "2021-2") attributes.push_back({"createdAt", user.created_at});
  return Value{Object{{"data", Object{{"type", "User"}, {"id", user.id}, {"attributes", std::move(attributes)}}}}};
}

Service::Service(Store& store, const Population& population, Behaviour behaviour, std::string origin)
    : store_{store}, population_{population}, behaviour_{std::move(behaviour)}, origin_{std::move(origin)} {}

Reply Service::handle(const HttpRequest& request) {
  Call call;
  call.request = &request;
  call.request_id = random_hex(10);
  call.route = route(request.method, request.target);
  try {
    for (const auto& intercept : behaviour_.interceptors) {
      if (std::optional<Response> response = intercept(call)) return finish(call, std::move(*response));
    }
    Response response = call.route.operation ? serve(call) : serve_other(call);
    for (const auto& change : behaviour_.on_response) change(call, response);
    return finish(call, std::move(response));
  } catch (const std::exception&) {
    // The contract's own status for what goes wrong inside; the reason is internal.
    return finish(call, refuse(call, refusal("internal", "internal", "The request could not be executed.")));
  }
}

Reply Service::refuse_unread(const std::string& code, const std::string& detail) const {
  const HttpRequest none;
  Call call;
  call.request = &none;
  call.request_id = random_hex(10);
  call.refused = "unread";
  call.refused_status = problem_kind(code).status;
  Response response{.status = problem_kind(code).status,
                    .media_type = std::string{json_api_type},
                    .document = error_document(refusal("unread", code, detail), {call.request_id, origin_, {}}),
                    .text = {},
                    .fields = {}};
  Reply reply = finish(call, std::move(response));
  reply.transmission.close = true;
  return reply;
}

Response Service::serve(Call& call) {
  for (const Check step : behaviour_.order) {
    const std::optional<Refusal> refused = check(step, call);
    if (!refused) continue;
    if (!waived(call, *refused)) return refuse(call, *refused);
    settle_ignored(step, call, *refused);
  }
  if (writes(*call.route.operation)) {
    if (!write(call)) {
      const int status = behaviour_.conflict_status;
      return refuse(call, refusal("conflict",
                                  status == 409   ? "conflict"
                                  : status == 412 ? "changed"
                                                  : "locked",
                                  "Another request changed the record meanwhile."));
    }
  } else {
    call.after = call.before;
  }
  return success(call);
}

Response Service::serve_other(Call& call) {
  if (!is_known_method(call.request->method)) {
    return refuse(call, refusal("unknown-method", "not-implemented", "The server does not have this method."));
  }
  const std::string_view target = call.request->target;
  const std::string_view path = target.substr(0, target.find('?'));
  const auto as_response = [](HttpResponse response) {
    return Response{.status = response.status,
                    .media_type = {},
                    .document = {},
                    .text = std::move(response.body),
                    .fields = std::move(response.fields)};
  };
  if (path == "/oauth2/token") return as_response(token_endpoint(store_, population_, *call.request));
  const bool reads = call.request->method == "GET" || call.request->method == "HEAD";
  if (reads && path == "/.well-known/openid-configuration") return as_response(openid_configuration(origin_));
  if (reads && path == "/healthz")
    return {.status = 200, .media_type = "text/plain", .document = {}, .text = "ok\n", .fields = {}};
  constexpr std::string_view problems = "/problems/";
  if (reads && path.starts_with(problems)) {
    std::string page = about_problem(path.substr(problems.size()));
    if (!page.empty())
      return {.status = 200, .media_type = "text/plain", .document = {}, .text = std::move(page), .fields = {}};
  }
  if (!call.route.allow.empty()) {
    return refuse(call,
                  refusal("method", "method-not-allowed", "This resource has the methods " + call.route.allow + ".",
                          {{"Allow", call.route.allow}}));
  }
  return refuse(call, refusal("route", "unknown-route", "Unknown path."));
}

std::optional<Refusal> Service::check(Check step, Call& call) {
  switch (step) {
    case Check::token:
      return check_token(call);
    case Check::scope:
      return check_scope(call);
    case Check::accept:
      return check_accept(call);
    case Check::content_type:
      return check_content_type(call);
    case Check::user:
      return check_user(call);
    case Check::document:
      return writes(*call.route.operation) ? check_document(call) : std::nullopt;
  }
  return std::nullopt;
}

std::optional<Refusal> Service::check_token(Call& call) {
  using Result = Authentication::Result;
  Authentication found = authenticate(store_, field_value(call.request->fields, "Authorization"));
  call.identity = std::move(found.identity);
  switch (found.result) {
    case Result::ok:
      return std::nullopt;
    case Result::no_token:
      return refusal("no-token", "missing-token", "The request has no access token.", challenge(""));
    case Result::other_scheme:
      return refusal("other-scheme", "missing-token", "Only the scheme Bearer is served.", challenge(""));
    case Result::malformed:
      return refusal("malformed-token", "invalid-token", "The access token is malformed.", challenge("invalid_token"));
    case Result::unknown:
      return refusal("unknown-token", "invalid-token", "The access token is not known.", challenge("invalid_token"));
    case Result::expired:
      return refusal("expired", "invalid-token", "The access token has expired.", challenge("invalid_token"));
    case Result::unlinked:
      return refusal(
          "unlinked", "missing-linked-identity",
          "Linked identity is needed to access this resource, please check why the user does not have a linked "
          "identity",
          challenge(""));
  }
  return std::nullopt;
}

// The user that a request is about: the path's, or for /attributes the token's.
std::string Service::subject(const Call& call) const {
  if (on_users(*call.route.operation)) return lower(call.route.user_id);
  return call.identity ? call.identity->user_id : std::string{};
}

std::optional<Refusal> Service::check_user(Call& call) {
  const std::string id = subject(call);
  if (!is_uuid(id)) return refusal("bad-id", "user-not-found", "The id of the path is not a UUID.");
  call.before = store_.find_user(id);
  // An unknown id is 404 for every user: ids are random, so this reveals nothing.
  if (!call.before) return refusal("unknown-user", "user-not-found", "There is no user with this id.");
  if (id != call.identity->user_id && !call.identity->admin) {
    return refusal("foreign", "forbidden", "The access token is for another user.");
  }
  return std::nullopt;
}

std::optional<Refusal> Service::check_document(Call& call) {
  std::string body = call.request->body;
  for (const auto& read : behaviour_.on_request_body) body = read(std::move(body));
  std::variant<Value, JsonError> parsed = parse_json(body);
  if (const JsonError* error = std::get_if<JsonError>(&parsed)) {
    return refusal("not-json", "invalid-document", "The body cannot be used: " + error->message + ".");
  }
  call.document = std::move(std::get<Value>(parsed));
  const bool users = on_users(*call.route.operation);
  std::vector<Violation> violations = users
                                          ? validate_user_document(*call.document, *call.route.operation, subject(call))
                                          : validate_custom_attributes(*call.document);
  for (const auto& validate : behaviour_.validators) validate(call, *call.document, violations);
  if (users) {
    call.change = change_in(*call.document);
  } else if (call.document->object() != nullptr) {
    call.change = *call.document->object();
  }
  std::erase_if(violations, [&](const Violation& violation) {
    for (const auto& pardon : behaviour_.on_violation) {
      if (pardon(call, violation)) return true;
    }
    return false;
  });
  // Wrong attributes are never part of the change, so that what a behaviour writes in spite of them is well-typed.
  const std::vector<Violation> all =
      users ? validate_user_document(*call.document, *call.route.operation, subject(call)) : std::vector<Violation>{};
  for (const Violation& violation : all) remove_path(call.change, violation.attribute);
  if (violations.empty()) return std::nullopt;
  Refusal refused{.reason = "semantics", .code = "invalid-value", .errors = {}, .fields = {}};
  for (Violation& violation : violations) {
    refused.errors.push_back(
        {.detail = std::move(violation.detail), .pointer = std::move(violation.pointer), .has_pointer = true});
  }
  return refused;
}

bool Service::waived(const Call& call, const Refusal& refused) const {
  for (const auto& ignores_refusal : behaviour_.on_refusal) {
    if (ignores_refusal(call, refused)) return true;
  }
  return false;
}

void Service::settle_ignored(Check step, Call& call, const Refusal& refused) {
  if (step == Check::token && !call.identity) {
    call.identity = Identity{
        .user_id = on_users(*call.route.operation) ? lower(call.route.user_id) : population_.accounts.front().user_id,
        .scopes = "user:users:read user:users:write",
        .linked = true,
        .admin = false};
  }
  if (step == Check::user && refused.reason == "unknown-user") {
    UserRecord made{subject(call), now_text(), {}, {}};
    if (writes(*call.route.operation)) store_.save_user(made);
    call.before = std::move(made);
  }
}

Response Service::refuse(Call& call, const Refusal& refused) {
  call.refused = refused.reason;
  call.refused_status = problem_kind(refused.code).status;
  const std::string operation{call.route.operation ? name_of(*call.route.operation) : ""};
  if (call.route.operation && writes(*call.route.operation)) {
    if (behaviour_.written_though_refused.contains({call.refused_status, *call.route.operation})) {
      if (!call.document) (void)check_document(call);
      if (store_.find_user(subject(call))) (void)write(call);
    }
  }
  return {.status = call.refused_status,
          .media_type = std::string{json_api_type},
          .document = error_document(refused, {call.request_id, origin_, operation}),
          .text = {},
          .fields = refused.fields};
}

UserRecord Service::next_record(const Call& call, const UserRecord& before) const {
  UserRecord next = before;
  switch (*call.route.operation) {
    case Operation::set_user:
      next.attributes = replaced(call.change);
      break;
    case Operation::update_user:
      next.attributes = merged(before.attributes, call.change);
      break;
    default:
      next.custom_attributes = with_custom_attributes(before.custom_attributes, call.change);
  }
  for (const auto& change : behaviour_.writers) change(call, before, next);
  return next;
}

bool Service::write(Call& call) {
  const std::string id = subject(call);
  if (behaviour_.lost_updates) {
    call.before = store_.find_user(id);
    std::this_thread::sleep_for(std::chrono::milliseconds{5});
    call.after = next_record(call, call.before.value());
    store_.save_user(*call.after);
    return true;
  }
  std::optional<UserRecord> seen;
  if (behaviour_.conflict_status != 0) {
    seen = store_.find_user(id);
    std::this_thread::sleep_for(std::chrono::milliseconds{1});
  }
  bool overtaken = false;
  std::optional<Store::Updated> updated = store_.update_user(id, [&](const UserRecord& before) {
    overtaken = seen && *seen != before;
    return overtaken ? before : next_record(call, before);
  });
  // Accounts are never deleted, and that this one is there was checked.
  call.before = std::move(updated.value().before);
  call.after = std::move(updated.value().after);
  return !overtaken;
}

Response Service::success(const Call& call) const {
  Response response;
  switch (*call.route.operation) {
    case Operation::set_user_attributes:
      response.status = 204;
      break;
    case Operation::get_user_attributes:
      response.media_type = "application/json";
      response.document = Value{call.after->custom_attributes};
      break;
    default:
      response.media_type = std::string{json_api_type};
      response.document = user_document(*call.after, call.route.version);
  }
  return response;
}

Reply Service::finish(const Call& call, Response response) const {
  Reply reply;
  reply.response.status = response.status;
  reply.response.fields = std::move(response.fields);
  if (!response.media_type.empty()) set_field(reply.response.fields, "Content-Type", response.media_type);
  set_field(reply.response.fields, "Request-Id", call.request_id);
  if (response.text) {
    reply.response.body = std::move(*response.text);
  } else if (response.document) {
    reply.response.body = to_json(*response.document, behaviour_.style);
  }
  for (const auto& edge : behaviour_.on_response_bytes) edge(call, reply.response, reply.transmission);
  reply.request_id = call.request_id;
  if (call.route.operation) reply.operation = name_of(*call.route.operation);
  if (call.identity) reply.user_id = call.identity->user_id;
  return reply;
}

}  // namespace conform::reference
