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
#include "run/environment.hpp"

namespace conform::test {

[[nodiscard]] Answer no_response(Trouble trouble, std::string detail = "as the test wants it");
[[nodiscard]] Answer plain(int status, Headers headers = {}, std::string body = {});
[[nodiscard]] Answer error_answer(int status);
[[nodiscard]] Answer user_answer(const std::string& id, const nlohmann::json& attributes);

/// The user whom a number stands for: "user-1", a UUID, a token.
[[nodiscard]] Party party(int number);

/// A conforming User API in memory, for users 1 to 4, that a test makes faulty where it wants to. Thread-safe.
class TinyApi {
 public:
  TinyApi();

  /// What it responds; `instead` is asked first.
  [[nodiscard]] Answer answer(const Request& request);
  /// How often requests with this method came.
  [[nodiscard]] std::size_t count(const std::string& method) const;
  /// The bodies that came with this method.
  [[nodiscard]] std::vector<std::string> bodies(const std::string& method) const;

  using Change = std::function<nlohmann::json(const nlohmann::json& before, const nlohmann::json& sent)>;
  std::function<std::optional<Answer>(const Request&)> instead;
  Change put;                                     ///< what setUser makes of a record
  Change patch;                                   ///< what updateUser makes of a record
  std::map<std::string, nlohmann::json> records;  ///< attributes by user id
  std::map<std::string, nlohmann::json> attributes;

 private:
  Answer users(const Request& request, const std::string& owner);
  Answer own_attributes(const Request& request, const std::string& owner);

  mutable std::mutex mutex_;
  std::vector<Request> requests_;
};

/// Brings requests to a TinyApi.
class TinyTransport final : public Transport {
 public:
  explicit TinyTransport(TinyApi& api) : api_{&api} {}
  Sent send(const Request& request, const std::stop_token& stop) override;
  std::vector<Sent> send_together(std::span<const Request> requests, const std::stop_token& stop) override;

 private:
  TinyApi* api_;
};

}  // namespace conform::test
