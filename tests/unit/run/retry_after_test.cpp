#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "run/messenger.hpp"

namespace conform::test {
namespace {

using namespace std::chrono;
using namespace std::chrono_literals;

// Sun, 06 Nov 1994 08:49:37 GMT, the example of RFC 9110.
constexpr system_clock::time_point now = sys_days{year{1994} / November / 6} + 8h + 49min + 37s;

TEST(RetryAfter, IsANumberOfSeconds) {
  EXPECT_EQ(parse_retry_after("0", now), 0s);
  EXPECT_EQ(parse_retry_after("120", now), 120s);
}

TEST(RetryAfter, IsADate) {
  EXPECT_EQ(parse_retry_after("Sun, 06 Nov 1994 08:49:37 GMT", now), 0s);
  EXPECT_EQ(parse_retry_after("Sun, 06 Nov 1994 08:50:07 GMT", now), 30s);
  EXPECT_EQ(parse_retry_after("Mon, 07 Nov 1994 08:49:37 GMT", now), 24h);
}

TEST(RetryAfter, DateIsRoundedUpToWholeSeconds) {
  EXPECT_EQ(parse_retry_after("Sun, 06 Nov 1994 08:49:38 GMT", now + 300ms), 1s);
}

TEST(RetryAfter, DateInThePastIsNoWait) { EXPECT_EQ(parse_retry_after("Sat, 05 Nov 1994 08:49:37 GMT", now), 0s); }

TEST(RetryAfter, IsNothingWhenItIsNeither) {
  for (const char* rubbish :
       {"", " ", "-1", "+5", "1.5", "5 ", " 5", "5s", "0x10", "soon", "Sunday, 06-Nov-94 08:49:37 GMT",
        "Sun Nov  6 08:49:37 1994", "Sun, 06 Nov 1994 08:49:37 UTC", "Sun, 06 Nov 1994 08:49:37",
        "Sun, 31 Feb 1994 08:49:37 GMT", "Sun, 00 Nov 1994 08:49:37 GMT", "Sun, 06 Foo 1994 08:49:37 GMT",
        "Sun, -6 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 0x:49:37 GMT"}) {
    EXPECT_EQ(parse_retry_after(rubbish, now), std::nullopt) << rubbish;
  }
}

TEST(RetryAfter, OfAnyBytesIsAWaitThatIsNotNegativeOrNothing) {
  EXPECT_TRUE(rc::check([](const std::string& value) {
    const auto wait = parse_retry_after(value, now);
    RC_ASSERT(!wait || *wait >= 0s);
  }));
}

}  // namespace
}  // namespace conform::test
