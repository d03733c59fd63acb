#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "reference/user_record.hpp"

namespace conform::reference {

/// A bearer or refresh token. Only the hash of its text is kept.
struct TokenRecord {
  std::string hash;             ///< SHA-256 of the token
  std::string kind;             ///< "access" or "refresh"
  std::string family;           ///< tokens that came from one grant; revoked together
  std::string user_id;          ///< the subject
  std::string scopes;           ///< separated by single spaces
  std::int64_t expires_at = 0;  ///< seconds since 1970
  bool linked = true;           ///< the subject has the linked identity
  bool admin = false;           ///< may address every user
  bool used = false;            ///< a refresh token that was exchanged
};

/// Users, custom attributes and tokens in SQLite. Every write is one transaction; calls from many threads are served
/// one after the other. Throws std::runtime_error when the database fails.
class Store {
 public:
  /// Opens or makes the database; an empty name keeps everything in memory.
  explicit Store(const std::string& file);
  ~Store();
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;

  [[nodiscard]] std::optional<UserRecord> find_user(std::string_view id);
  /// Inserts a user, or replaces all of it.
  void save_user(const UserRecord& user);

  using Change = std::function<UserRecord(const UserRecord& before)>;
  struct Updated {
    UserRecord before;
    UserRecord after;
  };
  /// Reads, changes and writes one user in one transaction. Nothing when there is no such user; an exception of
  /// `change` leaves everything as it was.
  std::optional<Updated> update_user(std::string_view id, const Change& change);

  void save_token(const TokenRecord& token);
  [[nodiscard]] std::optional<TokenRecord> find_token(std::string_view hash);
  /// Marks a refresh token as used. False when it is used already: of two racing calls one gets true.
  bool use_token(std::string_view hash);
  void revoke_family(std::string_view family);
  /// Forgets tokens that expired before `time`.
  void purge_tokens(std::int64_t time);

  [[nodiscard]] std::optional<std::string> setting(std::string_view name);
  void save_setting(std::string_view name, std::string_view value);

 private:
  struct Database;
  std::unique_ptr<Database> database_;
};

}  // namespace conform::reference
