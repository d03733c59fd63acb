#include "run/engine/effort.hpp"

#include <gtest/gtest.h>

namespace conform::test {
namespace {

using namespace std::chrono_literals;

TEST(Effort, IsThatOfResponsesOrOfTheRate) {
  EXPECT_DOUBLE_EQ(time_of(1000, {.response_time = 20ms, .interval = 0ns, .workers = 4}).count(), 5.0);
  EXPECT_DOUBLE_EQ(time_of(1000, {.response_time = 20ms, .interval = 50ms, .workers = 4}).count(), 50.0);
}

TEST(Effort, IsToldRoughly) {
  EXPECT_EQ(effort_text(15, {.response_time = 1ms, .interval = 0ns, .workers = 1}),
            "about 15 requests, which take a few seconds");
  EXPECT_EQ(effort_text(1000, {.response_time = 50ms, .interval = 0ns, .workers = 1}),
            "about 1000 requests, which take about 60 s");
  EXPECT_EQ(effort_text(13'520, {.response_time = 50ms, .interval = 0ns, .workers = 4}),
            "about 13520 requests, which take about 3 min");
}

}  // namespace
}  // namespace conform::test
