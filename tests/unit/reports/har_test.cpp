#include "reports/har.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "golden/sample_result.hpp"
#include "unit/reports/arbitrary_result.hpp"

namespace conform {
namespace {

using nlohmann::json;

TEST(Har, HasAPageForEachCaseAndAnEntryForEachExchange) {
  const RunResult result = testing::sample_result();
  const json log = json::parse(to_har(result)).at("log");
  std::size_t pages = 0;
  std::size_t entries = 0;
  for (const Verdict& verdict : result.verdicts) {
    pages += verdict.exchanges.empty() ? 0U : 1U;
    entries += verdict.exchanges.size();
  }
  EXPECT_EQ(log.at("version"), "1.2");
  EXPECT_EQ(log.at("pages").size(), pages);
  EXPECT_EQ(log.at("entries").size(), entries);
  for (const json& entry : log.at("entries")) {
    EXPECT_EQ(std::count_if(log["pages"].begin(), log["pages"].end(),
                            [&](const json& page) { return page.at("id") == entry.at("pageref"); }),
              1);
  }
}

TEST(Har, HasItsEntriesInTheOrderOfTheirBeginningsToTheMicrosecond) {
  RunResult result = testing::sample_result();
  result.verdicts.resize(2);
  std::vector<Exchange>& first = result.verdicts.front().exchanges;
  first.resize(1);
  std::vector<Exchange>& second = result.verdicts.back().exchanges;
  second.resize(1);
  const std::chrono::system_clock::time_point at{std::chrono::seconds{1'767'225'600}};
  first.front().started_at = at + std::chrono::microseconds{250'007};
  second.front().started_at = at + std::chrono::microseconds{250'000};
  const json entries = json::parse(to_har(result)).at("log").at("entries");
  EXPECT_EQ(entries.at(0).at("startedDateTime"), "2026-01-01T00:00:00.250Z");
  EXPECT_EQ(entries.at(1).at("startedDateTime"), "2026-01-01T00:00:00.250007Z");
}

TEST(Har, SaysWhyThereIsNoAnswer) {
  const json entries = json::parse(to_har(testing::sample_result())).at("log").at("entries");
  const json& cut = entries.at(5).at("response");
  EXPECT_EQ(cut.at("status"), 0);
  EXPECT_EQ(cut.at("_error"), "closed: the server closed the connection after 5 of 4096 bytes");
  EXPECT_EQ(cut.at("content").at("text"), "{\"dat");
}

TEST(Har, KeepsBytesThatAreNoText) {
  RunResult result = testing::sample_result();
  std::get<Response>(result.verdicts[0].exchanges[0].response).body = "\xff\x00z";
  const json content = json::parse(to_har(result)).at("log").at("entries").at(0).at("response").at("content");
  EXPECT_EQ(content.at("encoding"), "base64");
  EXPECT_EQ(content.at("text"), "/w==");
}

TEST(Har, TakesTheQueryApart) {
  RunResult result = testing::sample_result();
  result.verdicts[0].exchanges[0].request.target = "/users/1?a=b&c&d=%20=";
  const json request = json::parse(to_har(result)).at("log").at("entries").at(0).at("request");
  EXPECT_EQ(request.at("queryString"),
            json::parse(R"([{"name":"a","value":"b"},{"name":"c","value":""},{"name":"d","value":"%20="}])"));
  EXPECT_EQ(request.at("url"), result.target.base_url + "/users/1?a=b&c&d=%20=");
}

RC_GTEST_PROP(Har, IsJsonWhateverTheRecordHolds, ()) {
  const json log = json::parse(to_har(*testing::nasty_result())).at("log");
  for (const json& entry : log.at("entries")) RC_ASSERT(entry.at("time") == entry.at("timings").at("wait"));
}

}  // namespace
}  // namespace conform
