#include <gtest/gtest.h>

#include <string>

#include "suite/requirement.hpp"

namespace conform {
namespace {

Requirement bound(std::string id, std::vector<RuleBinding> rules, std::vector<std::string> versions = {"*"},
                  std::vector<std::string> operations = {"getUser"}) {
  Requirement requirement;
  requirement.id = std::move(id);
  requirement.versions = std::move(versions);
  requirement.operations = std::move(operations);
  requirement.rules = std::move(rules);
  return requirement;
}

std::string speaker(const RuleBook& book, std::string_view where, std::string_view rule = "contract.user",
                    std::string_view operation = "getUser", std::string_view version = "2024-3") {
  const Requirement* requirement = book.speaks_for(rule, operation, version, where);
  return requirement == nullptr ? "nobody" : requirement->id;
}

const RuleBook users{{bound("DOCUMENT", {{.rule = "contract.user", .at = ""}}),
                      bound("DATA", {{.rule = "contract.user", .at = "/data"}}),
                      bound("ID", {{.rule = "contract.user", .at = "/data/id"}}),
                      bound("ERROR", {{.rule = "contract.error", .at = "/errors/*"}}),
                      bound("CODE", {{.rule = "contract.error", .at = "/errors/*/code"}})}};

TEST(RuleBook, FindsARequirementByItsId) {
  ASSERT_NE(users.find("ID"), nullptr);
  EXPECT_EQ(users.find("ID")->id, "ID");
  EXPECT_EQ(users.find("id"), nullptr);
  EXPECT_EQ(RuleBook{}.find("ID"), nullptr);
}

TEST(SpeaksFor, TakesTheLongestPlaceThatFits) {
  EXPECT_EQ(speaker(users, "/data/id"), "ID");
  EXPECT_EQ(speaker(users, "/data/type"), "DATA");
  EXPECT_EQ(speaker(users, "/meta"), "DOCUMENT");
}

TEST(SpeaksFor, ReachesBelowItsPlace) { EXPECT_EQ(speaker(users, "/data/id/x/y"), "ID"); }

TEST(SpeaksFor, TakesTheOrderOfTheFileForNoAdvantage) {
  const RuleBook turned{{bound("ID", {{.rule = "contract.user", .at = "/data/id"}}),
                         bound("DOCUMENT", {{.rule = "contract.user", .at = ""}})}};
  EXPECT_EQ(speaker(turned, "/data/id"), "ID");
  EXPECT_EQ(speaker(turned, "/data"), "DOCUMENT");
}

TEST(SpeaksFor, ComparesWholeTokens) {
  EXPECT_EQ(speaker(users, "/database"), "DOCUMENT");
  EXPECT_EQ(speaker(users, "/data/identity"), "DATA");
}

TEST(SpeaksFor, TakesTheBindingOfEverywhereForPlacesThatAreNoPointers) {
  EXPECT_EQ(speaker(users, "status"), "DOCUMENT");
  EXPECT_EQ(speaker(users, "header Content-Type"), "DOCUMENT");
  EXPECT_EQ(speaker(users, ""), "DOCUMENT");
}

TEST(SpeaksFor, ReadsAStarAsAnyOneToken) {
  EXPECT_EQ(speaker(users, "/errors/0", "contract.error"), "ERROR");
  EXPECT_EQ(speaker(users, "/errors/17/code", "contract.error"), "CODE");
  EXPECT_EQ(speaker(users, "/errors/17/title", "contract.error"), "ERROR");
  EXPECT_EQ(speaker(users, "/errors", "contract.error"), "nobody");
}

TEST(SpeaksFor, KnowsNobodyForAnUnboundRule) { EXPECT_EQ(speaker(users, "/data", "contract.status"), "nobody"); }

TEST(SpeaksFor, WantsTheOperationOfTheRequirement) {
  EXPECT_EQ(speaker(users, "/data", "contract.user", "setUser"), "nobody");
  const RuleBook each{{bound("GET", {{.rule = "contract.status", .at = ""}}, {"*"}, {"getUser"}),
                       bound("SET", {{.rule = "contract.status", .at = ""}}, {"*"}, {"setUser", "updateUser"})}};
  EXPECT_EQ(speaker(each, "status", "contract.status", "getUser"), "GET");
  EXPECT_EQ(speaker(each, "status", "contract.status", "updateUser"), "SET");
}

TEST(SpeaksFor, WantsTheVersionOfTheRequirement) {
  const RuleBook dated{{bound("DOCUMENT", {{.rule = "contract.user", .at = ""}}),
                        bound("CREATED", {{.rule = "contract.user", .at = "/createdAt"}}, {"2022-1", "2024-3"})}};
  EXPECT_EQ(speaker(dated, "/createdAt", "contract.user", "getUser", "2024-3"), "CREATED");
  EXPECT_EQ(speaker(dated, "/createdAt", "contract.user", "getUser", "2021-2"), "DOCUMENT");
}

TEST(SpeaksFor, LetsOneRequirementHaveSeveralRules) {
  const RuleBook book{{bound("BOTH", {{.rule = "a.b", .at = "/x"}, {.rule = "c.d", .at = ""}})}};
  EXPECT_EQ(speaker(book, "/x", "a.b"), "BOTH");
  EXPECT_EQ(speaker(book, "/y", "a.b"), "nobody");
  EXPECT_EQ(speaker(book, "/y", "c.d"), "BOTH");
}

}  // namespace
}  // namespace conform
