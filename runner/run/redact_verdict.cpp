#include "run/redact_verdict.hpp"

#include <utility>

#include "http/transport.hpp"

namespace conform {
void redact(Verdict& verdict, const Redactor& redactor, const std::string& base_url) {
  verdict.outcome.reason = redactor.redact(verdict.outcome.reason);
  for (Finding& finding : verdict.findings) {
    finding.where = redactor.redact(finding.where);
    finding.expected = redactor.redact(finding.expected);
    finding.actual = redactor.redact(finding.actual);
    finding.message = redactor.redact(finding.message);
  }
  for (Exchange& exchange : verdict.exchanges) {
    // First the command line, which knows where the secrets stand; then they are gone.
    std::string curl = redactor.redact(to_curl(exchange.request, base_url, redactor.secrets()));
    exchange = redactor.redact(std::move(exchange));
    exchange.curl = std::move(curl);
  }
}

}  // namespace conform
