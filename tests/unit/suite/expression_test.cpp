#include "suite/expression.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace conform {
namespace {

using nlohmann::json;

TextPart literal(std::string text) { return {.literal = std::move(text), .expression = {}, .is_expression = false}; }

TextPart name(std::string text) {
  return {
      .literal = {}, .expression = {.name = std::move(text), .arguments = {}, .call = false}, .is_expression = true};
}

TextPart call(std::string function, std::vector<std::string> arguments) {
  return {.literal = {},
          .expression = {.name = std::move(function), .arguments = std::move(arguments), .call = true},
          .is_expression = true};
}

std::vector<TextPart> parts_of(std::string_view text) {
  auto parts = parse_text(text);
  EXPECT_TRUE(parts.has_value()) << parts.error();
  return parts.value_or(std::vector<TextPart>{});
}

std::string error_of(std::string_view text) {
  const auto parts = parse_text(text);
  EXPECT_FALSE(parts.has_value()) << text;
  return parts ? std::string{} : parts.error();
}

TEST(ParseText, KeepsTextWithoutExpressions) { EXPECT_EQ(parts_of("de-DE"), std::vector{literal("de-DE")}); }

TEST(ParseText, MakesOneEmptyPartOfEmptyText) { EXPECT_EQ(parts_of(""), std::vector{literal("")}); }

TEST(ParseText, ReadsAName) { EXPECT_EQ(parts_of("${attribute}"), std::vector{name("attribute")}); }

TEST(ParseText, KeepsMembersInTheName) { EXPECT_EQ(parts_of("${wrong.value}"), std::vector{name("wrong.value")}); }

TEST(ParseText, CutsTextAroundExpressions) {
  EXPECT_EQ(parts_of("/users/${user.id}/x${nonce}"),
            (std::vector{literal("/users/"), name("user.id"), literal("/x"), name("nonce")}));
}

TEST(ParseText, KeepsNeighbouringExpressionsApart) {
  EXPECT_EQ(parts_of("${a}${b}"), (std::vector{name("a"), name("b")}));
}

TEST(ParseText, ReadsACall) { EXPECT_EQ(parts_of("${sample(locale)}"), std::vector{call("sample", {"locale"})}); }

TEST(ParseText, ReadsSeveralArgumentsWithoutTheSpacesAroundThem) {
  EXPECT_EQ(parts_of("${ repeat( ab , 3 ) }"), std::vector{call("repeat", {"ab", "3"})});
}

TEST(ParseText, KeepsSpacesInsideAnArgument) {
  EXPECT_EQ(parts_of("${repeat(a b, 2)}"), std::vector{call("repeat", {"a b", "2"})});
}

TEST(ParseText, ReadsPointersAsArguments) {
  EXPECT_EQ(parts_of("${before(/address/street)}"), std::vector{call("before", {"/address/street"})});
}

TEST(ParseText, GivesACallWithoutArgumentsOneThatIsEmpty) {
  EXPECT_EQ(parts_of("${nonce()}"), std::vector{call("nonce", {""})});
}

TEST(ParseText, ReadsTwoDollarsAndABraceAsLiteral) {
  EXPECT_EQ(parts_of("$${attribute}"), std::vector{literal("${attribute}")});
}

TEST(ParseText, ReadsADollarBeforeAnEscapeAsItself) { EXPECT_EQ(parts_of("$$${x}"), std::vector{literal("$${x}")}); }

TEST(ParseText, LeavesLoneDollarsAndBracesAlone) {
  EXPECT_EQ(parts_of("$ {x} $x }{ $"), std::vector{literal("$ {x} $x }{ $")});
}

TEST(ParseText, RefusesAnExpressionWithoutItsEnd) {
  EXPECT_EQ(error_of("a ${b"), "\"a ${b\" has a \"${\" without \"}\"");
}

TEST(ParseText, RefusesACallWithoutItsParenthesis) {
  EXPECT_EQ(error_of("${sample(locale}"), "\"${sample(locale}\" lacks its closing parenthesis");
  EXPECT_EQ(error_of("${sample(locale)x}"), "\"${sample(locale)x}\" lacks its closing parenthesis");
}

TEST(ParseText, RefusesWhatIsNoName) {
  for (const std::string text : {"${}", "${ }", "${a b}", "${a/b}", "${ä}", "${()}", "${a)}", "${${a}}"}) {
    EXPECT_NE(error_of(text).find("is not a name and not a function"), std::string::npos) << text;
  }
}

TEST(ExpressionText, IsWhatWasRead) {
  for (const std::string text : {"${user.id}", "${differentFrom(locale)}", "${repeat(ab, 3)}", "${f()}"}) {
    const auto parts = parts_of(text);
    ASSERT_EQ(parts.size(), 1U) << text;
    EXPECT_EQ(to_string(parts[0].expression), text);
  }
}

TEST(ForEachExpression, VisitsStringsAndMemberNamesAtEveryDepth) {
  std::vector<std::string> seen;
  for_each_expression(json::parse(R"({"${a}": ["x ${b}", {"c": "${d(e)}"}], "n": 1, "literal": "$${f}"})"),
                      [&](const Expression& expression) { seen.push_back(to_string(expression)); });
  EXPECT_EQ(seen, (std::vector<std::string>{"${a}", "${b}", "${d(e)}"}));
}

TEST(ForEachExpression, PassesOverTextThatCannotBeRead) {
  std::size_t visited = 0;
  for_each_expression(json("${a} ${"), [&](const Expression&) { ++visited; });
  EXPECT_EQ(visited, 0U);
}

}  // namespace
}  // namespace conform
