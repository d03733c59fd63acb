#include "reference/tokens.hpp"

#include <algorithm>
#include <chrono>
#include <map>
#include <utility>

#include "reference/crypto.hpp"
#include "reference/operations.hpp"

namespace conform::reference {

namespace {

constexpr std::int64_t refresh_life_seconds = std::int64_t{30} * 24 * 3600;
constexpr std::int64_t keep_expired_seconds = std::int64_t{7} * 24 * 3600;

std::int64_t seconds_now() {
  return std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch()).count();
}

// b64token (RFC 6750 section 2.1).
bool is_token_text(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view{"-._~+/="}.find(c) != std::string_view::npos;
  });
}

std::vector<std::string> words(std::string_view text) {
  std::vector<std::string> found;
  std::string word;
  for (const char c : text) {
    if (c != ' ') {
      word += c;
    } else if (!word.empty()) {
      found.push_back(std::exchange(word, {}));
    }
  }
  if (!word.empty()) found.push_back(word);
  return found;
}

using Form = std::map<std::string, std::string, std::less<>>;

std::string form_decode(std::string_view text) {
  std::string spaced{text};
  std::replace(spaced.begin(), spaced.end(), '+', ' ');
  return percent_decode(spaced);
}

// Nothing when a parameter is there twice (RFC 6749 section 3.2).
std::optional<Form> parse_form(std::string_view body) {
  Form form;
  while (!body.empty()) {
    const std::size_t end = body.find('&');
    const std::string_view pair = body.substr(0, end);
    const std::size_t equals = pair.find('=');
    std::string name = form_decode(pair.substr(0, equals));
    std::string value = equals == std::string_view::npos ? "" : form_decode(pair.substr(equals + 1));
    if (!value.empty() && !form.emplace(std::move(name), std::move(value)).second) return std::nullopt;
    body = end == std::string_view::npos ? std::string_view{} : body.substr(end + 1);
  }
  return form;
}

HttpResponse json_response(int status, Object document) {
  return {.status = status,
          .fields = {{"Content-Type", "application/json"}, {"Cache-Control", "no-store"}, {"Pragma", "no-cache"}},
          .body = to_json(Value{std::move(document)})};
}

HttpResponse oauth_error(const char* error, const char* description) {
  return json_response(400, {{"error", error}, {"error_description", description}});
}

HttpResponse invalid_client() {
  HttpResponse response =
      json_response(401, {{"error", "invalid_client"}, {"error_description", "Client authentication failed."}});
  response.fields.push_back({"WWW-Authenticate", "Basic realm=\"oauth2\""});
  return response;
}

struct ClientClaim {
  std::string id;
  std::string secret;
};

// The client as it names itself; nothing when it does so not at all, wrongly or twice.
std::optional<ClientClaim> claimed_client(const HttpRequest& request, const Form& form) {
  const std::optional<std::string> header = field_value(request.fields, "Authorization");
  const auto id = form.find("client_id");
  const auto secret = form.find("client_secret");
  if (header) {
    if (secret != form.end() || header->size() < 6 || lower(std::string_view{*header}.substr(0, 6)) != "basic ") {
      return std::nullopt;
    }
    const std::optional<std::string> decoded = base64_decode(trim(std::string_view{*header}.substr(6)));
    const std::size_t colon = decoded ? decoded->find(':') : std::string::npos;
    if (colon == std::string::npos) return std::nullopt;
    return ClientClaim{form_decode(std::string_view{*decoded}.substr(0, colon)),
                       form_decode(std::string_view{*decoded}.substr(colon + 1))};
  }
  if (id == form.end() || secret == form.end()) return std::nullopt;
  return ClientClaim{id->second, secret->second};
}

// The scopes of the response: what was asked for, when that is no more than `granted`.
std::optional<std::string> narrowed(const Form& form, const std::string& granted) {
  const auto asked = form.find("scope");
  if (asked == form.end()) return granted;
  const std::vector<std::string> allowed = words(granted);
  std::string scopes;
  for (const std::string& scope : words(asked->second)) {
    if (std::find(allowed.begin(), allowed.end(), scope) == allowed.end()) return std::nullopt;
    scopes += (scopes.empty() ? "" : " ") + scope;
  }
  return scopes;
}

HttpResponse issue(Store& store, const Population& population, TokenRecord like, bool with_refresh) {
  store.purge_tokens(seconds_now() - keep_expired_seconds);
  const std::string access = "at_" + random_hex(32);
  like.hash = sha256_hex(access);
  like.kind = "access";
  like.expires_at = seconds_now() + population.token_lifetime;
  like.used = false;
  store.save_token(like);
  Object response{{"access_token", access},
                  {"token_type", "Bearer"},
                  {"expires_in", Number{std::to_string(population.token_lifetime)}},
                  {"scope", like.scopes}};
  if (with_refresh) {
    const std::string refresh = "rt_" + random_hex(32);
    like.hash = sha256_hex(refresh);
    like.kind = "refresh";
    like.expires_at = seconds_now() + refresh_life_seconds;
    store.save_token(like);
    response.push_back({"refresh_token", refresh});
  }
  return json_response(200, std::move(response));
}

HttpResponse client_credentials(Store& store, const Population& population, const Form& form) {
  // The client has no user of its own: it speaks for the administrator.
  const auto admin = std::find_if(population.accounts.begin(), population.accounts.end(),
                                  [](const Account& account) { return account.actor == "admin"; });
  const std::optional<std::string> scopes = narrowed(form, "user:users:read user:users:write");
  if (!scopes) return oauth_error("invalid_scope", "A scope is unknown or more than what may be granted.");
  return issue(
      store, population,
      {.hash = {}, .kind = {}, .family = random_hex(16), .user_id = admin->user_id, .scopes = *scopes, .admin = true},
      false);
}

