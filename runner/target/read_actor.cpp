#include "target/read_actor.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/suggest.hpp"
#include "base/text.hpp"
#include "base/uuid.hpp"
#include "json/pointer.hpp"
#include "target/base_url.hpp"
#include "target/token_text.hpp"

namespace conform {
namespace {

using nlohmann::json;
using Need = Members::Need;
using Grant = OauthClient::Grant;
using Authentication = OauthClient::Authentication;

template <class Value>
using Choices = std::vector<std::pair<std::string, Value>>;

/// The value that a word stands for; a problem and nothing when it is not such a word.
template <class Value>
std::optional<Value> chosen(ReadingFile& file, const TextValue& text, const Choices<Value>& choices,
                            std::string_view what) {
  std::vector<std::string> names;
  for (const auto& [name, value] : choices) {
    if (name == text.value) return value;
    names.push_back(name);
  }
  const std::string near = did_you_mean(text.value, names);
  // What is not even like one of the words may be a secret in the wrong place, and is not repeated.
  file.add_diagnostic(text.pointer,
                      fmt::format("{} is not a valid {}", near.empty() ? "this" : '"' + text.written + '"', what),
                      near.empty() ? "one of " + joined(names) : near);
  return std::nullopt;
}

std::string value_of(const std::optional<TextValue>& text) { return text ? text->value : std::string{}; }

/// Reads the member "oauth2" of an actor.
class OauthReader {
 public:
  OauthReader(ReadingFile& file, const json& value, std::string pointer, bool plain_http)
      : file_{file}, members_{file, value, pointer, "oauth2"}, pointer_{std::move(pointer)}, plain_http_{plain_http} {}

  OauthClient read() {
    const auto grant = members_.text("grant", Need::required);
    client_.plain_http = plain_http_;
    read_endpoint();
    read_client();
    client_.refresh_token = value_of(members_.text("refreshToken"));
    client_.username = value_of(members_.text("username"));
    client_.password = value_of(members_.text("password"));
    client_.scope = value_of(members_.text("scope"));
    read_parameters();
    if (grant) read_grant(*grant);
    return std::move(client_);
  }

 private:
  void read_endpoint() {
    const auto issuer = members_.text("issuer");
    const auto token_url = members_.text("tokenUrl");
    client_.issuer = url_of(issuer);
    client_.token_url = url_of(token_url);
    if (issuer && token_url) {
      file_.add_diagnostic(token_url->pointer, "\"issuer\" names the token endpoint already", "leave one of them out");
    } else if (!members_.has("issuer") && !members_.has("tokenUrl")) {
      file_.add_diagnostic(pointer_, "oauth2 needs a member \"tokenUrl\" or \"issuer\"",
                           "the token endpoint, or the issuer whose /.well-known/openid-configuration names it");
    }
  }

  std::string url_of(const std::optional<TextValue>& text) {
    if (!text) return {};
    const auto url = parse_base_url(text->value);
    if (!url) {
      file_.add_diagnostic(text->pointer, "the URL " + url.error(),
                           "for example https://login.staging.example/oauth2/token");
    } else if (std::string trouble = trouble_with_secrets_to(*url, plain_http_); !trouble.empty()) {
      file_.add_diagnostic(text->pointer, std::move(trouble), "use https");
    }
    return text->value;  // as written: an issuer is compared character by character
  }

  void read_client() {
    client_.client_id = value_of(members_.text("clientId", Need::required));
    client_.client_secret = value_of(members_.text("clientSecret"));
    const auto authentication = members_.text("clientAuthentication");
    if (authentication) {
      const Choices<Authentication> choices{{"client_secret_basic", Authentication::basic},
                                            {"client_secret_post", Authentication::post},
                                            {"none", Authentication::none}};
      const auto value = chosen(file_, *authentication, choices, "way to authenticate a client");
      client_.authentication = value.value_or(Authentication::basic);
    }
    const bool secret = members_.has("clientSecret");
    if (client_.authentication == Authentication::none && secret) {
      file_.add_diagnostic(pointer_ + "/clientSecret", "a client that does not authenticate has no secret",
                           "leave out \"clientSecret\" or \"clientAuthentication\"");
    } else if (client_.authentication != Authentication::none && !secret) {
      file_.add_diagnostic(pointer_, "oauth2 needs a member \"clientSecret\"",
                           "\"clientSecret\": \"${env:NAME}\"; for a public client \"clientAuthentication\": \"none\"");
    }
  }

  void read_parameters() {
    const json* parameters = members_.object("parameters");
    if (!parameters) return;
    constexpr std::array<std::string_view, 8> own{"grant_type", "client_id", "client_secret", "refresh_token",
                                                  "username",   "password",  "scope",         "code"};
    Members members{file_, *parameters, pointer_ + "/parameters", "the parameters"};
    for (const auto& [name, value] : parameters->items()) {
      const auto text = members.text(name);
      if (std::find(own.begin(), own.end(), name) != own.end()) {
        file_.add_diagnostic(members.pointer_to(name), fmt::format("\"{}\" has a member of its own in oauth2", name));
      } else if (text) {
        client_.parameters.emplace_back(name, text->value);
      }
    }
  }

