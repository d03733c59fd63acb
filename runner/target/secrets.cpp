#include <algorithm>
#include <utility>

#include "target/target.hpp"

namespace conform {
namespace {

/// "user-1" → "USER_1"; a name for every shell.
std::string variable_name(std::string_view actor) {
  std::string name;
  for (const char c : actor) {
    if (c >= 'a' && c <= 'z') {
      name += static_cast<char>(c - ('a' - 'A'));
    } else {
      name += (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ? c : '_';
    }
  }
  if (name.empty() || (name.front() >= '0' && name.front() <= '9')) name.insert(0, 1, '_');
  return name;
}

int hex_value(char c) noexcept {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

std::string percent_decoded(std::string_view text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const int high = text[i] == '%' && i + 2 < text.size() ? hex_value(text[i + 1]) : -1;
    const int low = high >= 0 ? hex_value(text[i + 2]) : -1;
    if (low >= 0) {
      decoded += static_cast<char>(high * 16 + low);
      i += 2;
    } else {
      decoded += text[i];
    }
  }
  return decoded;
}

/// The password in a proxy's URL, or nothing.
std::string password_in(std::string_view url) {
  const std::size_t scheme = url.find("://");
  const std::string_view rest = scheme == std::string_view::npos ? url : url.substr(scheme + 3);
  const std::string_view authority = rest.substr(0, rest.find('/'));
  const std::size_t at = authority.rfind('@');
  if (at == std::string_view::npos) return {};
  const std::string_view credentials = authority.substr(0, at);
  const std::size_t colon = credentials.find(':');
  return colon == std::string_view::npos ? std::string{} : percent_decoded(credentials.substr(colon + 1));
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

}  // namespace

std::vector<Secret> secrets_of(const Target& target) {
  std::vector<Secret> secrets;
  for (const auto& [name, actor] : target.actors) add(secrets, actor.token, variable_name(name) + "_TOKEN");
  add(secrets, password_in(target.transport.proxy), "PROXY_PASSWORD");
  return secrets;
}

std::vector<PoolUser> pool_users(const Target& target) {
  std::vector<PoolUser> users;
  for (const TargetUser& user : target.users) {
    const auto actor = target.actors.find(user.actor);
    users.push_back({.id = user.id,
                     .actor = user.actor,
                     .token = actor == target.actors.end() ? std::string{} : actor->second.token});
  }
  return users;
}

}  // namespace conform
