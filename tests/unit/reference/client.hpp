#pragma once

#include <chrono>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "reference/server.hpp"

namespace conform::reference::testing {

using Fields = std::vector<std::pair<std::string, std::string>>;

/// A request whose bytes are what the test says: only Host, and Content-Length when there is a body, are added.
struct Request {
  std::string method = "GET";
  std::string target = "/";
  Fields fields;
  std::optional<std::string> body;
};

struct ReceivedResponse {
  int status = 0;  ///< 0: no (readable) response
  Fields fields;
  std::string body;
  std::string raw;      ///< all bytes that came
  std::string trouble;  ///< "closed", "reset", "timeout", or empty

  [[nodiscard]] std::string field(const std::string& name) const;  ///< empty when it is absent
  [[nodiscard]] bool has(const std::string& name) const;
  [[nodiscard]] nlohmann::json json() const;  ///< discarded when the body is not JSON
};

/// A TCP connection to a server on this machine.
class Socket {
 public:
  explicit Socket(int port);
  ~Socket();
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;

  void send(const std::string& bytes);
  /// Everything up to the end of the connection, `most` bytes, or the time-out.
  [[nodiscard]] ReceivedResponse read_to_end(std::chrono::milliseconds time_out,
                                             std::size_t most = std::size_t{4} << 20U);
  /// One response with Content-Length, or without a body.
  [[nodiscard]] ReceivedResponse read_one(std::chrono::milliseconds time_out = std::chrono::seconds{10});
  /// True when the peer has closed, within the time.
  [[nodiscard]] bool is_closed(std::chrono::milliseconds time_out);

 private:
  int number_;
  std::string rest_;
};

[[nodiscard]] std::string bytes_of(const Request& request);
[[nodiscard]] ReceivedResponse parse_response(std::string raw);
/// One request on a connection of its own that is closed after it.
[[nodiscard]] ReceivedResponse exchange(int port, Request request,
                                        std::chrono::milliseconds time_out = std::chrono::seconds{10});

/// A user of a server, with the requests that tests need most.
class Client {
 public:
  Client(const Server& server, const std::string& actor);

  [[nodiscard]] ReceivedResponse put(const nlohmann::json& attributes) const;
  [[nodiscard]] ReceivedResponse patch(const nlohmann::json& attributes) const;
  [[nodiscard]] ReceivedResponse get() const;
  [[nodiscard]] ReceivedResponse put_custom_attributes(const std::string& body) const;
  [[nodiscard]] ReceivedResponse get_custom_attributes() const;
  /// A request with this user's token unless it has an Authorization of its own.
  [[nodiscard]] ReceivedResponse send(Request request) const;
  /// PUT or PATCH of the own record with that document and Content-Type.
  [[nodiscard]] Request write(const std::string& method, const std::string& document) const;
  [[nodiscard]] std::string document(const nlohmann::json& attributes) const;
  /// The attributes that getUser shows.
  [[nodiscard]] nlohmann::json attributes() const;

  Account account;
  int port;
  std::string base;  ///< "/user/2024-3"
  [[nodiscard]] std::string path() const { return base + "/users/" + account.user_id; }
};

[[nodiscard]] const Account& account_of(const Server& server, const std::string& actor);
/// A value for each writable attribute.
[[nodiscard]] nlohmann::json full_attributes();

}  // namespace conform::reference::testing
