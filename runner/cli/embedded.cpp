#include "cli/embedded.hpp"

#include <exception>

namespace conform {

Result<Embedded> start_embedded(const std::string& api_version) {
  reference::Options options;
  if (!api_version.empty()) options.api_version = api_version;
  Embedded result;
  try {
    result.server = std::make_unique<reference::Server>(options);
  } catch (const std::runtime_error& error) {
    return tl::unexpected{Problems{{.file = {},
                                    .line = 0,
                                    .pointer = {},
                                    .message = std::string{"the reference server does not start: "} + error.what(),
                                    .hint = "name a server with --target"}}};
  }
  Target& target = result.target;
  target.name = "embedded reference server";
  target.base_url = result.server->base_url();
  target.api_version = options.api_version;
  target.allow_writes = true;
  target.readback = Readback::get;
  for (const reference::Account& account : result.server->accounts()) {
    target.actors.emplace(account.actor, Actor{.token = account.token, .user_id = account.user_id});
    if (account.pool) target.users.push_back({.id = account.user_id, .actor = account.actor});
  }
  return result;
}

}  // namespace conform
