#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "model/diagnostic.hpp"
#include "model/secret.hpp"
#include "target/proxy.hpp"
#include "target/token_source.hpp"
#include "target/user.hpp"

namespace conform {

/// Versions of the API that are documented, oldest first.
inline constexpr std::array<std::string_view, 8> api_versions{"2021-2", "2022-1", "2023-1", "2024-1",
                                                              "2024-2", "2024-3", "2024-4", "2025-1"};

/// Operations of the API, whatever the version.
inline constexpr std::array<std::string_view, 5> operation_names{"setUser", "updateUser", "getUser",
                                                                 "setUserAttributes", "getUserAttributes"};

/// Someone who can send requests.
struct Actor {
  std::string token;                   ///< bearer token, resolved; with a source: the stand-in of its tokens
  std::optional<std::string> user_id;  ///< the record that the token stands for
  TokenSource source = {};
  std::string written = {};  ///< "${env:USER1_TOKEN}", where the token came from; empty: it stands there itself
  friend bool operator==(const Actor&, const Actor&) = default;
};

/// How a record is read for comparison.
enum class Readback {
  automatic,   ///< by getUser when it is there, else by an empty PATCH
  get,         ///< by getUser
  empty_patch  ///< by updateUser with empty attributes
};

/// How the server is reached; paths are resolved. The transport has defaults for what is not set.
struct TargetTransport {
  std::chrono::milliseconds timeout{10'000};
  std::string ca_file;
  std::string client_certificate;
  std::string client_key;
  std::string proxy;             ///< URL; "none": not even one of the environment
  ProxyVariables environment{};  ///< what is asked when `proxy` is empty; the command line fills it in
  std::string tls_minimum{};     ///< "1.2" or "1.3"; empty: 1.2
  bool insecure = false;         ///< certificates are not verified; set by a flag of the command line alone
  std::string rate;              ///< "20/s", or empty for none
  std::size_t retry_budget = 5;  ///< how often a 429 or 503 with Retry-After is waited for, for one request
  friend bool operator==(const TargetTransport&, const TargetTransport&) = default;
};

/// A field that every request to the target carries, for a gateway in front of it.
struct TargetHeader {
  std::string name;
  std::string value;
  std::vector<std::string> filled_in = {};  ///< what ${…} stood for in the value
  friend bool operator==(const TargetHeader&, const TargetHeader&) = default;
};

/// The server under test and what the suite may do there.
struct Target {
  std::string name;
  std::string base_url;     ///< no trailing slash
  std::string api_version;  ///< one of `api_versions`
  bool allow_writes = false;
  std::vector<User> users;                           ///< the pool, at least one
  std::map<std::string, Actor, std::less<>> actors;  ///< by name: "user-1", "reader" …
  std::map<std::string, std::string, std::less<>>
      pins;  ///< observation → the reading that the server has committed itself to
  std::vector<std::string> server_managed{
      "createdAt"};                               ///< attributes that a client cannot set; createdAt always among them
  std::vector<std::string> protected_attributes;  ///< attributes that the suite must never change here
  /// What the server has, of `operation_names`, getUser or updateUser among them; nothing: the target does not say.
  std::optional<std::set<std::string, std::less<>>> operations{};
  Readback readback = Readback::automatic;
  std::chrono::milliseconds consistency{0};  ///< for how long after a write a read may still show what was before
  bool conditional = false;                  ///< writes carry the entity tag of what they write to (If-Match)
  std::vector<TargetHeader> headers{};       ///< of every request, in the order of their names
  TargetTransport transport;
  std::vector<std::string> warnings{};  ///< what its author should know, though it can be used
  friend bool operator==(const Target&, const Target&) = default;
};

/// Whether what a target is read for writes to its users: then a host other than this machine must allow it.
enum class Writes { needed, unneeded };

/// Reads a target file (schemas/suite/target.schema.json), strictly; all problems at once, with line, pointer and hint.
/// `${env:NAME}` and `${file:PATH}` in string values are filled in; paths are relative to the file. Messages quote
/// values as they are written, never what was filled in. A file that does not parse is one problem.
[[nodiscard]] Result<Target> load_target(const std::filesystem::path& path, Writes writes = Writes::needed);

/// What the command line says in place of a target file.
struct QuickTarget {
  std::string base_url;
  std::string user_id;
  std::string token_env;    ///< name of the environment variable that holds the token
  std::string api_version;  ///< empty: the last segment of the base URL
  bool allow_writes = false;
};

/// A target of one user, actor "user-1". Problems name the flags: "--base-url" ….
[[nodiscard]] Result<Target> quick_target(const QuickTarget& flags);

/// Every secret of a target with the name of the variable that stands for it: "user-1" gives USER_1_TOKEN, which is the
/// name of its stand-in too, USER_1_CLIENT_SECRET, USER_1_REFRESH_TOKEN and USER_1_PASSWORD; USER_1_SHORT_TOKEN and
/// USER_1_OTHER_CASE_TOKEN are its token as cases alter it; a proxy's password is PROXY_PASSWORD, the value of the
/// request header X-Api-Key HEADER_X_API_KEY. Values are unique, and so are names, but for one value in several
/// encodings.
[[nodiscard]] std::vector<Secret> secrets_of(const Target& target);

/// "user-1" and "TOKEN" give USER_1_TOKEN: the name of a secret of an actor.
[[nodiscard]] std::string secret_name(std::string_view actor, std::string_view what);

/// The pool of a target, in its order.
[[nodiscard]] std::vector<User> pool_users(const Target& target);

}  // namespace conform
