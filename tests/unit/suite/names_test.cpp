#include "suite/names.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>

#include "suite/fixtures.hpp"

namespace conform {
namespace {

TEST(Senders, AreTheLeasedUsersNobodyAndTheSpecialActors) {
  EXPECT_EQ(senders(), (std::vector<std::string>{"user", "user2", "nobody", "reader", "unlinked", "expired", "admin"}));
  for (const std::string& actor : special_actors())
    EXPECT_NE(std::find(senders().begin(), senders().end(), actor), senders().end()) << actor;
}

TEST(ReservedNames, AreThoseThatMeanSomethingInExpressions) {
  for (const char* name : {"user", "user2", "differentFrom", "reader", "unlinked", "expired", "admin", "unknown",
                           "nonce", "sample", "state", "before", "repeat", "bytes"}) {
    EXPECT_TRUE(is_reserved_name(name)) << name;
  }
  for (const char* name : {"attribute", "User", "users", "", "nobody"}) EXPECT_FALSE(is_reserved_name(name)) << name;
}

TEST(Fixtures, NamesAttributesWithoutAddressMembers) {
  const auto samples = std::make_shared<const nlohmann::json>(nlohmann::json::array({"a", "b"}));
  const Fixtures fixtures{
      .states = {}, .samples = {{"locale", samples}, {"address", samples}, {"address/street", samples}}, .lists = {}};
  EXPECT_EQ(fixtures.attributes(), (std::vector<std::string>{"address", "locale"}));
}

}  // namespace
}  // namespace conform