  void read_grant(const TextValue& text) {
    const Choices<Grant> choices{{"client_credentials", Grant::client_credentials},
                                 {"refresh_token", Grant::refresh_token},
                                 {"password", Grant::password}};
    const auto grant = chosen(file_, text, choices, "grant");
    if (!grant) return;
    client_.grant = *grant;
    const auto belongs = [&](std::string_view member, bool wanted) {
      const bool there = members_.has(member);
      if (wanted && !there) {
        file_.add_diagnostic(pointer_, fmt::format("the grant {} needs a member \"{}\"", text.written, member));
      } else if (!wanted && there) {
        file_.add_diagnostic(members_.pointer_to(member),
                             fmt::format("the grant {} has no \"{}\"", text.written, member));
      }
    };
    belongs("refreshToken", *grant == Grant::refresh_token);
    belongs("username", *grant == Grant::password);
    belongs("password", *grant == Grant::password);
    if (*grant == Grant::client_credentials && client_.authentication == Authentication::none) {
      file_.add_diagnostic(pointer_, "the grant client_credentials is for clients that authenticate",
                           "RFC 6749 section 4.4");
    }
  }

  ReadingFile& file_;
  Members members_;
  std::string pointer_;
  bool plain_http_;
  OauthClient client_;
};

/// Reads what a command finds in its environment, besides what this program has in its own.
void read_environment(ReadingFile& file, Members& members, const std::string& pointer, TokenCommand& command) {
  const json* variables = members.object("environment");
  if (!variables) return;
  Members each{file, *variables, pointer + "/environment", "the environment"};
  for (const auto& [name, value] : variables->items()) {
    const auto text = each.text(name);
    if (name.empty() || name.find_first_of(std::string_view{"=\0", 2}) != std::string::npos) {
      file.add_diagnostic(each.pointer_to(name), "a variable's name has no \"=\" and no NUL in it, and is not empty");
    } else if (text && text->value.find('\0') != std::string::npos) {
      file.add_diagnostic(text->pointer, "a variable has no NUL in it");
    } else if (text) {
      command.environment.push_back({.name = name, .value = text->value, .filled_in = text->filled_in});
    }
  }
}

std::optional<TokenCommand> read_command(ReadingFile& file, Members& members, const std::string& pointer,
                                         std::vector<std::string>& warnings) {
  const std::vector<TextValue> arguments = members.arguments("command");
  const auto time_limit = members.integer("commandTimeoutMs", 1, 600'000);
  if (!members.has("command")) {
    if (time_limit) file.add_diagnostic(pointer + "/commandTimeoutMs", "a time limit without a command");
    if (members.has("environment")) file.add_diagnostic(pointer + "/environment", "an environment without a command");
    members.skip("environment");
    return std::nullopt;
  }
  TokenCommand command{.arguments = {}, .filled_in = {}, .environment = {}, .folder = file.folder.string()};
  for (const TextValue& argument : arguments) {
    if (argument.value.find('\0') != std::string::npos)
      file.add_diagnostic(argument.pointer, "an argument has no NUL in it");
    command.arguments.push_back(argument.value);
    if (argument.filled_in.empty()) continue;
    command.filled_in.insert(command.filled_in.end(), argument.filled_in.begin(), argument.filled_in.end());
    warnings.push_back(fmt::format(
        "{}: {}: every user of this machine can read the arguments of a command while it runs. Write \"{}\" in "
        "\"environment\", as a variable of the command.",
        file.name, argument.pointer, argument.written));
  }
  read_environment(file, members, pointer, command);
  if (command.arguments.empty() || command.arguments.front().empty()) {
    file.add_diagnostic(pointer + "/command", "the command is empty", "the program first, then its arguments");
  }
  if (time_limit) command.time_limit = std::chrono::milliseconds{*time_limit};
  return command;
}

}  // namespace

std::optional<TextValue> read_uuid(Members& members, std::string_view name, Need need) {
  auto id = members.text(name, need);
  if (!id || is_uuid(id->value)) return id;
  members.add_diagnostic(id->pointer, fmt::format("\"{}\" is not a UUID", id->written),
                         "for example 6c1c2f0e-0d6c-4a53-9a43-0f7c3f1f2b11");
  return std::nullopt;
}

std::optional<Actor> read_actor(ReadingFile& file, const json& value, const std::string& name, bool plain_http,
                                std::vector<std::string>& warnings) {
  const std::string pointer = "/actors/" + escape_token(name);
  Members members{file, value, pointer, "an actor"};
  const auto token = members.text("token");
  const json* oauth2 = members.object("oauth2");
  std::optional<TokenCommand> command = read_command(file, members, pointer, warnings);
  const auto user_id = read_uuid(members, "userId", Need::optional);
  if (!value.is_object()) return std::nullopt;
  Actor actor{.token = {}, .user_id = user_id ? std::optional{user_id->value} : std::nullopt};
  if (oauth2) actor.source = OauthReader{file, *oauth2, pointer + "/oauth2", plain_http}.read();
  if (command) actor.source = std::move(*command);

  const int ways = (members.has("token") ? 1 : 0) + (members.has("oauth2") ? 1 : 0) + (members.has("command") ? 1 : 0);
  if (ways != 1) {
    const std::string_view what = ways == 0 ? "an actor needs a member \"token\", \"oauth2\" or \"command\""
                                            : "an actor has one of \"token\", \"oauth2\" and \"command\"";
    file.add_diagnostic(pointer, std::string{what}, "\"token\": \"${env:NAME}\"");
    return std::nullopt;
  }
  if (!members.has("token")) {
    if (name == "expired") {
      file.add_diagnostic(pointer, "the token of \"expired\" must be an expired token: a renewed token never is",
                          "\"token\": \"${env:NAME}\"");
    }
    actor.token = make_stand_in();
    return actor;
  }
  if (!token) return std::nullopt;
  if (std::string trouble = token_trouble(token->value); !trouble.empty()) {
    file.add_diagnostic(token->pointer, std::move(trouble));
    return std::nullopt;
  }
  actor.token = token->value;
  // A text that is nothing but an expansion names its source and has no part of the token.
  const std::string& written = token->written;
  if (written.starts_with("${") && written.find('}') + 1 == written.size()) actor.written = written;
  return actor;
}

}  // namespace conform
