#pragma once

#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <tl/expected.hpp>

#include "credentials/issued_token.hpp"
#include "http/transport.hpp"
#include "target/token_source.hpp"

namespace conform {

/// Makes a transport to a server, by its base URL. It carries nothing of the target's with it.
using Connect = std::function<std::unique_ptr<Transport>(const std::string& base_url)>;

/// Gets tokens for one client from its provider. A refresh token that the provider replaces is kept for the next time.
/// Belongs to one thread at a time.
class OauthProvider {
 public:
  /// `note_secret` is called with each refresh token before anything can be printed of it.
  OauthProvider(OauthClient client, Connect connect, std::function<void(const std::string&)> note_secret);

  [[nodiscard]] tl::expected<IssuedToken, NoToken> obtain(const std::stop_token& stop);

  /// What it asks, for messages: the token endpoint or the issuer.
  [[nodiscard]] std::string name() const;

 private:
  tl::expected<void, NoToken> discover(const std::stop_token& stop);

  OauthClient client_;
  Connect connect_;
  std::function<void(const std::string&)> note_secret_;
  std::string refresh_token_;
  std::string token_url_;  ///< empty: not found yet
};

}  // namespace conform
