#include "audit/recorder_quirks.hpp"

#include <gtest/gtest.h>

#include "base/base64.hpp"

namespace conform::test {
namespace {

RawExchange a_read() {
  RawExchange raw;
  raw.method = "GET";
  raw.url = "https://user.example/user/2024-3/users/c0daf39b-4df5-4241-9e7d-b1b85f829090";
  raw.started_at = "2026-01-01T00:00:00.000Z";
  raw.status = 200;
  return raw;
}

TEST(RecorderQuirks, ReadsTimesAsRecordersWriteThem) {
  const auto utc = recorded_time("2026-01-01T12:00:00.250Z");
  ASSERT_TRUE(utc);
  for (const char* same : {"2026-01-01T13:00:00.250+01:00", "2026-01-01T12:00:00,250Z", "2026-01-01 12:00:00.250000Z",
                           "2026-01-01T13:00:00.25+0100"})
    EXPECT_EQ(recorded_time(same).value().at, utc->at) << same;
  for (const char* none : {"", "yesterday", "2026-13-01T00:00:00Z", "2026-01-01T25:00:00Z"})
    EXPECT_FALSE(recorded_time(none)) << none;
}

TEST(RecorderQuirks, KnowHowPreciselyTimesAreWritten) {
  using std::chrono::microseconds;
  const auto precision = [](const char* started, std::optional<double> milliseconds) {
    RawExchange raw = a_read();
    raw.started_at = started;
    raw.milliseconds = milliseconds;
    return resolved(raw).precision;
  };
  EXPECT_EQ(precision("2026-01-01T00:00:00.250125Z", 1.25), microseconds{1});
  EXPECT_EQ(precision("2026-01-01T00:00:00.250Z", 1.25), microseconds{1000});
  EXPECT_EQ(precision("2026-01-01T00:00:00.250125Z", 2), microseconds{1000});
  EXPECT_EQ(precision("2026-01-01T00:00:00Z", 1.25), microseconds{1'000'000});
  EXPECT_EQ(precision("2026-01-01T00:00:00.250125Z", std::nullopt), microseconds{1'000'000});
}

TEST(RecorderQuirks, TakesAResponseOfACacheForNone) {
  RawExchange cached = a_read();
  cached.from_cache = true;
  EXPECT_EQ(resolved(cached).not_judged, NotJudged::from_cache);
  RawExchange unchanged = a_read();
  unchanged.status = 304;
  EXPECT_EQ(resolved(unchanged).not_judged, NotJudged::from_cache);
}

TEST(RecorderQuirks, TakesStatus0ForNoResponse) {
  RawExchange raw = a_read();
  raw.status = 0;
  EXPECT_EQ(resolved(raw).not_judged, NotJudged::no_response);
}

TEST(RecorderQuirks, DistinguishesAServerThatBrokeOffFromAClientThatDid) {
  RawExchange raw = a_read();
  raw.status = 0;
  raw.failed = true;
  for (const char* by_server :
       {"net::ERR_EMPTY_RESPONSE", "net::ERR_CONTENT_LENGTH_MISMATCH", "closed: after 12 bytes"}) {
    raw.failure = by_server;
    EXPECT_TRUE(resolved(raw).failed_by_server) << by_server;
  }
  for (const char* by_client : {"", "net::ERR_ABORTED", "net::ERR_NAME_NOT_RESOLVED", "unreachable: no route"}) {
    raw.failure = by_client;
    EXPECT_FALSE(resolved(raw).failed_by_server) << by_client;
  }
}

TEST(RecorderQuirks, KnowsAPreflight) {
  RawExchange raw = a_read();
  raw.method = "OPTIONS";
  raw.request_headers = {{"access-control-request-method", "PATCH"}};
  EXPECT_EQ(resolved(raw).not_judged, NotJudged::preflight);
}

TEST(RecorderQuirks, DropsPseudoHeaders) {
  RawExchange raw = a_read();
  raw.request_headers = {{":authority", "user.example"}, {"accept", "*/*"}};
  EXPECT_EQ(resolved(raw).request_headers, (Headers{{"accept", "*/*"}}));
}

TEST(RecorderQuirks, DecodesBase64) {
  RawExchange raw = a_read();
  raw.response_body.text = base64_of("{\"a\":1}");
  raw.response_body.base64 = true;
  const RecordedExchange exchange = resolved(raw);
  EXPECT_EQ(exchange.response_body.kept, BodyKept::whole);
  EXPECT_EQ(exchange.response_body.text, "{\"a\":1}");
}

TEST(RecorderQuirks, TakesDecodedTextForDecodedWhateverContentEncodingSays) {
  RawExchange raw = a_read();
  raw.response_headers = {{"content-encoding", "br"}, {"content-length", "4"}};
  raw.response_body.text = "{\"a\":1}";
  const RecordedExchange exchange = resolved(raw);
  EXPECT_EQ(exchange.response_body.kept, BodyKept::whole);
  EXPECT_FALSE(find_header(exchange.response_headers, "Content-Encoding"));
}

TEST(RecorderQuirks, KnowsAnOmittedBodyByItsLength) {
  RawExchange raw = a_read();
  raw.response_headers = {{"Content-Length", "120"}};
  EXPECT_EQ(resolved(raw).response_body.kept, BodyKept::omitted);
  raw.response_headers.clear();
  EXPECT_EQ(resolved(raw).response_body.kept, BodyKept::unknown);
  raw.response_body.size = 120;
  EXPECT_EQ(resolved(raw).response_body.kept, BodyKept::omitted);
}

TEST(RecorderQuirks, KnowsAClippedBodyByItsLength) {
  RawExchange raw = a_read();
  raw.response_body.text = "{\"data\":{";
  raw.response_body.size = 400;
  EXPECT_EQ(resolved(raw).response_body.kept, BodyKept::clipped);
}

TEST(RecorderQuirks, TakesNegativeSizesForUnknownOnes) {
  RawExchange raw = a_read();
  raw.response_body.text = "{}";
  raw.response_body.size = -1;
  raw.response_body.on_wire = -1;
  EXPECT_EQ(resolved(raw).response_body.kept, BodyKept::whole);
}

TEST(RecorderQuirks, KnowsTextThatMayNotBeWhatWasSent) {
  RawExchange raw = a_read();
  raw.request_body.text = "{\"a\":\"\xef\xbf\xbd\"}";
  EXPECT_TRUE(resolved(raw).request_body.inexact);
}

}  // namespace
}  // namespace conform::test
