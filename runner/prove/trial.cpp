#include "prove/trial.hpp"

#include <memory>

#include "prove/direct_transport.hpp"
#include "prove/own_clock.hpp"
#include "prove/proof_tables.hpp"
#include "prove/server_target.hpp"

namespace conform {
namespace {

// A fault that stalls is found after this long; the reference server on loopback is a thousand times faster.
constexpr std::chrono::milliseconds response_in_time{3000};

reference::Options server_options(const ServerUnderProof& server) {
  reference::Options options;
  options.api_version = server.api_version;
  if (server.kind == ServerKind::variant) options.variants = {server.what.name};
  if (server.kind == ServerKind::fault) options.faults = {server.what.name};
  return options;
}

}  // namespace

Trial::Trial(const ServerUnderProof& server, const Suite& suite, const std::string& suite_version)
    : under_proof_{server},
      suite_{suite},
      server_{server_options(server)},
      target_{target_of(server_, server.api_version)},
      transport_{} {
  // What a server lacks must not excuse a fault; a variant may lack the reading operations.
  target_.readback = server.kind == ServerKind::variant ? Readback::automatic : Readback::get;
  target_.conditional = is_conditional(server.what.name);
  target_.transport.timeout = response_in_time;
  transport_ = transport_options(target_);
  run_options_.suite_version = suite_version;
  if (!server.what.on_the_wire && !lags(server.what.name)) run_options_.clock = std::make_shared<OwnClock>();
}

RunResult Trial::run(const Plan& plan, const std::stop_token& stop) {
  const auto connect = [this] {
    return under_proof_.what.on_the_wire ? make_curl_transport(transport_) : make_direct_transport(server_, transport_);
  };
  return run_plan(suite_, plan, target_, run_options_, connect, stop, {});
}

}  // namespace conform
