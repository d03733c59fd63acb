#pragma once

#include <string>
#include <string_view>

#include "model/diagnostic.hpp"

namespace conform {

/// The proxies that the environment names, and the hosts that are reached without one.
struct ProxyVariables {
  std::string http;   ///< http_proxy or HTTP_PROXY, for http URLs
  std::string https;  ///< https_proxy or HTTPS_PROXY, for https URLs
  std::string none;   ///< no_proxy or NO_PROXY: "example.com, .internal:8443, 10.0.0.0/8, *"
  friend bool operator==(const ProxyVariables&, const ProxyVariables&) = default;
};

/// Reads them; where a variable is there in both spellings the one in lower case counts, and ALL_PROXY stands in for
/// what is not there. A value that is not a proxy is a problem, which does not quote it.
[[nodiscard]] Result<ProxyVariables> proxies_of_environment();

/// The environment variable whose proxy `proxies_of_environment` takes for base URLs like this one; empty: none is set.
[[nodiscard]] std::string proxy_variable(std::string_view base_url);

/// Why a text is not a proxy's URL ("http://user:password@proxy.example:3128", scheme and port optional), or nothing.
/// Never quotes it.
[[nodiscard]] std::string proxy_trouble(std::string_view proxy);

/// The proxy that requests to a base URL go through; empty: none. This machine is never reached through one.
[[nodiscard]] std::string proxy_for(std::string_view base_url, const ProxyVariables& variables);

}  // namespace conform
