#include "suite/rules.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace conform::test {
namespace {

const Operation get_user{"getUser", "GET", "/users/{userId}", {}};
const Operation set_user{"setUser", "PUT", "/users/{userId}", {}};
const Operation update_user{"updateUser", "PATCH", "/users/{userId}", {}};
const Operation get_attributes{"getUserAttributes", "GET", "/attributes", {}};
const Operation set_attributes{"setUserAttributes", "PUT", "/attributes", {}};

// The operations on which a rule needs a requirement.
std::set<std::string> needs(std::string_view rule) {
  std::set<std::string> operations;
  for (const Operation* operation : {&get_user, &set_user, &update_user, &get_attributes, &set_attributes}) {
    if (find_rule(rule)->needs_requirement(*operation)) operations.insert(operation->id);
  }
  return operations;
}

TEST(Rules, HaveANameEach) {
  std::set<std::string_view> names;
  for (const Rule& rule : implicit_rules()) EXPECT_TRUE(names.insert(rule.name).second) << rule.name;
}

TEST(Rules, AreFoundByName) {
  ASSERT_NE(find_rule("effect.exact"), nullptr);
  EXPECT_EQ(find_rule("effect.exact")->name, "effect.exact");
  EXPECT_EQ(find_rule("effect.exactly"), nullptr);
}

TEST(Rules, NeedRequirementsWhereTheyCanFindSomething) {
  EXPECT_EQ(needs("contract.status").size(), 5U);
  EXPECT_EQ(needs("contract.user"), (std::set<std::string>{"getUser", "setUser", "updateUser"}));
  EXPECT_EQ(needs("contract.attributes"), std::set<std::string>{"getUserAttributes"});
  EXPECT_EQ(needs("effect.none"), (std::set<std::string>{"setUser", "updateUser", "setUserAttributes"}));
  EXPECT_EQ(needs("effect.identity"), (std::set<std::string>{"setUser", "updateUser"}));
  EXPECT_EQ(needs("effect.merge.kept"), (std::set<std::string>{"updateUser", "setUserAttributes"}));
  EXPECT_EQ(needs("effect.merge.null"), std::set<std::string>{"updateUser"});
  EXPECT_EQ(needs("effect.replace.cleared"), std::set<std::string>{"setUser"});
  EXPECT_EQ(needs("expect.error-id-unique"), std::set<std::string>{});
}

}  // namespace
}  // namespace conform::test
