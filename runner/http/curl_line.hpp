#pragma once

#include <span>
#include <string>

#include "http/transport.hpp"

namespace conform {

/// As to_curl of http/transport.hpp, on the same way as a transport takes: its authorities, client certificate, proxy
/// and lowest version of TLS. Credentials of a proxy are left out, with a comment that says so.
[[nodiscard]] std::string to_curl(const Request& request, const TransportOptions& route,
                                  std::span<const Secret> secrets = {});

}  // namespace conform
