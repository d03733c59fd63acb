#pragma once

#include <chrono>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace conform {

/// A client of an OAuth 2.0 provider and the grant by which it gets an actor's access tokens (RFC 6749).
struct OauthClient {
  enum class Grant { client_credentials, refresh_token, password };
  /// How the client shows who it is (RFC 6749 section 2.3.1); `none`: a public client, which only names itself.
  enum class Authentication { basic, post, none };

  Grant grant = Grant::client_credentials;
  std::string issuer{};     ///< whose metadata name the token endpoint; or
  std::string token_url{};  ///< the token endpoint itself
  bool plain_http = false;  ///< secrets may go in the clear: those of the target do
  Authentication authentication = Authentication::basic;
  std::string client_id{};
  std::string client_secret{};
  std::string refresh_token{};  ///< of that grant; the provider may replace it with each use
  std::string username{};       ///< of the password grant
  std::string password{};
  std::string scope{};                                            ///< empty: what the provider gives unasked
  std::vector<std::pair<std::string, std::string>> parameters{};  ///< what this provider wants besides: "audience" …
  friend bool operator==(const OauthClient&, const OauthClient&) = default;
};

/// A variable of a program's environment.
struct EnvironmentVariable {
  std::string name;
  std::string value;
  std::vector<std::string> filled_in{};  ///< what of it came from variables or files: secrets
  friend bool operator==(const EnvironmentVariable&, const EnvironmentVariable&) = default;
};

/// A program that prints an actor's access token.
struct TokenCommand {
  std::vector<std::string> arguments{};            ///< the program first; no shell takes part
  std::vector<std::string> filled_in{};            ///< what of them came from variables or files: secrets
  std::vector<EnvironmentVariable> environment{};  ///< what it finds besides this program's own
  std::string folder{};                            ///< where it runs; empty: here
  std::chrono::milliseconds time_limit{30'000};    ///< it is ended after that
  friend bool operator==(const TokenCommand&, const TokenCommand&) = default;
};

/// Where an actor's access tokens come from while a run goes on; nothing: its one token is in the target.
using TokenSource = std::variant<std::monostate, OauthClient, TokenCommand>;

}  // namespace conform
