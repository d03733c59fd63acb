#include "model/exchange.hpp"

#include <gtest/gtest.h>

namespace conform {
namespace {

const Headers headers{{.name = "Content-Type", .value = "text/html"},
                      {.name = "set-cookie", .value = "a=1"},
                      {.name = "Set-Cookie", .value = "b=2"},
                      {.name = "X-Empty", .value = ""}};

TEST(FindHeader, IgnoresLetterCase) {
  EXPECT_EQ(find_header(headers, "CONTENT-type"), "text/html");
  EXPECT_EQ(find_header(headers, "Content-Type"), "text/html");
}

TEST(FindHeader, TakesTheFirstOfSeveral) { EXPECT_EQ(find_header(headers, "Set-Cookie"), "a=1"); }

TEST(FindHeader, TellsAnEmptyFieldFromNone) {
  EXPECT_EQ(find_header(headers, "x-empty"), "");
  EXPECT_EQ(find_header(headers, "X-Absent"), std::nullopt);
}

TEST(FindHeader, WantsTheWholeName) {
  EXPECT_EQ(find_header(headers, "Content"), std::nullopt);
  EXPECT_EQ(find_header(headers, "Content-Type-Options"), std::nullopt);
}

TEST(FindHeader, FoldsAsciiLettersOnly) {
  EXPECT_EQ(find_header({{.name = "x@", .value = "1"}}, "x`"), std::nullopt);
  EXPECT_EQ(find_header({{.name = "x[", .value = "1"}}, "x{"), std::nullopt);
}

TEST(CountHeader, CountsEverySpelling) {
  EXPECT_EQ(count_header(headers, "SET-COOKIE"), 2U);
  EXPECT_EQ(count_header(headers, "content-type"), 1U);
  EXPECT_EQ(count_header(headers, "X-Absent"), 0U);
}

TEST(BlamesServer, ForWhatTheServerDid) {
  EXPECT_TRUE(blames_server(TransportErrorKind::timed_out));
  EXPECT_TRUE(blames_server(TransportErrorKind::closed));
  EXPECT_TRUE(blames_server(TransportErrorKind::malformed));
  EXPECT_FALSE(blames_server(TransportErrorKind::too_large));
}

TEST(BlamesServer, NotForTroubleOfTheRun) {
  EXPECT_FALSE(blames_server(TransportErrorKind::unreachable));
  EXPECT_FALSE(blames_server(TransportErrorKind::tls));
  EXPECT_FALSE(blames_server(TransportErrorKind::interrupted));
  EXPECT_FALSE(blames_server(TransportErrorKind::unsendable));
}

TEST(ResponseOf, IsNullWithoutAResponse) {
  Exchange exchange;
  exchange.response = Response{.status = 204, .reason = {}, .headers = {}, .body = {}};
  ASSERT_NE(response_of(exchange), nullptr);
  EXPECT_EQ(response_of(exchange)->status, 204);
  exchange.response = TransportError{.kind = TransportErrorKind::closed, .detail = {}, .partial = Response{}};
  EXPECT_EQ(response_of(exchange), nullptr);
}

}  // namespace
}  // namespace conform
