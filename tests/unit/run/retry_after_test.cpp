#include "run/client/retry_after.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

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

TEST(RetryAfter, IsADateInOneOfTheOldForms) {
  EXPECT_EQ(parse_retry_after("Sunday, 06-Nov-94 08:50:07 GMT", now), 30s);
  EXPECT_EQ(parse_retry_after("Sun Nov  6 08:50:07 1994", now), 30s);
  EXPECT_EQ(parse_retry_after("Wednesday, 06-Nov-44 08:49:37 GMT", now),
            parse_retry_after("Sun Nov  6 08:49:37 2044", now));
  EXPECT_EQ(parse_retry_after("Saturday, 06-Nov-45 08:49:37 GMT", now), 0s) << "more than 50 years ahead: 1945";
}

TEST(RetryAfter, HoweverLongIsALongWait) {
  EXPECT_EQ(parse_retry_after("2147483647", now), 2147483647s);
  EXPECT_EQ(parse_retry_after("2147483648", now), 2147483648s);
  for (const char* long_time : {"9223372036854775807", "9223372036854775808", "99999999999999999999999999999999",
                                "Fri, 31 Dec 2262 23:59:59 GMT", "Fri, 31 Dec 9999 23:59:59 GMT"}) {
    EXPECT_EQ(parse_retry_after(long_time, now), longest_wait) << long_time;
  }
}

TEST(RetryAfter, DateIsRoundedUpToWholeSeconds) {
  EXPECT_EQ(parse_retry_after("Sun, 06 Nov 1994 08:49:38 GMT", now + 300ms), 1s);
}

TEST(RetryAfter, DateInThePastIsNoWait) { EXPECT_EQ(parse_retry_after("Sat, 05 Nov 1994 08:49:37 GMT", now), 0s); }

TEST(RetryAfter, IsNothingWhenItIsNeither) {
  for (const char* rubbish : {"",
                              " ",
                              "-1",
                              "+5",
                              "1.5",
                              "5 ",
                              " 5",
                              "5s",
                              "0x10",
                              "soon",
                              "-0",
                              "Sun, 06 Nov 1994 24:00:00 GMT",
                              "Sun, 06 Nov 1994 08:60:00 GMT",
                              "Sun, 06 Nov 1994 08:49:61 GMT",
                              "Sun, 06 Nov 1994 08-49-37 GMT",
                              "Sun, 06 Nov -994 08:49:37 GMT",
                              "Sunday, 6-Nov-94 08:49:37 GMT",
                              "Sun Nov 6 08:49:37 1994",
                              "Sun, 06 Nov 1994 08:49:37 UTC",
                              "Sun, 06 Nov 1994 08:49:37",
                              "Sun, 31 Feb 1994 08:49:37 GMT",
                              "Sun, 00 Nov 1994 08:49:37 GMT",
                              "Sun, 06 Foo 1994 08:49:37 GMT",
                              "Sun, -6 Nov 1994 08:49:37 GMT",
                              "Sun, 06 Nov 1994 0x:49:37 GMT"}) {
    EXPECT_EQ(parse_retry_after(rubbish, now), std::nullopt) << rubbish;
  }
}

TEST(RetryAfter, OfAnyBytesIsAWaitThatIsNotNegativeOrNothing) {
  EXPECT_TRUE(rc::check([](const std::string& value) {
    const auto wait = parse_retry_after(value, now);
    if (wait) RC_ASSERT(*wait >= 0s && *wait <= longest_wait);
  }));
}

}  // namespace
}  // namespace conform::test
