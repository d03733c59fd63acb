#pragma once

#include "base/untrusted.hpp"
#include "model/exchange.hpp"

namespace conform {

/// What the server itself says in a response: title, detail and pointer of its first errors, the Location of a
/// redirect, the title of a page. Empty: it says nothing.
[[nodiscard]] Untrusted server_words(const Response& response);

/// ": " and these words; empty: there are none.
[[nodiscard]] Untrusted with_server_words(const Response& response);

}  // namespace conform
