#include <gtest/gtest.h>

#include <map>
#include <string>

#include "suite/expression.hpp"

namespace conform {
namespace {

using nlohmann::json;

// Knows some values; everything else is left for later.
tl::expected<Resolved, std::string> resolve(const Expression& expression) {
  static const std::map<std::string, json> values{{"text", "de-DE"},
                                                  {"empty", ""},
                                                  {"number", 42},
                                                  {"fraction", 1.5},
                                                  {"null", nullptr},
                                                  {"yes", true},
                                                  {"list", json::array({1, 2})},
                                                  {"object", json::object({{"a", 1}})},
                                                  {"template", "${user.id}"},
                                                  {"dollar", "$"}};
  if (expression.name == "wrong") return tl::unexpected{std::string{"no such thing"}};
  if (const auto found = values.find(expression.name); found != values.end()) return Resolved{found->second};
  return Resolved{expression};
}

json filled(const json& source, Pass pass = Pass::last) {
  auto result = fill_in(source, pass, resolve);
  EXPECT_TRUE(result.has_value()) << result.error();
  return result ? *result : json("an error");
}

TEST(FillIn, LeavesWhatIsLiteralAlone) {
  const json literal{{"a", {{"$literal", {{"$from", "before"}, {"b", "${text}"}}}}}, {"c", "${text}"}};
  EXPECT_EQ(filled(literal), (json{{"a", {{"$from", "before"}, {"b", "${text}"}}}, {"c", "de-DE"}}));
  EXPECT_EQ(filled(literal, Pass::later), (json{{"a", literal.at("a")}, {"c", "de-DE"}}));
}

std::string fill_in_error(const json& source) {
  const auto result = fill_in(source, Pass::last, resolve);
  EXPECT_FALSE(result.has_value()) << source;
  return result ? std::string{} : result.error();
}

TEST(FillIn, KeepsTheTypeOfAValueThatIsTheWholeString) {
  for (const Pass pass : {Pass::later, Pass::last}) {
    EXPECT_EQ(filled("${text}", pass), json("de-DE"));
    EXPECT_EQ(filled("${number}", pass), json(42));
    EXPECT_EQ(filled("${null}", pass), json(nullptr));
    EXPECT_EQ(filled("${yes}", pass), json(true));
    EXPECT_EQ(filled("${list}", pass), json::array({1, 2}));
    EXPECT_EQ(filled("${object}", pass), json::object({{"a", 1}}));
  }
}

TEST(FillIn, PutsTextAndNumbersInsideText) {
  EXPECT_EQ(filled("<${text}>"), json("<de-DE>"));
  EXPECT_EQ(filled("${number}/${fraction}"), json("42/1.5"));
  EXPECT_EQ(filled("a${empty}"), json("a"));
}

TEST(FillIn, RefusesOtherValuesInsideText) {
  for (const std::string name : {"null", "yes", "list", "object"}) {
    EXPECT_EQ(fill_in_error("x${" + name + "}"),
              "\"${" + name + "}\" is neither text nor a number, so it cannot be inside \"x${" + name + "}\"");
  }
}

TEST(FillIn, FillsMemberNames) {
  EXPECT_EQ(filled(json::parse(R"({"${text}": "${text}", "/${text}": 1})")),
            json::parse(R"({"de-DE": "de-DE", "/de-DE": 1})"));
}

TEST(FillIn, RefusesAMemberNameThatIsNoText) {
  EXPECT_EQ(fill_in_error(json::parse(R"({"${number}": 1})")), "the member name \"${number}\" does not become text");
}

TEST(FillIn, ReachesEveryDepth) {
  EXPECT_EQ(filled(json::parse(R"([{"a": [{"b": "${number}"}]}, "${text}", 7, null])")),
            json::parse(R"([{"a": [{"b": 42}]}, "de-DE", 7, null])"));
}

TEST(FillIn, KeepsEmptyContainers) {
  EXPECT_EQ(filled(json::object()), json::object());
  EXPECT_EQ(filled(json::array()), json::array());
}

TEST(FillIn, TellsWhatTheResolverSays) {
  EXPECT_EQ(fill_in_error("${wrong}"), "no such thing");
  EXPECT_EQ(fill_in_error(json::parse(R"({"a": ["${wrong}"]})")), "no such thing");
  EXPECT_EQ(fill_in_error(json::parse(R"({"${wrong}": 1})")), "no such thing");
}

TEST(FillIn, TellsWhatIsWrongWithAnExpression) {
  EXPECT_EQ(fill_in_error("a ${b"), "\"a ${b\" has a \"${\" without \"}\"");
}

TEST(FillInLater, LeavesExpressionsThatAreNotKnownYet) {
  EXPECT_EQ(filled("/users/${user.id}/${number}", Pass::later), json("/users/${user.id}/42"));
  EXPECT_EQ(filled("${differentFrom( locale )}", Pass::later), json("${differentFrom(locale)}"));
}

TEST(FillInLater, KeepsEscapesForTheLastPass) {
  const json first = filled(json::parse(R"({"$${a}": "$${text} ${number}"})"), Pass::later);
  EXPECT_EQ(first, json::parse(R"({"$${a}": "$${text} 42"})"));
  EXPECT_EQ(filled(first), json::parse(R"({"${a}": "${text} 42"})"));
}

TEST(FillInLast, TakesEscapesAway) {
  EXPECT_EQ(filled("$${text}"), json("${text}"));
  EXPECT_EQ(filled("$$${text}"), json("$${text}"));
}

TEST(FillInLater, LetsValuesHoldExpressions) {
  EXPECT_EQ(filled("${template}", Pass::later), json("${user.id}"));
  EXPECT_EQ(filled("/users/${template}", Pass::later), json("/users/${user.id}"));
}

TEST(FillInLast, DoesNotReadExpressionsInValues) {
  EXPECT_EQ(filled("${template}"), json("${user.id}"));
  EXPECT_EQ(filled("<${template}>"), json("<${user.id}>"));
}

}  // namespace
}  // namespace conform
