#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "reference/server.hpp"
#include "reference/store.hpp"

namespace conform::reference {

/// The client that the token endpoint knows.
struct OauthClient {
  std::string id;
  std::string secret_hash;  ///< SHA-256
};

/// Who has an account here, and the client of the token endpoint.
struct Population {
  std::vector<Account> accounts;
  OauthClient client;
  std::string client_secret;
  int token_lifetime = 3600;  ///< seconds, of access tokens from the token endpoint
};

/// Puts the accounts into the store where they are missing and issues their tokens. Ids and tokens are derived from a
/// seed: a fixed one in memory, one made at random and kept in the database otherwise. `user_ids`: ids by actor that
/// are not derived.
[[nodiscard]] Population populate(Store& store, std::size_t pool_users,
                                  const std::map<std::string, std::string>& user_ids, bool in_memory);

/// The attributes that a new account has.
[[nodiscard]] Object example_attributes(const std::string& actor);

}  // namespace conform::reference
