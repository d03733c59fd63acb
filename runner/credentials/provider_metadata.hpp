#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "credentials/issued_token.hpp"
#include "model/exchange.hpp"

namespace conform {

/// Where the metadata of an issuer may be, in the order in which to look: OpenID Connect Discovery 1.0 section 4 puts
/// /.well-known/openid-configuration behind the issuer's path, RFC 8414 section 3 puts
/// /.well-known/oauth-authorization-server before it.
[[nodiscard]] std::vector<std::string> metadata_urls(std::string_view issuer);

/// The token endpoint that an issuer's metadata name, or why they cannot be used: they must be those of this issuer
/// (RFC 8414 section 3.3), must not lead from https to http, and to no place that a target file may not name.
/// `plain_http` as for trouble_with_secrets_to.
[[nodiscard]] tl::expected<std::string, NoToken> token_endpoint_in(const Response& metadata, std::string_view issuer,
                                                                   bool plain_http);

}  // namespace conform
