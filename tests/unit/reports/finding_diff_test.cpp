#include "reports/finding_diff.hpp"

#include <gtest/gtest.h>

#include <string>
#include <utility>

namespace conform {
namespace {

std::string drawn(const std::vector<DiffLine>& lines) {
  std::string text;
  for (const DiffLine& line : lines) text += std::string{mark_of(line.kind)} + line.text + '\n';
  return text;
}

Finding finding(std::string where, std::string expected, std::string actual, std::string rule = "effect.merge") {
  return {.rule = std::move(rule),
          .requirement = {},
          .level = Level::must,
          .where = std::move(where),
          .expected = std::move(expected),
          .actual = std::move(actual),
          .message = {}};
}

Verdict verdict_on_response(const std::string& body, std::vector<Finding> findings) {
  Verdict verdict;
  verdict.findings = std::move(findings);
  Exchange exchange;
  exchange.response = Response{.status = 200, .reason = {}, .headers = {}, .body = body};
  verdict.exchanges = {exchange};
  return verdict;
}

TEST(FindingDiff, ShowsAWipedValueInItsAnswer) {
  const Verdict verdict =
      verdict_on_response(R"({"data": {"a": 1}})", {finding("/data/locale", "\"de-DE\"", "absent")});
  EXPECT_EQ(drawn(finding_difference(verdict, verdict.findings[0])),
            " {\n"
            "   \"data\": {\n"
            "     \"a\": 1\n"
            "-    \"locale\": \"de-DE\"\n"
            "   }\n"
            " }\n");
}

TEST(FindingDiff, ShowsAKeptValueTogetherWithTheOtherFindingsOfTheAnswer) {
  const Verdict verdict = verdict_on_response(
      R"({"data": {"a": 1, "b": {"c": 2, "d": 3}}})",
      {finding("/data/a", "cleared", "1"), finding("/data/b/c", "5", "2"), finding("/data/b/d", "one of 1, 2", "3")});
  EXPECT_EQ(drawn(finding_difference(verdict, verdict.findings[0])),
            " {\n"
            "   \"data\": {\n"
            "+    \"a\": 1,\n"
            "     \"b\": {\n"
            "-      \"c\": 5,\n"
            "+      \"c\": 2,\n"
            "       \"d\": 3\n"
            "     }\n"
            "   }\n"
            " }\n");
}

TEST(FindingDiff, TakesNoPropertyOfAValueForTheValue) {
  const Verdict verdict = verdict_on_response(R"({"data": {"name": "abcdef"}})",
                                              {finding("/data/name", "5", "\"abcdef\"", "contract.user")});
  EXPECT_EQ(drawn(finding_difference(verdict, verdict.findings[0])), "-5\n+\"abcdef\"\n");
}

TEST(FindingDiff, FallsBackToTheTextsOfTheFinding) {
  const auto simple = [](const Verdict& verdict) {
    return drawn(finding_difference(verdict, verdict.findings[0])) == "-\"x\"\n+absent\n";
  };
  EXPECT_TRUE(simple(verdict_on_response("no JSON", {finding("/data", "\"x\"", "absent")})));
  EXPECT_TRUE(simple(verdict_on_response("{}", {finding("status", "\"x\"", "absent")})));
  EXPECT_TRUE(simple(verdict_on_response(R"({"data": []})", {finding("/data/0/a", "\"x\"", "absent")})));
  Verdict no_exchange = verdict_on_response("{}", {finding("/data", "\"x\"", "absent")});
  no_exchange.exchanges.clear();
  EXPECT_TRUE(simple(no_exchange));
  Verdict without_response = verdict_on_response("{}", {finding("/data", "\"x\"", "absent")});
  without_response.exchanges[0].response = TransportError{};
  EXPECT_TRUE(simple(without_response));
}

}  // namespace
}  // namespace conform
