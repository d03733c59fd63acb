#include "audit/har_reader.hpp"

#include <gtest/gtest.h>

#include <sstream>
#include <vector>

namespace conform::test {
namespace {

struct Read {
  Result<RecordingInfo> info;
  std::vector<RecordedExchange> exchanges;
};

Read read(const std::string& text) {
  Read result{.info = RecordingInfo{}, .exchanges = {}};
  std::istringstream in{text};
  result.info = read_har(in, "t.har", [&](RecordedExchange exchange) {
    result.exchanges.push_back(std::move(exchange));
    return true;
  });
  return result;
}

constexpr const char* one_entry = R"({"log":{"version":"1.2","creator":{"name":"WebInspector"},"pages":[{"id":"p"}],
"entries":[{"startedDateTime":"2026-01-01T00:00:00Z","time":12.5,"_priority":{"a":[1,{"b":2}]},
"request":{"method":"PUT","url":"https://u/user/2024-3/users/x","headers":[{"name":"Accept","value":"a/b"}],
"queryString":[{"name":"headers","value":"c"}],"postData":{"mimeType":"m","text":"{}"}},
"response":{"status":200,"headers":[{"name":"X","value":"y","comment":"z"}],
"content":{"size":2,"mimeType":"m","text":"{}"}},"timings":{"wait":1}}]}})";

TEST(HarReader, ReadsAnEntry) {
  const Read result = read(one_entry);
  ASSERT_TRUE(result.info);
  EXPECT_EQ(result.info->creator, "WebInspector");
  ASSERT_EQ(result.exchanges.size(), 1U);
  const RecordedExchange& exchange = result.exchanges.front();
  EXPECT_EQ(exchange.method, "PUT");
  EXPECT_EQ(exchange.request_headers, (Headers{{"Accept", "a/b"}}));
  EXPECT_EQ(exchange.response_headers, (Headers{{"X", "y"}}));
  EXPECT_EQ(exchange.request_body.text, "{}");
  EXPECT_EQ(exchange.response_body.text, "{}");
  EXPECT_EQ(exchange.status, 200);
  EXPECT_EQ(exchange.took, std::chrono::microseconds{12'500});
}

TEST(HarReader, KnowsTheReadsOfARunBeforeACase) {
  const auto starts_afresh = [](const std::string& creator, const std::string& comment) {
    const Read result = read(R"({"log":{"creator":{"name":")" + creator + R"("},"entries":[{"comment":")" + comment +
                             R"(","request":{"method":"GET","url":"/x"}}]}})");
    return result.exchanges.at(0).starts_afresh;
  };
  EXPECT_TRUE(starts_afresh("conform", "read before as user-1"));
  EXPECT_FALSE(starts_afresh("conform", "read back as user-1"));
  EXPECT_FALSE(starts_afresh("WebInspector", "read before as user-1"));
}

TEST(HarReader, NamesTheByteWhereAFileEndsTooEarly) {
  const std::string text{one_entry};
  const Read result = read(text.substr(0, text.size() - 2));
  ASSERT_FALSE(result.info);
  EXPECT_EQ(result.exchanges.size(), 1U);
  EXPECT_NE(result.info.error().front().message.find("not valid JSON at byte"), std::string::npos);
}

TEST(HarReader, RefusesJsonThatIsNoHar) {
  for (const char* text : {"{}", "[]", "7", R"({"entries":[]})"}) EXPECT_FALSE(read(text).info) << text;
}

TEST(HarReader, CountsEntriesWithoutARequest) {
  const Read result = read(R"({"log":{"entries":[{},7,{"request":{}},null]}})");
  ASSERT_TRUE(result.info);
  EXPECT_EQ(result.info->exchanges, 0U);
  EXPECT_EQ(result.info->other, 2U);
}

TEST(HarReader, EndsAtDeepNesting) {
  const Read result = read(R"({"log":{"entries":)" + std::string(100'000, '[') + "}");
  ASSERT_FALSE(result.info);
  EXPECT_NE(result.info.error().front().message.find("deeper"), std::string::npos);
}

}  // namespace
}  // namespace conform::test
