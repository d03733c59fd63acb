#include "waivers/fingerprint.hpp"

#include <algorithm>
#include <string_view>
#include <variant>

#include "base/ascii.hpp"
#include "base/utf8.hpp"
#include "json/pointer.hpp"

namespace conform {
namespace {

bool is_index(std::string_view token) { return !token.empty() && std::ranges::all_of(token, is_digit); }

// Which element of an array it was may differ from run to run; what is not UTF-8 cannot be written down.
std::string stable(const std::string& where) {
  const auto tokens = split_pointer(where);
  if (where.empty() || !tokens) return is_utf8(where) ? where : "*";
  std::string result;
  for (const std::string& token : *tokens)
    result += "/" + (is_index(token) || !is_utf8(token) ? "*" : escape_token(token));
  return result;
}

}  // namespace

std::string status_of(const Verdict& verdict, const Finding& finding) {
  if (finding.exchange >= verdict.exchanges.size()) return {};
  const Exchange& exchange = verdict.exchanges[finding.exchange];
  if (const Response* response = response_of(exchange)) return std::to_string(response->status);
  return std::string{to_string(std::get<TransportError>(exchange.response).kind)};
}

Fingerprint fingerprint_of(const Verdict& verdict, const Finding& finding) {
  return {.requirement = finding.requirement,
          .rule = finding.rule,
          .where = stable(finding.where),
          .status = status_of(verdict, finding)};
}

}  // namespace conform
