#include "run/case/redact_verdict.hpp"

#include <algorithm>
#include <utility>

#include "http/curl_line.hpp"

namespace conform {
namespace {

/// The cookies that the server set. What is short ("deleted", "1") is not a session, and would be found everywhere.
std::vector<Secret> cookies_of(const std::vector<Exchange>& exchanges) {
  constexpr std::size_t least = 8;
  std::vector<Secret> cookies;
  for (const Exchange& exchange : exchanges) {
    const Response* response = response_of(exchange);
    if (response == nullptr) continue;
    for (const Header& header : response->headers) {
      if (!find_header({header}, "Set-Cookie")) continue;
      const std::string_view pair = std::string_view{header.value}.substr(0, header.value.find(';'));
      const std::size_t begin = pair.find('=') + 1;  // npos: a value without a name
      std::string value{pair.substr(begin)};
      if (value.size() >= least) cookies.push_back({.value = std::move(value), .variable = "COOKIE"});
    }
  }
  return cookies;
}

void redact_texts(Verdict& verdict, const Redactor& redactor) {
  verdict.outcome.reason = redactor.redact(verdict.outcome.reason);
  for (std::vector<Finding>* findings : {&verdict.findings, &verdict.unconfirmed}) {
    for (Finding& finding : *findings) {
      finding.where = redactor.redact(finding.where);
      finding.expected = redactor.redact(finding.expected);
      finding.actual = redactor.redact(finding.actual);
      finding.message = redactor.redact(finding.message);
      finding.hint = redactor.redact(finding.hint);
    }
  }
  for (Exchange& exchange : verdict.exchanges) exchange = redactor.redact(std::move(exchange));
}

}  // namespace

std::optional<Redactor> with_cookies(const Redactor& known, const std::vector<Exchange>& exchanges) {
  const std::vector<Secret> cookies = cookies_of(exchanges);
  if (cookies.empty()) return std::nullopt;
  std::vector<Secret> all = known.secrets();
  all.insert(all.end(), cookies.begin(), cookies.end());
  return Redactor{std::move(all)};
}

void redact(Verdict& verdict, const Redactor& known, const TransportOptions& route) {
  // First the command lines, which know where the secrets stand; then they are gone.
  for (Exchange& exchange : verdict.exchanges) exchange.curl = to_curl(exchange.request, route, known.secrets());
  const std::optional<Redactor> more = with_cookies(known, verdict.exchanges);
  redact_texts(verdict, more ? *more : known);
}

}  // namespace conform
