#pragma once

#include <string_view>
#include <tl/expected.hpp>

#include "credentials/issued_token.hpp"
#include "model/exchange.hpp"

namespace conform {

/// What a response of a token endpoint (RFC 6749 sections 5.1 and 5.2) gives, or why it gives no token: in words with
/// the provider's own `error` and `error_description`.
[[nodiscard]] tl::expected<IssuedToken, NoToken> read_token_response(const ResponseOrError& response);

/// "it responded 302, and redirects are not followed" and the like: what is wrong with a response that was
/// to be 200.
[[nodiscard]] NoToken unserved(const Response& response);

}  // namespace conform
