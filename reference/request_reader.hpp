#pragma once

#include <memory>
#include <string>

#include "reference/connection.hpp"
#include "reference/http_message.hpp"

namespace conform::reference {

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
