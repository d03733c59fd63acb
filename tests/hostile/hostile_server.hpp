#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string>

#include "hostile/catalogue.hpp"

namespace conform::test {

/// What the conforming server at that port of this machine responds to a request. Its connection is closed then, which
/// the response says.
[[nodiscard]] std::string passed_on(int conforming_port, std::string request);

/// Stands before a conforming server and passes requests on to it, but for those of one kind, which meet a behaviour:
/// GET with a Content-Type, as the case `victim` alone sends it.
class HostileServer {
 public:
  /// In front of the server at that port of this machine.
  HostileServer(int conforming_port, Behaviour behaviour);

  [[nodiscard]] std::string url() const { return server_.url(); }
  /// How many requests have met the behaviour.
  [[nodiscard]] std::size_t victims() const noexcept { return victims_; }

 private:
  void serve(RawConnection& connection);

  int conforming_port_;
  Behaviour behaviour_;
  std::atomic<std::size_t> victims_{0};
  RawServer server_;  // behind what its threads use
};

/// The case whose requests a HostileServer does not pass on.
inline const std::string victim = "content-type/accepted/get-user[type=text/plain]";

}  // namespace conform::test
