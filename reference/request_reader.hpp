#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "reference/connection.hpp"
#include "reference/http_message.hpp"

namespace conform::reference {

/// So long a connection may rest before its first request and between two.
inline constexpr std::chrono::seconds idle_time{120};
/// So long a request may take to come, from its first byte.
inline constexpr std::chrono::seconds request_time{30};

/// What came in on a connection.
struct Incoming {
  enum class Kind {
    request,   ///< a whole request
    unusable,  ///< something that gets an error answer and a closed connection
    nothing    ///< the peer has closed, or was idle for too long
  };
  Kind kind = Kind::nothing;
  HttpRequest request;
  bool keep_alive = false;
  std::string code;    ///< for unusable: of problem_kind
  std::string detail;  ///< for unusable
};

/// Reads HTTP/1.1 requests with cpp-httplib, with limits on size and time. Field values are given as they were sent:
/// httplib decodes percent escapes in them and drops empty ones. One reader serves one connection at a time.
class RequestReader {
 public:
  RequestReader();
  ~RequestReader();
  RequestReader(const RequestReader&) = delete;
  RequestReader& operator=(const RequestReader&) = delete;

  [[nodiscard]] Incoming read(Connection& connection);

 private:
  class Engine;
  std::unique_ptr<Engine> engine_;
};

}  // namespace conform::reference
