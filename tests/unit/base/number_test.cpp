#include "base/number.hpp"

#include <gtest/gtest.h>

namespace conform::test {
namespace {

using namespace std::chrono_literals;

TEST(WholeNumbers, AreDigitsAlone) {
  EXPECT_EQ(whole_number("0"), 0U);
  EXPECT_EQ(whole_number("18446744073709551615"), 18446744073709551615U);
  for (const char* none : {"", "-1", "+1", "1.0", "1e3", "0x10", " 1", "1 ", "nan", "inf", "18446744073709551616"})
    EXPECT_EQ(whole_number(none), std::nullopt) << none;
}

TEST(Durations, HaveUnits) {
  EXPECT_EQ(duration("1.5"), 1500ms);
  EXPECT_EQ(duration("500ms"), 500ms);
  EXPECT_EQ(duration("90s"), 90s);
  EXPECT_EQ(duration("10m"), 10min);
  EXPECT_EQ(duration("2h"), 2h);
  EXPECT_EQ(duration("0.001"), 1ms);
  EXPECT_EQ(duration("168h"), 168h);
}

TEST(Durations, AreFiniteAndPositive) {
  for (const char* none : {"", "s", "0", "-1", "+1", "nan", "inf", "infinity", "1e3", "0.0001", "169h", "1 s", "1d",
                           ".5", "1.2.3", "0x10", "99999999999999999999"})
    EXPECT_EQ(duration(none), std::nullopt) << none;
}

}  // namespace
}  // namespace conform::test
