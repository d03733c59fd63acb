#pragma once

#include <memory>

#include "http/transport.hpp"
#include "reference/server.hpp"

namespace conform {

/// A transport to a reference server of this process, without sockets: requests and responses are the same bytes, read
/// by the same reader, yet nothing waits for the kernel and the server's pauses take no time. Requests that are sent
/// together are executed in threads of their own. The server must outlive it.
[[nodiscard]] std::unique_ptr<Transport> make_direct_transport(reference::Server& server,
                                                               const TransportOptions& options);

}  // namespace conform
