#pragma once

#include <string>
#include <vector>

#include "unit/reference/client.hpp"

namespace conform::reference::testing {

/// One request of the script, with what it is for.
struct Step {
  std::string name;
  Request request;
};

/// A fixed walk through everything that the contract speaks of, for the accounts of a server in memory. The same bytes
/// for every server.
[[nodiscard]] std::vector<Step> script(const Server& server);

/// What came back, without what differs from run to run: Date, Request-Id and ids made of it, the port.
[[nodiscard]] std::string stable_text(const ReceivedResponse& response, int port);

}  // namespace conform::reference::testing
