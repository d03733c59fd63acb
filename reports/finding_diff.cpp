#include "reports/finding_diff.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "json/parse.hpp"
#include "json/pointer.hpp"

namespace conform {
namespace {

using nlohmann::json;

constexpr JsonLimits limits{.max_bytes = 256U << 10U, .max_depth = 64};

/// Findings of these rules expect a value, not a property of one: "5" is the number, not a length.
bool is_about_values(const Finding& finding) { return finding.rule.starts_with("effect."); }

bool expects_nothing(std::string_view expected) {
  return expected == "absent" || expected == "cleared" || expected == "cleared, as before";
}

/// Removes what a pointer names, if it is there; false when it is not a pointer to a member.
bool erase(json& document, std::span<const std::string> tokens) {
  json* at = &document;
  for (const std::string& token : tokens.first(tokens.size() - 1)) {
    if (!at->is_object() || !at->contains(token)) return false;
    at = &(*at)[token];
  }
  return at->is_object() && at->erase(tokens.back()) > 0;
}

/// Puts a value where a pointer says, with the objects above it that are missing; false when something else is there.
bool put(json& document, std::span<const std::string> tokens, json value) {
  json* at = &document;
  for (const std::string& token : tokens) {
    if (at->is_null()) *at = json::object();
    if (!at->is_object()) return false;
    at = &(*at)[token];
  }
  *at = std::move(value);
  return true;
}

/// Turns the response into the one that a finding asks for; false when that cannot be said.
bool mend(json& response, const Finding& finding) {
  const auto tokens = split_pointer(finding.where);
  if (!tokens || tokens->empty()) return false;
  if (expects_nothing(finding.expected)) return erase(response, *tokens);
  auto value = parse_json(finding.expected, limits);
  return value && put(response, *tokens, *std::move(value));
}

std::optional<std::vector<DiffLine>> in_the_response(const Verdict& verdict, const Finding& finding,
                                                     std::size_t max_lines) {
  if (!is_about_values(finding) || finding.exchange >= verdict.exchanges.size()) return std::nullopt;
  const Response* const response = response_of(verdict.exchanges[finding.exchange]);
  if (response == nullptr) return std::nullopt;
  const auto response_or_error = parse_json(response->body, limits);
  if (!response_or_error || !response_or_error->is_object()) return std::nullopt;
  json expected = *response_or_error;
  if (!mend(expected, finding)) return std::nullopt;
  for (const Finding& other : verdict.findings) {
    if (other.exchange == finding.exchange && is_about_values(other) && other.where != finding.where) {
      json tried = expected;
      if (mend(tried, other)) expected = std::move(tried);
    }
  }
  if (expected == *response_or_error) return std::nullopt;
  return difference(expected.dump(), response->body, max_lines);
}

}  // namespace

std::vector<DiffLine> finding_difference(const Verdict& verdict, const Finding& finding, std::size_t max_lines) {
  if (auto lines = in_the_response(verdict, finding, max_lines)) return *std::move(lines);
  return difference(finding.expected, finding.actual, max_lines);
}

}  // namespace conform
