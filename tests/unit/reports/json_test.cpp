#include "reports/json.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <iterator>
#include <nlohmann/json.hpp>
#include <string>
#include <variant>

#include "golden/sample_result.hpp"
#include "json/read_file.hpp"
#include "reports/bound.hpp"
#include "reports/text.hpp"
#include "unit/reports/arbitrary_result.hpp"

namespace conform {
namespace {

using nlohmann::json;

RunResult with_body(const std::string& body) {
  RunResult result;
  Exchange& exchange = result.verdicts.emplace_back().exchanges.emplace_back();
  exchange.response = Response{.status = 200, .reason = "OK", .headers = {}, .body = body};
  return result;
}

json body_of(const RunResult& result) {
  return json::parse(to_json(result))["verdicts"][0]["exchanges"][0]["response"]["body"];
}

/// The problems of a record that was changed by `change`, as text.
template <class Change>
std::string diagnostics_of(const Change& change) {
  json value = json::parse(to_json(testing::sample_result()));
  change(value);
  const auto result = result_from_json(value.dump(), "result.json");
  if (result) return "none";
  std::string text;
  for (const Diagnostic& diagnostic : result.error()) text += to_string(diagnostic) + '\n';
  return text;
}

RC_GTEST_PROP(JsonReport, ReadsBackWhatItWrote, ()) {
  const RunResult result = *testing::nasty_result();
  const auto read = result_from_json(to_json(result), "result.json");
  RC_ASSERT(read.has_value());
  RC_ASSERT(*read == result);
}

RC_GTEST_PROP(JsonReport, HoldsNoByteThatATerminalActsOn, ()) {
  const std::string text = to_json(*testing::nasty_result());
  RC_ASSERT(printable(text) == text);
}

TEST(JsonReport, ReadsBackTheSample) {
  const RunResult result = testing::sample_result();
  const auto read = result_from_json(to_json(result), "result.json");
  ASSERT_TRUE(read.has_value()) << to_string(read.error().front());
  EXPECT_EQ(*read, result);
}

TEST(JsonReport, ReadsBackALongBodyCut) {
  RunResult result = with_body(std::string(100'000, 'x'));
  const auto read = result_from_json(to_json(result), "result.json");
  ASSERT_TRUE(read.has_value());
  bound_bodies(result);
  EXPECT_EQ(*read, result);
  EXPECT_EQ(to_json(*read), to_json(result));
}

TEST(JsonReport, WritesATextBodyAsText) { EXPECT_EQ(body_of(with_body("{\"a\":1}")), json({{"text", "{\"a\":1}"}})); }

TEST(JsonReport, WritesABodyThatIsNotUtf8InBase64) {
  EXPECT_EQ(body_of(with_body("\xff")), json({{"text", "/w=="}, {"encoding", "base64"}}));
}

TEST(JsonReport, KeepsLengthAndHashOfALongBody) {
  const std::string body(kept_body_bytes + 1, 'x');
  const json written = body_of(with_body(body));
  EXPECT_EQ(written["text"].get<std::string>().size(), kept_body_bytes);
  EXPECT_EQ(written["bytes"], kept_body_bytes + 1);
  EXPECT_EQ(written["sha256"], sha256_hex(body));
}

TEST(JsonReport, TellsAnEmptyBodyFromNone) {
  RunResult result = with_body("");
  result.verdicts[0].exchanges[0].request.body = "";
  EXPECT_TRUE(json::parse(to_json(result))["verdicts"][0]["exchanges"][0]["request"]["body"].is_object());
  result.verdicts[0].exchanges[0].request.body.reset();
  EXPECT_TRUE(json::parse(to_json(result))["verdicts"][0]["exchanges"][0]["request"]["body"].is_null());
}

TEST(JsonReport, KeepsOrderAndDuplicatesOfHeaders) {
  RunResult result = with_body("");
  std::get<Response>(result.verdicts[0].exchanges[0].response).headers = {{"B", "1"}, {"A", "2"}, {"B", "3"}};
  EXPECT_EQ(json::parse(to_json(result))["verdicts"][0]["exchanges"][0]["response"]["headers"],
            json::parse(R"([["B","1"],["A","2"],["B","3"]])"));
}

TEST(JsonReport, WritesDurationsInMillisecondsAndTimesInUtc) {
  RunResult result;
  result.took = std::chrono::microseconds{1'500};
  const json written = json::parse(to_json(result));
  EXPECT_EQ(written["durationMs"], 1.5);
  EXPECT_EQ(written["startedAt"], "1970-01-01T00:00:00.000Z");
}

TEST(ResultFromJson, RefusesAnUnknownMember) {
  EXPECT_EQ(diagnostics_of([](json& result) { result["totals"]["pased"] = 1; }),
            "result.json:1: /totals/pased: unknown member\n");
}

TEST(ResultFromJson, RefusesAMissingMember) {
  EXPECT_EQ(diagnostics_of([](json& result) { result["suite"].erase("cases"); }),
            "result.json:1: /suite: the member \"cases\" is missing\n");
}

TEST(ResultFromJson, RefusesAnotherType) {
  EXPECT_EQ(diagnostics_of([](json& result) { result["verdicts"][1]["line"] = "7"; }),
            "result.json:1: /verdicts/1/line: expected a whole number from 0 to 2^53, found \"7\"\n");
}

TEST(ResultFromJson, RefusesNumbersThatAreNoCounts) {
  for (const json& number : {json(-1), json(1.5), json(std::uint64_t{1} << 54U), json(nullptr)}) {
    EXPECT_NE(diagnostics_of([&](json& result) { result["suite"]["cases"] = number; }), "none") << number;
  }
  for (const json& number : {json(1.5), json(std::int64_t{1} << 40U), json(18446744073709551615U), json("200")}) {
    EXPECT_NE(
        diagnostics_of([&](json& result) { result["verdicts"][0]["exchanges"][0]["response"]["status"] = number; }),
        "none")
        << number;
  }
}

TEST(ResultFromJson, RefusesUnknownNames) {
  EXPECT_EQ(diagnostics_of([](json& result) { result["conclusion"] = "fine"; }),
            "result.json:1: /conclusion: expected one of \"conformant\", \"incomplete\", \"nonconformant\", "
            "\"inconclusive\", found \"fine\"\n");
}

TEST(ResultFromJson, RefusesBadBase64AndOtherEncodings) {
  const auto body = [](json& result) -> json& { return result["verdicts"][0]["exchanges"][0]["response"]["body"]; };
  EXPECT_NE(diagnostics_of([&](json& result) { body(result) = {{"text", "?"}, {"encoding", "base64"}}; }), "none");
  EXPECT_NE(diagnostics_of([&](json& result) { body(result) = {{"text", ""}, {"encoding", "gzip"}}; }), "none");
  EXPECT_NE(diagnostics_of([&](json& result) { result["notes"][0] = {{"text", "x"}}; }), "none");
  EXPECT_NE(diagnostics_of([&](json& result) { body(result) = {{"text", "x"}, {"bytes", 3}}; }), "none");
}

TEST(ResultFromJson, RefusesAnExchangeWithBothOrNeitherAnswer) {
  EXPECT_NE(diagnostics_of([](json& result) { result["verdicts"][0]["exchanges"][0]["response"] = nullptr; }), "none");
  EXPECT_NE(diagnostics_of([](json& result) {
              result["verdicts"][0]["exchanges"][0]["transportError"] = {
                  {"kind", "closed"}, {"detail", ""}, {"partial", nullptr}};
            }),
            "none");
}

TEST(ResultFromJson, RefusesATimeThatIsNone) {
  EXPECT_NE(diagnostics_of([](json& result) { result["startedAt"] = "yesterday"; }), "none");
  EXPECT_NE(diagnostics_of([](json& result) { result["durationMs"] = 1e13; }), "none");
}

TEST(ResultFromJson, ListsAllProblemsUpToTwenty) {
  const std::string diagnostics = diagnostics_of([](json& result) {
    result["suite"]["cases"] = -1;
    result["interrupted"] = 0;
  });
  EXPECT_EQ(std::count(diagnostics.begin(), diagnostics.end(), '\n'), 2);
  const std::string many = diagnostics_of([](json& result) {
    for (int i = 0; i < 100; ++i) result["x" + std::to_string(i)] = 1;
  });
  EXPECT_EQ(std::count(many.begin(), many.end(), '\n'), 20);
}

TEST(ResultFromJson, SaysTheLineOfAProblem) {
  std::string text = to_json(testing::sample_result());
  const std::string member = "\"interrupted\": false";
  text.replace(text.find(member), member.size(), "\"interrupted\": 0");
  const auto result = result_from_json(text, "r.json");
  ASSERT_FALSE(result.has_value());
  EXPECT_GT(result.error().front().line, 10U);
}

TEST(ResultFromJson, SaysWhatIsNoRecordOrOfAnotherFormat) {
  EXPECT_EQ(result_from_json("[]", "r").error().front().message, "is not the result of a run");
  EXPECT_EQ(result_from_json("{\"format\": 3}", "r").error().front().message,
            "has format 3; this version reads formats 1 and 2");
  EXPECT_EQ(result_from_json("{", "r").error().front().line, 1U);
}

// Written by the last version before the second format.
TEST(ResultFromJson, ReadsResultsOfTheLastFormat) {
  const auto text = read_file(CONFORM_SOURCE_DIR "/tests/data/results/format-1.json", 1'000'000);
  ASSERT_TRUE(text) << text.error();
  const auto result = result_from_json(*text, "r");
  ASSERT_TRUE(result) << to_string(result.error().front());
  EXPECT_EQ(result->lag.late_reads, 3U);
  ASSERT_EQ(result->waivers.size(), 1U);
  EXPECT_EQ(result->waivers.front().reason, "old");
  EXPECT_TRUE(result->strict_known);
  ASSERT_EQ(result->verdicts.size(), 2U);
  const std::vector<Exchange>& exchanges = result->verdicts.back().exchanges;
  EXPECT_TRUE(
      std::ranges::any_of(exchanges, [](const Exchange& exchange) { return response_of(exchange) == nullptr; }));
  EXPECT_EQ(*result_from_json(to_json(*result), "again"), *result) << "nothing is lost in the present format";
  json mixed = json::parse(*text);
  mixed["waivers"] = json::array();
  EXPECT_FALSE(result_from_json(mixed.dump(), "r")) << "a member of the present format";
}

TEST(ResultFromJson, LetsARecordNameItsSchema) {
  EXPECT_EQ(diagnostics_of([](json& result) { result["$schema"] = "result.schema.json"; }), "none");
}

RC_GTEST_PROP(ResultFromJson, SurvivesAnyText, (const std::string& text)) {
  RC_ASSERT(!result_from_json(text, "r").has_value());
}

// A record in which one value was replaced is refused or read, and never brings the reader down.
RC_GTEST_PROP(ResultFromJson, SurvivesAnyValueAnywhere, ()) {
  json value = json::parse(to_json(testing::sample_result()));
  json* at = &value;
  while (at->is_structured() && !at->empty() && *rc::gen::inRange(0, 4) > 0) {
    at = &*std::next(at->begin(), *rc::gen::inRange<std::ptrdiff_t>(0, static_cast<std::ptrdiff_t>(at->size())));
  }
  *at = *rc::gen::element(json(), json(1), json(-1.5), json("x"), json::array(), json::object(), json(true),
                          json({{"text", 1}}), json({{"text", ""}, {"encoding", "base64"}}), json({1, 2}));
  const auto result = result_from_json(value.dump(), "r");
  if (!result) RC_ASSERT(!result.error().empty());
}

}  // namespace
}  // namespace conform
