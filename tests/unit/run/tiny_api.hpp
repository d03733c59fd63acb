#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "http/transport.hpp"
#include "run/case/environment.hpp"

namespace conform::test {

[[nodiscard]] ResponseOrError transport_error(TransportErrorKind kind, std::string detail = "as the test wants it");
[[nodiscard]] ResponseOrError plain(int status, Headers headers = {}, std::string body = {});
[[nodiscard]] ResponseOrError error_response(int status);
[[nodiscard]] ResponseOrError user_response(const std::string& id, const nlohmann::json& attributes);

/// The user whom a number stands for: "user-1", a UUID, a token.
[[nodiscard]] User test_user(int number);

/// A conforming User API in memory, for users 1 to 4, that a test makes faulty where it wants to. Thread-safe.
class TinyApi {
 public:
  TinyApi();

  /// What it responds; `instead` is asked first.
  [[nodiscard]] ResponseOrError respond(const Request& request);
  /// How often requests with this method came.
  [[nodiscard]] std::size_t count(const std::string& method) const;
  /// The bodies that came with this method.
  [[nodiscard]] std::vector<std::string> bodies(const std::string& method) const;

  using Change = std::function<nlohmann::json(const nlohmann::json& before, const nlohmann::json& sent)>;
  std::function<std::optional<ResponseOrError>(const Request&)> instead;
  Change put;                                     ///< what setUser makes of a record
  Change patch;                                   ///< what updateUser makes of a record
  std::map<std::string, nlohmann::json> records;  ///< attributes by user id
  std::map<std::string, nlohmann::json> attributes;

 private:
  ResponseOrError users(const Request& request, const std::string& owner);
  ResponseOrError own_attributes(const Request& request, const std::string& owner);

  mutable std::mutex mutex_;
  std::vector<Request> requests_;
};

/// Brings requests to a TinyApi.
class TinyTransport final : public Transport {
 public:
  explicit TinyTransport(TinyApi& api) : api_{&api} {}
  TimedResponse send(const Request& request, const std::stop_token& stop) override;
  std::vector<TimedResponse> send_concurrently(std::span<const Request> requests, const std::stop_token& stop) override;

 private:
  TinyApi* api_;
};

}  // namespace conform::test
