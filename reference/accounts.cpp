#include "reference/accounts.hpp"

#include <chrono>
#include <utility>

#include "reference/crypto.hpp"

namespace conform::reference {

namespace {

constexpr std::string_view memory_seed = "embedded reference server";
constexpr std::string_view created_at = "2021-09-01T23:12:56Z";
constexpr std::int64_t token_life_seconds = std::int64_t{90} * 24 * 3600;

std::int64_t now() {
  return std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch()).count();
}

using UserIds = std::map<std::string, std::string>;

Account add_account(Store& store, const std::string& seed, const UserIds& user_ids, const std::string& actor) {
  const auto given = user_ids.find(actor);
  Account account{.actor = actor,
                  .token = "at_" + hmac_hex(seed, "access token of " + actor),
                  .user_id = given != user_ids.end() ? given->second : uuid_from(hmac_hex(seed, "user id of " + actor)),
                  .pool = actor.starts_with("user-"),
                  .refresh_token = "rt_" + hmac_hex(seed, "refresh token of " + actor),
                  .password = hmac_hex(seed, "password of " + actor).substr(0, 24)};
  if (!store.find_user(account.user_id)) {
    store.save_user({account.user_id, std::string{created_at}, example_attributes(actor), {}});
  }
  TokenRecord token{.hash = sha256_hex(account.token),
                    .kind = "access",
                    .family = "account:" + actor,
                    .user_id = account.user_id,
                    .scopes = actor == "reader" ? "user:users:read" : "user:users:read user:users:write",
                    .expires_at = actor == "expired" ? now() - 3600 : now() + token_life_seconds,
                    .linked = actor != "unlinked",
                    .admin = actor == "admin",
                    .used = false};
  store.save_token(token);
  token.hash = sha256_hex(account.refresh_token);
  token.kind = "refresh";
  token.family = "refresh:" + actor;
  token.expires_at = now() + token_life_seconds;
  if (!store.find_token(token.hash)) store.save_token(token);
  return account;
}

}  // namespace

Object example_attributes(const std::string& actor) {
  const Object address{{"country", "DE"},         {"locality", "Karlsruhe"}, {"street", "Haid-und-Neu-Straße"},
                       {"houseNo", Number{"18"}}, {"region", "BW"},          {"postalCode", "76131"}};
  return {{"firstName", "John"},
          {"lastName", "Smith"},
          {"email", actor + "@example.com"},
          {"phoneNumber", "+1 (425) 555-1212"},
          {"pictureUrl", "https://example.com/img/" + actor},
          {"gender", "male"},
          {"birthDate", "1997-07-21"},
          {"address", address},
          {"locale", "de-DE"},
          {"zoneInfo", "Europe/Berlin"}};
}

Population populate(Store& store, std::size_t pool_users, const std::map<std::string, std::string>& user_ids,
                    bool in_memory) {
  std::string seed{memory_seed};
  if (!in_memory) {
    std::optional<std::string> kept = store.setting("seed");
    seed = kept ? *kept : random_hex(32);
    if (!kept) store.save_setting("seed", seed);
  }
  Population population;
  for (std::size_t i = 1; i <= pool_users; ++i) {
    population.accounts.push_back(add_account(store, seed, user_ids, "user-" + std::to_string(i)));
  }
  for (const char* actor : {"reader", "unlinked", "expired", "admin"}) {
    population.accounts.push_back(add_account(store, seed, user_ids, actor));
  }
  population.client_secret = hmac_hex(seed, "client secret");
  population.client = {"conform", sha256_hex(population.client_secret)};
  return population;
}

}  // namespace conform::reference
