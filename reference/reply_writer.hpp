#pragma once

#include <string>
#include <string_view>

#include "reference/connection.hpp"
#include "reference/service.hpp"

namespace conform::reference {

/// Frames and sends a response as its delivery says. `head_only`: it responds to a HEAD. True: the connection can go
/// on.
bool write_reply(Connection& connection, Reply reply, bool head_only, bool keep_alive);

/// `text` in gzip format (RFC 1952).
[[nodiscard]] std::string gzip(std::string_view text);

}  // namespace conform::reference
