#include "reference/operations.hpp"

#include <algorithm>
#include <cstddef>
#include <vector>

namespace conform::reference {

std::string_view name_of(Operation operation) noexcept {
  switch (operation) {
    case Operation::set_user:
      return "setUser";
    case Operation::update_user:
      return "updateUser";
    case Operation::get_user:
      return "getUser";
    case Operation::set_user_attributes:
      return "setUserAttributes";
    case Operation::get_user_attributes:
      return "getUserAttributes";
  }
  return "";
}

bool on_users(Operation operation) noexcept {
  return operation == Operation::set_user || operation == Operation::update_user || operation == Operation::get_user;
}

bool writes(Operation operation) noexcept {
  return operation != Operation::get_user && operation != Operation::get_user_attributes;
}

std::string_view scope_of(Operation operation) noexcept {
  return writes(operation) ? "user:users:write" : "user:users:read";
}

std::string percent_decode(std::string_view text) {
  const auto digit = [](char c) -> int {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
  };
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size() && digit(text[i + 1]) >= 0 && digit(text[i + 2]) >= 0) {
      out += static_cast<char>(digit(text[i + 1]) * 16 + digit(text[i + 2]));
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

namespace {

std::vector<std::string_view> segments_of(std::string_view path) {
  std::vector<std::string_view> segments;
  if (path.empty() || path.front() != '/') return segments;
  path.remove_prefix(1);
  for (;;) {
    const std::size_t slash = path.find('/');
    segments.push_back(path.substr(0, slash));
    if (slash == std::string_view::npos) return segments;
    path.remove_prefix(slash + 1);
  }
}

}  // namespace

Route route(std::string_view method, std::string_view target) {
  Route found;
  const std::string_view path = target.substr(0, target.find('?'));
  const std::vector<std::string_view> segments = segments_of(path);
  if (segments.size() < 3 || segments[0] != "user") return found;
  if (std::find(all_versions.begin(), all_versions.end(), segments[1]) == all_versions.end()) return found;
  if (method == "HEAD") method = "GET";

  if (segments.size() == 4 && segments[2] == "users" && !segments[3].empty()) {
    found.allow = "GET, HEAD, PATCH, PUT";
    found.user_id = percent_decode(segments[3]);
    if (method == "PUT") found.operation = Operation::set_user;
    if (method == "PATCH") found.operation = Operation::update_user;
    if (method == "GET") found.operation = Operation::get_user;
  } else if (segments.size() == 3 && segments[2] == "attributes") {
    found.allow = "GET, HEAD, PUT";
    if (method == "PUT") found.operation = Operation::set_user_attributes;
    if (method == "GET") found.operation = Operation::get_user_attributes;
  } else {
    return found;
  }
  found.version = segments[1];
  return found;
}

}  // namespace conform::reference
