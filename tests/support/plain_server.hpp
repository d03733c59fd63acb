#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace conform::test {

using PlainFields = std::vector<std::pair<std::string, std::string>>;

struct PlainRequest {
  std::string method;
  std::string target;
  PlainFields fields;  ///< in no particular order, percent escapes in values decoded
  std::string body;

  /// The value of a field by its name in any letter case; empty when it is absent.
  [[nodiscard]] std::string field(const std::string& name) const;
};

struct PlainResponse {
  int status = 200;
  std::string media_type{};
  std::string body{};
  PlainFields fields{};
};

/// An HTTP server on 127.0.0.1 that responds to each request by a function, which several threads call. It is
/// cpp-httplib's: for tests in which the bytes do not matter. RawServer is for the others.
class PlainServer {
 public:
  using Respond = std::function<PlainResponse(const PlainRequest&)>;

  explicit PlainServer(Respond respond);
  ~PlainServer();
  PlainServer(const PlainServer&) = delete;
  PlainServer& operator=(const PlainServer&) = delete;

  /// "http://127.0.0.1:PORT"
  [[nodiscard]] std::string url() const;
  /// What was asked so far.
  [[nodiscard]] std::vector<PlainRequest> requests() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace conform::test
