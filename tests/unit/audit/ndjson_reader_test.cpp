#include "audit/ndjson_reader.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <sstream>

#include "schema/schema_set.hpp"

namespace conform::test {
namespace {

TEST(NdjsonReader, ReadsHeadersInEveryForm) {
  for (const char* headers : {R"({"Accept":"a/b"})", R"({"Accept":["a/b"]})", R"([["Accept","a/b"]])",
                              R"([{"name":"Accept","value":"a/b"}])"}) {
    const auto exchange = exchange_of_line(
        std::string{R"({"startedAt":"2026-01-01T00:00:00Z","ms":3,"request":{"method":"GET","url":"/x","headers":)"} +
            headers + R"(},"response":{"status":200,"body":""}})",
        4);
    ASSERT_TRUE(exchange) << headers;
    EXPECT_EQ(exchange->request_headers, (Headers{{"Accept", "a/b"}})) << headers;
    EXPECT_EQ(exchange->position, 4U);
    EXPECT_EQ(exchange->response_body.kept, BodyKept::none);
  }
}

// schemas/suite/recorded-exchange.schema.json is for those who write recordings: the reader must take what it allows.
TEST(NdjsonReader, TakesWhatTheSchemaAllows) {
  const auto schemas =
      SchemaSet::load(std::string{CONFORM_SOURCE_DIR} + "/schemas/suite", {"recorded-exchange.schema.json"});
  ASSERT_TRUE(schemas);
  const auto fits = [&](const std::string& line) {
    return schemas->validate("recorded-exchange.schema.json", nlohmann::json::parse(line)).empty();
  };
  const std::string request = R"("startedAt":1767225600,"request":{"method":"GET","url":"/x"})";
  for (const std::string& response :
       {std::string{"null"}, std::string{R"({"status":200,"headers":{"A":["b","c"]},"body":""})"},
        std::string{R"({"status":200,"headers":[["A","b"]],"bodyBase64":"e30="})"},
        std::string{
            R"({"status":200,"headers":[{"name":"A","value":"b"}],"body":"{","bodyBytes":9,"bodyClipped":true})"}}) {
    const std::string line = "{" + request + R"(,"response":)" + response + "}";
    EXPECT_TRUE(fits(line)) << line;
    EXPECT_TRUE(exchange_of_line(line, 1)) << line;
  }
  for (const char* line :
       {"{}", R"({"startedAt":1,"request":{"url":"/x"}})", R"({"startedAt":1,"request":{"method":"GET"}})"}) {
    EXPECT_FALSE(fits(line)) << line;
    EXPECT_FALSE(exchange_of_line(line, 1)) << line;
  }
}

TEST(NdjsonReader, TakesSecondsAndMillisecondsSince1970) {
  for (const char* at : {"1767225600", "1767225600000", "\"2026-01-01T00:00:00Z\""}) {
    const auto exchange = exchange_of_line(
        std::string{R"({"startedAt":)"} + at + R"(,"request":{"method":"GET","url":"/x"},"response":{"status":200}})",
        1);
    ASSERT_TRUE(exchange);
    EXPECT_EQ(exchange->started_at.time_since_epoch(), std::chrono::seconds{1'767'225'600}) << at;
  }
}

TEST(NdjsonReader, PassesOverTheLinesOfALog) {
  std::istringstream in{
      "starting\n{\"level\":\"info\"}\n\n"
      R"({"startedAt":1,"request":{"method":"GET","url":"/x"},"response":{"status":200}})"
      "\n{\n"};
  std::size_t taken = 0;
  const auto info = read_ndjson(in, "log", [&](RecordedExchange) { return ++taken > 0; });
  ASSERT_TRUE(info);
  EXPECT_EQ(taken, 1U);
  EXPECT_EQ(info->other, 3U);
}

TEST(NdjsonReader, SaysWhereNoExchangeIs) {
  std::istringstream in{"\nnothing\n"};
  const auto info = read_ndjson(in, "log", [](RecordedExchange) { return true; });
  ASSERT_FALSE(info);
  EXPECT_EQ(info.error().front().line, 2U);
}

}  // namespace
}  // namespace conform::test
