#include "run/engine/dry_run.hpp"

#include <nlohmann/json.hpp>
#include <optional>

#include "http/curl_line.hpp"
#include "run/case/prepare_request.hpp"
#include "run/engine/target_settings.hpp"
#include "target/redact.hpp"

namespace conform {
namespace {

std::string request_line(const Send& send, const Environment& environment, const Contract& contract,
                         const WriteConstraints& constraints, const Target& target, const std::string& suite_version,
                         const Redactor& redactor) {
  const auto prepared = prepare_request(send, environment, contract, constraints);
  if (!prepared) return "  # " + redactor.redact(prepared.error().reason) + "\n";
  Request request = prepared->request();
  add_headers(request, headers_of(target, suite_version));
  return "  " + redactor.redact(to_curl(request, transport_options(target), redactor.secrets())) + "\n";
}

}  // namespace

std::string dry_run(const Suite& suite, const Plan& plan, const Target& target, const RunOptions& options) {
  const Redactor redactor{secrets_of(target)};
  const Contract& contract = *suite.contract(target.api_version);
  const WriteConstraints constraints = constraints_of(target);
  const std::vector<User> users = pool_users(target);
  const auto own_values = own_values_of(target);
  std::string text;
  for (const Case* test_case : plan.cases) {
    Environment environment{.fixtures = suite.fixtures,
                            .user = users.front(),
                            .user2 = users.size() > 1 ? std::optional{users[1]} : std::nullopt,
                            .special_actors = special_actors_of(target),
                            .unknown_id = derived_uuid(options.seed, test_case->id),
                            .nonce = derived_nonce(options.seed, test_case->id),
                            .own_values = &own_values};
    const nlohmann::json full = state_of("full", environment);
    KnownRecords known;
    for (const User* user : environment.users()) known.keep_record(user->id, full);
    environment.known = &known;
    text += test_case->id + "\n  # " + test_case->about + "\n";
    if (test_case->setup.attributes || test_case->setup.custom_attributes || test_case->setup.user2_attributes ||
        test_case->setup.user2_custom_attributes) {
      text += "  # setup: the records are brought into the state that the case needs\n";
    }
    for (const Step& step : test_case->steps) {
      for (const Send& send : step.sends)
        text += request_line(send, environment, contract, constraints, target, options.suite_version, redactor);
      text += "  # expected: ";
      for (std::size_t i = 0; i < step.expect.alternatives.size(); ++i)
        text += (i > 0 ? "; or " : "") + to_string(step.expect.alternatives[i].status);
      text += step.times > 1 ? "; " + std::to_string(step.times) + " times\n" : "\n";
    }
    text += "\n";
  }
  text += std::to_string(plan.cases.size()) + (plan.cases.size() == 1 ? " case" : " cases") + ", nothing was sent\n";
  return text;
}

}  // namespace conform
