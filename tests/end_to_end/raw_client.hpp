#pragma once

#include <string>

namespace conform::test {

/// Sends bytes to a port of this machine and gives back all that comes until the other side closes; empty when no
/// server listens there.
[[nodiscard]] std::string ask(int port, const std::string& bytes);

/// The port in "http://127.0.0.1:PORT/…".
[[nodiscard]] int port_of(const std::string& url);

}  // namespace conform::test
