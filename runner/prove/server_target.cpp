#include "prove/server_target.hpp"

namespace conform {

Target target_of(const reference::Server& server, const std::string& api_version) {
  Target target;
  target.name = "embedded reference server";
  target.base_url = server.base_url();
  target.api_version = api_version;
  target.allow_writes = true;
  target.readback = Readback::get;
  for (const reference::Account& account : server.accounts()) {
    target.actors.emplace(account.actor, Actor{.token = account.token, .user_id = account.user_id});
    if (account.pool) target.users.push_back({.id = account.user_id, .actor = account.actor});
  }
  return target;
}

}  // namespace conform
