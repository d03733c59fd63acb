#include "googletest/wait_for_target.hpp"

#include <algorithm>
#include <memory>
#include <thread>
#include <variant>

#include "base/gate.hpp"
#include "googletest/environment_command.hpp"
#include "http/transport.hpp"
#include "run/client/retrying_client.hpp"
#include "run/engine/engine.hpp"
#include "run/engine/target_settings.hpp"
#include "session/open_target.hpp"
#include "target/redact.hpp"

namespace conform {
namespace {

// Any response will do: what it must be is for the cases. It is sent without a token, so it changes nothing.
Result<void> ask() {
  const auto command = command_from_environment();
  if (!command) return tl::unexpected{command.error()};
  const auto target = named_target(*command);
  if (!target) return tl::unexpected{with_variables(target.error())};
  TransportOptions options = transport_options(*target);
  options.timeout = std::min(options.timeout, std::chrono::milliseconds{2000});
  options.connect_timeout = options.timeout;
  Request request{.method = "GET",
                  .target = "/users/" + target->users.front().id,
                  .headers = {{"Accept", "application/vnd.api+json"}},
                  .body = std::nullopt};
  add_headers(request, headers_of(*target));
  const TimedResponse timed = make_curl_transport(options)->send(request, {});
  const auto* error = std::get_if<TransportError>(&timed.response);
  if (error == nullptr) return {};
  return refused(Diagnostic::about_flag(
      target->name + " does not respond yet: " + shown(error->detail, Redactor{secrets_of(*target)})));
}

}  // namespace

Result<void> wait_for_target(std::chrono::seconds limit) {
  const auto end = std::chrono::steady_clock::now() + limit;
  while (true) {
    auto response = ask();
    if (response || std::chrono::steady_clock::now() >= end) return response;
    std::this_thread::sleep_for(std::chrono::milliseconds{50});
  }
}

}  // namespace conform
