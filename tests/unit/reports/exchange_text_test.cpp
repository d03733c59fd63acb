#include "reports/exchange_text.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <chrono>

#include "reports/text.hpp"
#include "unit/reports/arbitrary_result.hpp"

namespace conform {
namespace {

using namespace std::chrono_literals;

Exchange an_exchange() {
  return {.purpose = "step 1",
          .actor = "user-1",
          .request = {.method = "PUT", .target = "/users/1", .headers = {{"Accept", "a/b"}}, .body = "{\n}"},
          .response = Response{.status = 200, .reason = "OK", .headers = {{"X", "1"}}, .body = "[]"},
          .started_at = {},
          .took = 12ms,
          .curl = "curl x"};
}

TEST(ExchangeText, QuotesRequestResponseAndCommandLine) {
  EXPECT_EQ(exchange_text(an_exchange(), 2), R"(Exchange 2: step 1 as user-1, 12 ms
> PUT /users/1
> Accept: a/b
>
> {
> }
< 200 OK
< X: 1
<
< []
Repeat: curl x
)");
}

TEST(ExchangeText, SaysWhyThereIsNoAnswerAndWhatHadCome) {
  Exchange exchange = an_exchange();
  exchange.actor.clear();
  exchange.request.body.reset();
  exchange.curl.clear();
  exchange.response =
      TransportError{.kind = TransportErrorKind::timed_out,
                     .detail = "after 10 s",
                     .partial = Response{.status = 200, .reason = {}, .headers = {}, .body = "{", .excess_bytes = 1}};
  EXPECT_EQ(exchange_text(exchange, 1), R"(Exchange 1: step 1 without credentials, 12 ms
> PUT /users/1
> Accept: a/b
< 200
<
< {
< … and 1 byte after the end of the message
! no complete response (timed-out): after 10 s
)");
}

TEST(ExchangeText, ShowsWhatTheRecordHasOfACutBody) {
  Exchange exchange = an_exchange();
  std::get<Response>(exchange.response).body_cut = BodyCut{.bytes = 70'000, .sha256 = "abc"};
  EXPECT_NE(exchange_text(exchange, 1).find("< []… [70000 bytes in all, SHA-256 abc]\n"), std::string::npos);
}

TEST(ExchangeText, LeavesOutACommandLineThatIsTooLongToShow) {
  Exchange exchange = an_exchange();
  exchange.curl = std::string(5000, 'c');
  EXPECT_NE(exchange_text(exchange, 1).find("Repeat: a command line of 5000 bytes"), std::string::npos);
}

TEST(ExchangeText, BoundsFields) {
  Exchange exchange = an_exchange();
  std::get<Response>(exchange.response).headers.assign(1000, {"X", std::string(10'000, 'y')});
  const std::string text = exchange_text(exchange, 1);
  EXPECT_LT(text.size(), 40'000U);
  EXPECT_NE(text.find("< … and 960 more fields\n"), std::string::npos);
}

RC_GTEST_PROP(ExchangeText, QuotesEveryForeignLine, ()) {
  const RunResult result = *testing::nasty_result();
  for (const Verdict& verdict : result.verdicts) {
    for (Exchange exchange : verdict.exchanges) {
      exchange.curl.clear();  // the command line is ours and may have several lines
      const std::string text = exchange_text(exchange, 1);
      RC_ASSERT(printable(text) == text);
      std::size_t at = text.find('\n') + 1;
      for (; at < text.size(); at = text.find('\n', at) + 1) {
        RC_ASSERT(text[at] == '>' || text[at] == '<' || text[at] == '!');
      }
    }
  }
}

}  // namespace
}  // namespace conform
