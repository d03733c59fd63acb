#include "run/dry_run.hpp"

#include <nlohmann/json.hpp>
#include <optional>

#include "http/curl_line.hpp"
#include "run/compose.hpp"
#include "run/parties.hpp"
#include "target/redact.hpp"

namespace conform {
namespace {

std::string request_line(const Send& send, const Environment& environment, const Contract& contract,
                         const Restraints& restraints, const Target& target, const Redactor& redactor) {
  auto composed = compose(send, environment, contract, restraints);
  if (!composed) return "  # " + redactor.redact(composed.error().reason) + "\n";
  add_headers(composed->request, headers_of(target));
  return "  " + redactor.redact(to_curl(composed->request, transport_options(target), redactor.secrets())) + "\n";
}

}  // namespace

std::string dry_run(const Suite& suite, const Plan& plan, const Target& target, const RunOptions& options) {
  const Redactor redactor{secrets_of(target)};
  const Contract& contract = *suite.contract(target.api_version);
  const Restraints restraints = restraints_of(target, options.suite_version);
  const std::vector<PoolUser> users = pool_users(target);
  const auto own_values = own_values_of(target);
  std::string text;
  for (const Case* one : plan.cases) {
    Environment environment{.fixtures = suite.fixtures,
                            .user = party_of(users.front()),
                            .other = users.size() > 1 ? std::optional{party_of(users[1])} : std::nullopt,
                            .specials = specials_of(target),
                            .unknown_id = derived_uuid(options.seed, one->id),
                            .nonce = derived_nonce(options.seed, one->id),
                            .before = nullptr,
                            .own_values = &own_values};
    const nlohmann::json full = state_of("full", environment);
    environment.before = &full;
    text += one->id + "\n  # " + one->about + "\n";
    if (one->given.attributes || one->given.user_attributes || one->given.other_attributes ||
        one->given.other_user_attributes) {
      text += "  # setup: the records are brought into the state that the case needs\n";
    }
    for (const Step& step : one->steps) {
      for (const Send& send : step.sends)
        text += request_line(send, environment, contract, restraints, target, redactor);
      text += "  # expected: ";
      for (std::size_t i = 0; i < step.expect.readings.size(); ++i)
        text += (i > 0 ? "; or " : "") + to_string(step.expect.readings[i].status);
      text += step.times > 1 ? "; " + std::to_string(step.times) + " times\n" : "\n";
    }
    text += "\n";
  }
  text += std::to_string(plan.cases.size()) + (plan.cases.size() == 1 ? " case" : " cases") + ", nothing was sent\n";
  return text;
}

}  // namespace conform
