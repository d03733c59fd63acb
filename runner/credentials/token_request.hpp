#pragma once

#include <string>
#include <string_view>

#include "model/exchange.hpp"
#include "target/token_source.hpp"

namespace conform {

/// An absolute URL as a transport takes it.
struct UrlParts {
  std::string origin;  ///< "https://login.example:8443"
  std::string path;    ///< "/oauth2/token"; "/" at least
  friend bool operator==(const UrlParts&, const UrlParts&) = default;
};
[[nodiscard]] UrlParts split_url(std::string_view url);

/// The request for an access token (RFC 6749 sections 4.3.2, 4.4.2 and 6), with the client's authentication (section
/// 2.3.1: identifier and password in form encoding before they are put together). `refresh_token` is the newest one.
[[nodiscard]] Request token_request(const OauthClient& client, const std::string& path,
                                    const std::string& refresh_token);

}  // namespace conform
