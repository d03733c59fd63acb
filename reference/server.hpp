#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace conform::reference {

/// How a reference server is set up.
struct Options {
  std::string host = "127.0.0.1";
  int port = 0;                                   ///< 0: any free one
  std::string db{};                               ///< SQLite file; empty: in memory
  std::string api_version = "2024-3";             ///< of base_url() and target_json(); all versions are served
  std::string public_host{};                      ///< host in base_url(); empty: `host`
  std::vector<std::string> faults{};              ///< names of catalogue.hpp
  std::vector<std::string> variants{};            ///< names of catalogue.hpp
  bool access_log = false;                        ///< one JSON line per request on standard error
  std::size_t pool_users = 8;                     ///< actors user-1 … user-N
  std::map<std::string, std::string> user_ids{};  ///< by actor; what is not there is derived
  int token_lifetime = 3600;                      ///< seconds, of access tokens from the token endpoint
  bool oauth = false;              ///< target_json() has the actors get their tokens from the token endpoint
  std::string tls_certificate{};   ///< PEM file; with it the server speaks TLS
  std::string tls_key{};           ///< PEM file; empty: in the file of the certificate
  std::string client_authority{};  ///< PEM file: clients must show a certificate of this authority
};

/// One account that is there from the start.
struct Account {
  std::string actor;          ///< "user-1" …, "reader", "unlinked", "expired", "admin"
  std::string token;          ///< access token
  std::string user_id;        ///< UUID of the account's own record
  bool pool = false;          ///< user-1 … user-N: records that may be overwritten
  std::string refresh_token;  ///< for the token endpoint
  std::string password;       ///< for the token endpoint; the user name is the actor
};

/// What came of a request that was executed without a socket.
struct DirectExchange {
  std::string response;  ///< bytes, 1xx responses included
  enum class End { done, reset, out_of_time } end = End::done;
  std::chrono::milliseconds waited{};  ///< that a client would have waited; none of it has passed
};

/// A complete, careful User API server for tests: all operations and versions, a token endpoint at /oauth2/token, and
/// switches that make it wrong in one known way (faults) or different in a conforming way (variants).
class Server {
  struct State;

 public:
  /// Listens and serves in background threads. Throws std::runtime_error: the port is in use, the database cannot be
  /// opened, a fault or variant is unknown, the API version is unknown.
  explicit Server(Options options = {});
  /// Stops.
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  [[nodiscard]] int port() const;
  /// "http://127.0.0.1:PORT/user/2024-3"
  [[nodiscard]] std::string base_url() const;
  /// "http://127.0.0.1:PORT/oauth2/token"
  [[nodiscard]] std::string token_url() const;
  [[nodiscard]] std::string client_id() const;
  [[nodiscard]] std::string client_secret() const;
  [[nodiscard]] const std::vector<Account>& accounts() const;
  /// A complete target file, with static tokens or (Options::oauth) with every grant of the token endpoint. It holds
  /// secrets of this server.
  [[nodiscard]] std::string target_json() const;

  /// A client in this process: what a connection of its own would carry, without one. The server's pauses are added up
  /// instead of waited for; more than the client's patience, and it has left. One object belongs to one thread and to a
  /// server that outlives it.
  class Client {
   public:
    explicit Client(Server& server);
    /// `request`: its bytes. The client takes `most` bytes of response, and the block that goes over it.
    [[nodiscard]] DirectExchange exchange(std::string_view request, std::chrono::milliseconds patience,
                                          std::size_t most);
    /// True when the next request goes over the connection of the last one.
    [[nodiscard]] bool is_kept() const { return kept_; }

   private:
    State& server_;
    bool kept_ = false;
    std::uint64_t number_ = 0;  ///< of the connection
    bool spoiled_ = false;      ///< the server takes what is sent next for something else
  };

  /// Stops listening, lets running responses finish, closes idle connections. May be called again and from any thread.
  void stop();
  /// Blocks until stop() was called.
  void wait();

 private:
  std::unique_ptr<State> state_;
};

}  // namespace conform::reference
