#include "unit/run/running_case.hpp"

#include <algorithm>

namespace conform::test {

RunningCase::RunningCase()
    : setting{
          .suite = suite,
          .contract = suite.contracts.back(),
          .shape = {.attributes = {"email", "locale", "firstName", "address"},
                    .address_members = {"country", "street"},
                    .server_managed = {"createdAt"}},
          .constraints = {.server_managed = {"createdAt"}, .protected_attributes = {}},
          .pins = {},
          .special_actors = {},
          .offered = {"getUser", "setUser", "updateUser", "setUserAttributes", "getUserAttributes"},
          .reads_by_get = true,
          .fail_on = Level::must,
          .seed = 1,
          .control_requests = control_requests,
          .coverage = coverage,
          .sent_values = sent_values,
          .consistency = consistency} {}

Verdict RunningCase::run_for(const User& user, std::string_view source) {
  TinyTransport transport{api};
  RetryingClient client{transport, breaker, rate_limiter, {}, stop.get_token()};
  return run_case(a_case(suite, source), setting, user, user2, client);
}

std::vector<std::string> found(const Verdict& verdict) {
  std::vector<std::string> all;
  for (const Finding& finding : verdict.findings)
    all.push_back(finding.rule + " at " + finding.where + " (" + std::string{to_string(finding.level)} + ")");
  return all;
}

std::vector<std::string> rules(const Verdict& verdict) {
  std::vector<std::string> all;
  for (const Finding& finding : verdict.findings) {
    if (std::ranges::find(all, finding.rule) == all.end()) all.push_back(finding.rule);
  }
  return all;
}

std::vector<std::string> purposes(const Verdict& verdict) {
  std::vector<std::string> all;
  for (const Exchange& exchange : verdict.exchanges) all.push_back(exchange.purpose);
  return all;
}

}  // namespace conform::test
