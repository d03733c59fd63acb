#include <algorithm>
#include <utility>

#include "base/ascii.hpp"
#include "base/base64.hpp"
#include "base/percent.hpp"
#include "target/target.hpp"
#include "target/token_text.hpp"

namespace conform {
namespace {

/// "user-1" → "USER_1"; a name for every shell.
std::string variable_name(std::string_view actor) {
  std::string name;
  for (const char c : actor) name += is_alphanumeric(c) ? upper(c) : '_';
  if (name.empty() || is_digit(name.front())) name.insert(0, 1, '_');
  return name;
}

/// "${env:USER1_TOKEN}" → "USER1_TOKEN": a command line that is copied finds the token there. Empty: it is written
/// otherwise.
std::string variable_in(std::string_view written) {
  constexpr std::string_view begin = "${env:";
  if (!written.starts_with(begin) || !written.ends_with('}')) return {};
  const std::string_view name = written.substr(begin.size(), written.size() - begin.size() - 1);
  const bool plain = std::ranges::all_of(name, [](char c) { return is_alphanumeric(c) || c == '_'; });
  return plain && !name.empty() && !is_digit(name.front()) ? std::string{name} : std::string{};
}

struct UserInfo {
  std::string user;
  std::string password;
};

/// What stands before the "@" of a proxy's URL.
UserInfo user_info_of(std::string_view url) {
  const std::size_t scheme = url.find("://");
  const std::string_view rest = scheme == std::string_view::npos ? url : url.substr(scheme + 3);
  const std::string_view authority = rest.substr(0, rest.find('/'));
  const std::size_t at = authority.rfind('@');
  if (at == std::string_view::npos) return {};
  const std::string_view credentials = authority.substr(0, at);
  const std::size_t colon = credentials.find(':');
  return {.user = percent_decoded(credentials.substr(0, colon)),
          .password = colon == std::string_view::npos ? std::string{} : percent_decoded(credentials.substr(colon + 1))};
}

void add(std::vector<Secret>& secrets, std::string value, const std::string& variable) {
  const auto same_value = [&](const Secret& secret) { return secret.value == value; };
  if (value.empty() || std::any_of(secrets.begin(), secrets.end(), same_value)) return;
  std::string name = variable;
  const auto same_name = [&](const Secret& secret) { return secret.variable == name; };
  for (int i = 2; std::any_of(secrets.begin(), secrets.end(), same_name); ++i)
    name = variable + "_" + std::to_string(i);
  secrets.push_back({std::move(value), std::move(name)});
}

/// The same secret in an encoding that a reader of the text does not undo.
void add_encoded(std::vector<Secret>& secrets, std::string value, std::string_view plain) {
  const auto same = [&](const Secret& secret) { return secret.value == plain; };
  const auto known = std::find_if(secrets.begin(), secrets.end(), same);
  const auto here = [&](const Secret& secret) { return secret.value == value; };
  if (known == secrets.end() || value.empty() || std::any_of(secrets.begin(), secrets.end(), here)) return;
  std::string variable = known->variable;
  secrets.push_back({std::move(value), std::move(variable)});
}

/// A password that goes out in a form, and after its user's name in base64.
void add_password(std::vector<Secret>& secrets, const std::string& user, const std::string& password,
                  const std::string& variable) {
  add(secrets, password, variable);
  if (password.empty()) return;
  add_encoded(secrets, form_encoded(password), password);
  add_encoded(secrets, base64_of(user + ":" + password), password);
  add_encoded(secrets, base64_of(form_encoded(user) + ":" + form_encoded(password)), password);
}

void add_source(std::vector<Secret>& secrets, const std::string& actor, const TokenSource& source) {
  if (const auto* client = std::get_if<OauthClient>(&source)) {
    add_password(secrets, client->client_id, client->client_secret, secret_name(actor, "CLIENT_SECRET"));
    add(secrets, client->refresh_token, secret_name(actor, "REFRESH_TOKEN"));
    if (!client->refresh_token.empty())
      add_encoded(secrets, form_encoded(client->refresh_token), client->refresh_token);
    add_password(secrets, client->username, client->password, secret_name(actor, "PASSWORD"));
    for (const auto& [name, value] : client->parameters) {
      // An assertion or a second password for all we know; an audience or a resource is a name.
      if (name != "audience" && name != "resource") add(secrets, value, secret_name(actor, "PARAMETER"));
    }
  } else if (const auto* command = std::get_if<TokenCommand>(&source)) {
    for (const std::string& argument : command->filled_in) add(secrets, argument, secret_name(actor, "ARGUMENT"));
    for (const EnvironmentVariable& variable : command->environment) {
      for (const std::string& value : variable.filled_in)
        add(secrets, value, secret_name(actor, variable_name(variable.name)));
    }
  }
}

}  // namespace

std::string secret_name(std::string_view actor, std::string_view what) {
  return variable_name(actor).append("_").append(what);
}

std::vector<Secret> secrets_of(const Target& target) {
  std::vector<Secret> secrets;
  for (const auto& [name, actor] : target.actors) {
    const std::string variable = variable_in(actor.written);
    add(secrets, actor.token, variable.empty() ? secret_name(name, "TOKEN") : variable);
  }
  // Cases send them altered as well, and who sees that may guess the rest.
  for (const auto& [name, actor] : target.actors) {
    if (!can_be_altered(actor.token) || !std::holds_alternative<std::monostate>(actor.source)) continue;
    add(secrets, shortened(actor.token), secret_name(name, "SHORT_TOKEN"));
    add(secrets, in_other_case(actor.token), secret_name(name, "OTHER_CASE_TOKEN"));
  }
  for (const auto& [name, actor] : target.actors) add_source(secrets, name, actor.source);
  for (const TargetHeader& header : target.headers) {
    const std::string variable = "HEADER_" + variable_name(header.name);
    if (lower(header.name) != "user-agent") add(secrets, header.value, variable);
    for (const std::string& part : header.filled_in) add(secrets, part, variable);
  }
  const TargetTransport& transport = target.transport;
  for (const std::string& proxy : {transport.proxy, transport.environment.http, transport.environment.https}) {
    const UserInfo info = user_info_of(proxy);
    add_password(secrets, info.user, info.password, "PROXY_PASSWORD");
  }
  return secrets;
}

std::vector<User> pool_users(const Target& target) {
  std::vector<User> users;
  for (const User& user : target.users) {
    const auto actor = target.actors.find(user.actor);
    users.push_back({.id = user.id,
                     .actor = user.actor,
                     .token = actor == target.actors.end() ? std::string{} : actor->second.token});
  }
  return users;
}

}  // namespace conform
