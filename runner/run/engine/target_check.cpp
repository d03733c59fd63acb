#include "run/engine/target_check.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <memory>
#include <span>
#include <utility>

#include "run/client/plain_request.hpp"
#include "run/engine/target_settings.hpp"
#include "target/base_url.hpp"
#include "target/known_secrets.hpp"

namespace conform {
namespace {

BackupSetting reading_setting(const Suite& suite, const Contract& contract, const Target& target) {
  BackupSetting setting{.suite = suite,
                        .contract = contract,
                        .shape = shape_of(suite.fixtures, target),
                        .pool = pool_users(target),
                        .special_actors = special_actors_of(target)};
  note_operations(target, setting);
  setting.merges = false;
  return setting;
}

/// Counts what passes to a server.
class CountingTransport final : public Transport {
 public:
  CountingTransport(std::unique_ptr<Transport> transport, std::size_t& count)
      : transport_{std::move(transport)}, count_{count} {}
  TimedResponse send(const Request& request, const std::stop_token& stop) override {
    ++count_;
    return transport_->send(request, stop);
  }
  void leave_connection() override { transport_->leave_connection(); }
  std::vector<TimedResponse> send_concurrently(std::span<const Request> requests,
                                               const std::stop_token& stop) override {
    count_ += requests.size();
    return transport_->send_concurrently(requests, stop);
  }

 private:
  std::unique_ptr<Transport> transport_;
  std::size_t& count_;
};

// A server that is not there is one message, not one for each actor. An actor without a token says nothing about it.
std::string unreachable_for(const User& user, const BackupSetting& setting, RetryingClient& client) {
  const Operation* operation = setting.contract.find(setting.gets ? "getUser" : "getUserAttributes");
  if (operation == nullptr) return {};
  const FinishedExchange finished = client.send(plain_request(*operation, user, user.id), "check", user.actor);
  if (response_of(finished.exchange) != nullptr || finished.gave_up.starts_with("unsendable: ")) return {};
  if (!finished.gave_up.empty()) return finished.gave_up;
  return "no response: " + plain(std::get<TransportError>(finished.exchange.response).detail);
}

}  // namespace

bool TargetCheck::holds() const {
  return unreachable.empty() && std::ranges::none_of(actors, [](const ActorCheck& actor) {
           return actor.state == ActorCheck::State::refused;
         });
}

TargetCheck check_target(const Suite& suite, const Target& target, const RunOptions& options,
                         const MakeTransport& make_transport, const std::stop_token& stop) {
  TargetCheck result;
  KnownSecrets secrets{secrets_of(target)};
  const Connect connect = options.connect ? options.connect : [&target](const std::string& base_url) {
    return make_curl_transport(provider_options(target, base_url));
  };
  Credentials credentials{target, connect, secrets, rotated_to(options.tokens, target)};
  CircuitBreaker breaker;
  RateLimiter rate_limiter{target.transport.rate, options.clock ? options.clock : std::make_shared<Clock>()};
  CountingTransport transport{make_transport(), result.requests};
  RetryingClient client{transport,
                        breaker,
                        rate_limiter,
                        retry_policy_of(target),
                        stop,
                        &credentials,
                        headers_of(target, options.suite_version)};
  const BackupSetting setting = reading_setting(suite, *suite.contract(target.api_version), target);
  const std::string unreachable = unreachable_for(setting.pool.front(), setting, client);
  if (!unreachable.empty()) {
    result.unreachable = secrets.redactor()->redact(explain_unreachable(unreachable, target.base_url));
    return result;
  }
  result.actors = check_actors(target, setting, client, *secrets.redactor());
  result.response_time = client.median_time();
  result.interval = rate_limiter.interval();
  return result;
}

std::string describe_route(const Target& target) {
  const std::string proxy = transport_options(target).proxy;
  const TargetTransport& transport = target.transport;
  if (proxy.empty() && transport.proxy == "none") return "none (\"proxy\": \"none\" in the target file)";
  const std::string variable = proxy_variable(target.base_url);
  if (proxy.empty() && variable.empty()) return "none";
  const auto url = parse_base_url(target.base_url);
  const bool local = url && is_loopback(url->host);
  if (proxy.empty())
    return fmt::format("none: {} is set, but {}", variable,
                       local ? "the server is localhost" : "no_proxy lists the host");
  const std::string where = transport.proxy.empty() ? "from " + variable : "\"proxy\" in the target file";
  return Redactor{secrets_of(target)}.redact(fmt::format("{} ({})", proxy, where));
}

}  // namespace conform
