#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "reference/accounts.hpp"
#include "reference/http_message.hpp"
#include "reference/store.hpp"

namespace conform::reference {

/// Who a token speaks for.
struct Identity {
  std::string user_id;
  std::string scopes;
  bool linked = true;
  bool admin = false;
};
[[nodiscard]] bool has_scope(const Identity& identity, std::string_view scope);

/// What an Authorization field is worth.
struct Authentication {
  enum class Result { ok, no_token, other_scheme, malformed, unknown, expired, unlinked };
  Result result = Result::no_token;
  std::optional<Identity> identity;  ///< known for ok, expired and unlinked
};
/// RFC 6750 section 2.1: `Bearer`, in any letter case, one space, the token.
[[nodiscard]] Authentication authenticate(Store& store, const std::optional<std::string>& authorization);

/// POST /oauth2/token: the grants client_credentials, refresh_token (rotating; a second use revokes all that came of
/// it) and password (RFC 6749), with client_secret_basic or client_secret_post.
[[nodiscard]] HttpResponse token_endpoint(Store& store, const Population& population, const HttpRequest& request);

/// GET /.well-known/openid-configuration
[[nodiscard]] HttpResponse openid_configuration(const std::string& origin);

}  // namespace conform::reference
