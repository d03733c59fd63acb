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

#include "golden/sample_record.hpp"
#include "json/read_file.hpp"
#include "reports/bound.hpp"
#include "reports/text.hpp"
#include "unit/reports/arbitrary_record.hpp"

namespace conform {
namespace {

using nlohmann::json;

RunRecord with_body(const std::string& body) {
  RunRecord record;
  Exchange& exchange = record.verdicts.emplace_back().exchanges.emplace_back();
  exchange.answer = Response{.status = 200, .reason = "OK", .headers = {}, .body = body};
  return record;
}

json body_of(const RunRecord& record) {
  return json::parse(to_json(record))["verdicts"][0]["exchanges"][0]["response"]["body"];
}

/// The problems of a record that was changed by `change`, as text.
template <class Change>
std::string problems_of(const Change& change) {
  json value = json::parse(to_json(testing::sample_record()));
  change(value);
  const auto record = record_from_json(value.dump(), "record.json");
  if (record) return "none";
  std::string text;
  for (const Problem& problem : record.error()) text += to_string(problem) + '\n';
  return text;
}

RC_GTEST_PROP(JsonReport, ReadsBackWhatItWrote, ()) {
  const RunRecord record = *testing::nasty_record();
  const auto read = record_from_json(to_json(record), "record.json");
  RC_ASSERT(read.has_value());
  RC_ASSERT(*read == record);
}

RC_GTEST_PROP(JsonReport, HoldsNoByteThatATerminalActsOn, ()) {
  const std::string text = to_json(*testing::nasty_record());
  RC_ASSERT(printable(text) == text);
}

TEST(JsonReport, ReadsBackTheSample) {
  const RunRecord record = testing::sample_record();
  const auto read = record_from_json(to_json(record), "record.json");
  ASSERT_TRUE(read.has_value()) << to_string(read.error().front());
  EXPECT_EQ(*read, record);
}

TEST(JsonReport, ReadsBackALongBodyCut) {
  RunRecord record = with_body(std::string(100'000, 'x'));
  const auto read = record_from_json(to_json(record), "record.json");
  ASSERT_TRUE(read.has_value());
  bound_bodies(record);
  EXPECT_EQ(*read, record);
  EXPECT_EQ(to_json(*read), to_json(record));
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
  RunRecord record = with_body("");
  record.verdicts[0].exchanges[0].request.body = "";
  EXPECT_TRUE(json::parse(to_json(record))["verdicts"][0]["exchanges"][0]["request"]["body"].is_object());
  record.verdicts[0].exchanges[0].request.body.reset();
  EXPECT_TRUE(json::parse(to_json(record))["verdicts"][0]["exchanges"][0]["request"]["body"].is_null());
}

TEST(JsonReport, KeepsOrderAndDuplicatesOfHeaders) {
  RunRecord record = with_body("");
  std::get<Response>(record.verdicts[0].exchanges[0].answer).headers = {{"B", "1"}, {"A", "2"}, {"B", "3"}};
  EXPECT_EQ(json::parse(to_json(record))["verdicts"][0]["exchanges"][0]["response"]["headers"],
            json::parse(R"([["B","1"],["A","2"],["B","3"]])"));
}

TEST(JsonReport, WritesDurationsInMillisecondsAndTimesInUtc) {
  RunRecord record;
  record.took = std::chrono::microseconds{1'500};
  const json written = json::parse(to_json(record));
  EXPECT_EQ(written["durationMs"], 1.5);
  EXPECT_EQ(written["startedAt"], "1970-01-01T00:00:00.000Z");
}

TEST(RecordFromJson, RefusesAnUnknownMember) {
  EXPECT_EQ(problems_of([](json& record) { record["totals"]["pased"] = 1; }),
            "record.json:1: /totals/pased: unknown member\n");
}

TEST(RecordFromJson, RefusesAMissingMember) {
  EXPECT_EQ(problems_of([](json& record) { record["suite"].erase("cases"); }),
            "record.json:1: /suite: the member \"cases\" is missing\n");
}

TEST(RecordFromJson, RefusesAnotherType) {
  EXPECT_EQ(problems_of([](json& record) { record["verdicts"][1]["line"] = "7"; }),
            "record.json:1: /verdicts/1/line: expected a whole number from 0 to 2^53, found \"7\"\n");
}

TEST(RecordFromJson, RefusesNumbersThatAreNoCounts) {
  for (const json& number : {json(-1), json(1.5), json(std::uint64_t{1} << 54U), json(nullptr)}) {
    EXPECT_NE(problems_of([&](json& record) { record["suite"]["cases"] = number; }), "none") << number;
  }
  for (const json& number : {json(1.5), json(std::int64_t{1} << 40U), json(18446744073709551615U), json("200")}) {
    EXPECT_NE(problems_of([&](json& record) { record["verdicts"][0]["exchanges"][0]["response"]["status"] = number; }),
              "none")
        << number;
  }
}

TEST(RecordFromJson, RefusesUnknownNames) {
  EXPECT_EQ(problems_of([](json& record) { record["conclusion"] = "fine"; }),
            "record.json:1: /conclusion: expected one of \"conformant\", \"incomplete\", \"nonconformant\", "
            "\"inconclusive\", found \"fine\"\n");
}

TEST(RecordFromJson, RefusesBadBase64AndOtherEncodings) {
  const auto body = [](json& record) -> json& { return record["verdicts"][0]["exchanges"][0]["response"]["body"]; };
  EXPECT_NE(problems_of([&](json& record) { body(record) = {{"text", "?"}, {"encoding", "base64"}}; }), "none");
  EXPECT_NE(problems_of([&](json& record) { body(record) = {{"text", ""}, {"encoding", "gzip"}}; }), "none");
  EXPECT_NE(problems_of([&](json& record) { record["notes"][0] = {{"text", "x"}}; }), "none");
  EXPECT_NE(problems_of([&](json& record) { body(record) = {{"text", "x"}, {"bytes", 3}}; }), "none");
}

TEST(RecordFromJson, RefusesAnExchangeWithBothOrNeitherAnswer) {
  EXPECT_NE(problems_of([](json& record) { record["verdicts"][0]["exchanges"][0]["response"] = nullptr; }), "none");
  EXPECT_NE(problems_of([](json& record) {
              record["verdicts"][0]["exchanges"][0]["transportError"] = {
                  {"kind", "closed"}, {"detail", ""}, {"partial", nullptr}};
            }),
            "none");
}

TEST(RecordFromJson, RefusesATimeThatIsNone) {
  EXPECT_NE(problems_of([](json& record) { record["startedAt"] = "yesterday"; }), "none");
  EXPECT_NE(problems_of([](json& record) { record["durationMs"] = 1e13; }), "none");
}

TEST(RecordFromJson, ListsAllProblemsUpToTwenty) {
  const std::string problems = problems_of([](json& record) {
    record["suite"]["cases"] = -1;
    record["interrupted"] = 0;
  });
  EXPECT_EQ(std::count(problems.begin(), problems.end(), '\n'), 2);
  const std::string many = problems_of([](json& record) {
    for (int i = 0; i < 100; ++i) record["x" + std::to_string(i)] = 1;
  });
  EXPECT_EQ(std::count(many.begin(), many.end(), '\n'), 20);
}

TEST(RecordFromJson, SaysTheLineOfAProblem) {
  std::string text = to_json(testing::sample_record());
  const std::string member = "\"interrupted\": false";
  text.replace(text.find(member), member.size(), "\"interrupted\": 0");
  const auto record = record_from_json(text, "r.json");
  ASSERT_FALSE(record.has_value());
  EXPECT_GT(record.error().front().line, 10U);
}

TEST(RecordFromJson, SaysWhatIsNoRecordOrOfAnotherFormat) {
  EXPECT_EQ(record_from_json("[]", "r").error().front().message, "is not the result of a run");
  EXPECT_EQ(record_from_json("{\"format\": 3}", "r").error().front().message,
            "has format 3; this version reads formats 1 and 2");
  EXPECT_EQ(record_from_json("{", "r").error().front().line, 1U);
}

// Written by the last version before the second format.
TEST(RecordFromJson, ReadsResultsOfTheLastFormat) {
  const auto text = read_file(CONFORM_SOURCE_DIR "/tests/data/results/format-1.json", 1'000'000);
  ASSERT_TRUE(text) << text.error();
  const auto record = record_from_json(*text, "r");
  ASSERT_TRUE(record) << to_string(record.error().front());
  EXPECT_EQ(record->lag.late_reads, 3U);
  ASSERT_EQ(record->known.size(), 1U);
  EXPECT_EQ(record->known.front().reason, "old");
  EXPECT_TRUE(record->strict_known);
  ASSERT_EQ(record->verdicts.size(), 2U);
  const std::vector<Exchange>& exchanges = record->verdicts.back().exchanges;
  EXPECT_TRUE(std::ranges::any_of(exchanges, [](const Exchange& one) { return response_of(one) == nullptr; }));
  EXPECT_EQ(*record_from_json(to_json(*record), "again"), *record) << "nothing is lost in the present format";
  json mixed = json::parse(*text);
  mixed["waivers"] = json::array();
  EXPECT_FALSE(record_from_json(mixed.dump(), "r")) << "a member of the present format";
}

TEST(RecordFromJson, LetsARecordNameItsSchema) {
  EXPECT_EQ(problems_of([](json& record) { record["$schema"] = "result.schema.json"; }), "none");
}

RC_GTEST_PROP(RecordFromJson, SurvivesAnyText, (const std::string& text)) {
  RC_ASSERT(!record_from_json(text, "r").has_value());
}

// A record in which one value was replaced is refused or read, and never brings the reader down.
RC_GTEST_PROP(RecordFromJson, SurvivesAnyValueAnywhere, ()) {
  json value = json::parse(to_json(testing::sample_record()));
  json* at = &value;
  while (at->is_structured() && !at->empty() && *rc::gen::inRange(0, 4) > 0) {
    at = &*std::next(at->begin(), *rc::gen::inRange<std::ptrdiff_t>(0, static_cast<std::ptrdiff_t>(at->size())));
  }
  *at = *rc::gen::element(json(), json(1), json(-1.5), json("x"), json::array(), json::object(), json(true),
                          json({{"text", 1}}), json({{"text", ""}, {"encoding", "base64"}}), json({1, 2}));
  const auto record = record_from_json(value.dump(), "r");
  if (!record) RC_ASSERT(!record.error().empty());
}

}  // namespace
}  // namespace conform