HttpResponse password_grant(Store& store, const Population& population, const Form& form) {
  const auto name = form.find("username");
  const auto password = form.find("password");
  if (name == form.end() || password == form.end()) {
    return oauth_error("invalid_request", "username and password are needed.");
  }
  const auto account = std::find_if(population.accounts.begin(), population.accounts.end(),
                                    [&](const Account& candidate) { return candidate.actor == name->second; });
  if (account == population.accounts.end() || !equal_in_constant_time(account->password, password->second)) {
    return oauth_error("invalid_grant", "The user name or the password is wrong.");
  }
  const std::optional<TokenRecord> like = store.find_token(sha256_hex(account->token));
  if (!like) return oauth_error("invalid_grant", "The account has no token.");
  const std::optional<std::string> scopes = narrowed(form, like->scopes);
  if (!scopes) return oauth_error("invalid_scope", "A scope is unknown or more than what may be granted.");
  TokenRecord token = *like;
  token.family = random_hex(16);
  token.scopes = *scopes;
  return issue(store, population, token, true);
}

HttpResponse refresh_grant(Store& store, const Population& population, const Form& form) {
  const auto refresh = form.find("refresh_token");
  if (refresh == form.end()) return oauth_error("invalid_request", "refresh_token is needed.");
  const std::string hash = sha256_hex(refresh->second);
  const std::optional<TokenRecord> token = store.find_token(hash);
  if (!token || token->kind != "refresh" || token->expires_at <= seconds_now()) {
    return oauth_error("invalid_grant", "The refresh token is unknown, expired or used.");
  }
  const std::optional<std::string> scopes = narrowed(form, token->scopes);
  if (!scopes) return oauth_error("invalid_scope", "A scope is unknown or more than what may be granted.");
  if (!store.use_token(hash)) {
    // A second use means that another party has the token too (RFC 9700 section 4.14.2).
    store.revoke_family(token->family);
    return oauth_error("invalid_grant", "The refresh token is unknown, expired or used.");
  }
  TokenRecord next = *token;
  next.scopes = *scopes;
  return issue(store, population, next, true);
}

}  // namespace

bool has_scope(const Identity& identity, std::string_view scope) {
  const std::vector<std::string> scopes = words(identity.scopes);
  return std::find(scopes.begin(), scopes.end(), scope) != scopes.end();
}

Authentication authenticate(Store& store, const std::optional<std::string>& authorization) {
  using Result = Authentication::Result;
  if (!authorization || trim(*authorization).empty()) return {Result::no_token, {}};
  const std::string_view text = trim(*authorization);
  const std::size_t space = text.find(' ');
  if (lower(text.substr(0, space)) != "bearer") return {Result::other_scheme, {}};
  const std::string_view token = space == std::string_view::npos ? "" : trim(text.substr(space));
  if (!is_token_text(token)) return {Result::malformed, {}};
  // Looked up by its hash, so that the time taken says nothing about how much of a guess was right.
  const std::optional<TokenRecord> record = store.find_token(sha256_hex(token));
  if (!record || record->kind != "access") return {Result::unknown, {}};
  Authentication found{Result::ok, Identity{record->user_id, record->scopes, record->linked, record->admin}};
  if (record->expires_at <= seconds_now()) {
    found.result = Result::expired;
  } else if (!record->linked) {
    found.result = Result::unlinked;
  }
  return found;
}

HttpResponse token_endpoint(Store& store, const Population& population, const HttpRequest& request) {
  if (request.method != "POST") {
    HttpResponse response =
        json_response(405, {{"error", "invalid_request"}, {"error_description", "POST is needed."}});
    response.fields.push_back({"Allow", "POST"});
    return response;
  }
  const std::string type = lower(field_value(request.fields, "Content-Type").value_or(""));
  if (trim(std::string_view{type}.substr(0, type.find(';'))) != "application/x-www-form-urlencoded") {
    return oauth_error("invalid_request", "The body must be application/x-www-form-urlencoded.");
  }
  const std::optional<Form> form = parse_form(request.body);
  if (!form) return oauth_error("invalid_request", "A parameter occurs twice.");
  const std::optional<ClientClaim> client = claimed_client(request, *form);
  if (!client || client->id != population.client.id ||
      !equal_in_constant_time(sha256_hex(client->secret), population.client.secret_hash)) {
    return invalid_client();
  }
  const auto grant = form->find("grant_type");
  if (grant == form->end()) return oauth_error("invalid_request", "grant_type is needed.");
  if (grant->second == "client_credentials") return client_credentials(store, population, *form);
  if (grant->second == "password") return password_grant(store, population, *form);
  if (grant->second == "refresh_token") return refresh_grant(store, population, *form);
  return oauth_error("unsupported_grant_type", "client_credentials, refresh_token and password are served.");
}

HttpResponse openid_configuration(const std::string& origin) {
  return {.status = 200,
          .fields = {{"Content-Type", "application/json"}},
          .body = to_json(Value{
              Object{{"issuer", origin},
                     {"token_endpoint", origin + "/oauth2/token"},
                     {"grant_types_supported", Array{"client_credentials", "password", "refresh_token"}},
                     {"token_endpoint_auth_methods_supported", Array{"client_secret_basic", "client_secret_post"}},
                     {"scopes_supported", Array{"user:users:read", "user:users:write"}}}})};
}

}  // namespace conform::reference
