#include "reports/reason.hpp"

#include <set>

#include "base/ascii.hpp"

namespace conform {
namespace {

bool is_of_name(char c) { return is_letter(c) || is_digit(c) || c == '-' || c == '_'; }

/// Special actors are few, and which one it is matters.
bool is_special(std::string_view actor) {
  return actor == "reader" || actor == "unlinked" || actor == "expired" || actor == "admin";
}

/// "user-" and a number.
bool is_usual_name(std::string_view word) {
  constexpr std::string_view usual = "user-";
  if (!word.starts_with(usual) || word.size() == usual.size()) return false;
  return word.find_first_not_of("0123456789", usual.size()) == std::string_view::npos;
}

}  // namespace

std::string reason_without_users(const Verdict& verdict) {
  std::set<std::string_view> users;
  for (const Exchange& exchange : verdict.exchanges) {
    if (!exchange.actor.empty() && !is_special(exchange.actor)) users.insert(exchange.actor);
  }
  const std::string_view reason = verdict.outcome.reason;
  std::string text;
  for (std::size_t at = 0; at < reason.size();) {
    std::size_t end = at;
    while (end < reason.size() && is_of_name(reason[end])) ++end;
    const std::string_view word = reason.substr(at, end - at);
    text += users.contains(word) || is_usual_name(word) ? std::string_view{"a user"} : word;
    if (end < reason.size()) text += reason[end++];
    at = end;
  }
  return text;
}

std::string without_numbers(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (!is_digit(c)) result += c;
  }
  return result;
}

}  // namespace conform
