#include "base/time.hpp"

#include <gtest/gtest.h>

#include <chrono>

namespace conform::test {
namespace {

using namespace std::chrono_literals;

TEST(Duration, ChoosesItsUnit) {
  EXPECT_EQ(duration_text(800us), "0.8 ms");
  EXPECT_EQ(duration_text(12'345us), "12 ms");
  EXPECT_EQ(duration_text(999'600us), "1.0 s");
  EXPECT_EQ(duration_text(3'440ms), "3.4 s");
  EXPECT_EQ(duration_text(125s), "2 min 5 s");
  EXPECT_EQ(duration_text(62min), "1 h 2 min");
  EXPECT_EQ(duration_text(-5us), "0.0 ms");
}

TEST(Timestamp, IsIso8601InUtcWithMilliseconds) {
  EXPECT_EQ(timestamp(std::chrono::system_clock::time_point{1'714'555'800'250ms}), "2024-05-01T09:30:00.250Z");
}

TEST(Timestamp, RoundsDownBefore1970) {
  EXPECT_EQ(timestamp(std::chrono::system_clock::time_point{-1us}), "1969-12-31T23:59:59.999Z");
}

TEST(Timestamp, OfTheExtremesOfTheClockDoesNotOverflow) {
  EXPECT_EQ(timestamp(std::chrono::system_clock::time_point::max()), "2262-04-11T23:47:16.854Z");
  EXPECT_EQ(timestamp(std::chrono::system_clock::time_point::min()), "1677-09-21T00:12:43.145Z");
}

TEST(Timestamp, ReadsOnlyWhatItWrites) {
  EXPECT_EQ(parse_timestamp("2024-05-01T09:30:00.250Z"), std::chrono::system_clock::time_point{1'714'555'800'250ms});
  EXPECT_EQ(parse_timestamp("2024-05-01T09:30:00.250123Z"),
            std::chrono::system_clock::time_point{1'714'555'800'250'123us});
  for (const char* other : {"", "2024-05-01T09:30:00Z", "2024-05-01 09:30:00.250Z", "2024-02-30T09:30:00.250Z",
                            "2024-05-01T24:00:00.000Z", "2024-05-01T09:30:60.000Z", "2024-05-01T09:30:00.250+",
                            "9999-05-01T09:30:00.250Z", "1500-05-01T09:30:00.250Z", "2024-05-01T09:30:00.250Z "}) {
    EXPECT_FALSE(parse_timestamp(other)) << other;
  }
}

}  // namespace
}  // namespace conform::test
