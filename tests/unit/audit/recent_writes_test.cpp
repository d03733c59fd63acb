#include "audit/recent_writes.hpp"

#include <gtest/gtest.h>

namespace conform::test {
namespace {

using Milliseconds = std::chrono::milliseconds;

RecordedExchange exchange_at(Milliseconds begin, Milliseconds took, std::size_t position, std::size_t source = 0) {
  RecordedExchange exchange;
  exchange.started_at = RecordedTime{std::chrono::seconds{1'767'225'600}} + begin;
  exchange.took = took;
  exchange.position = position;
  exchange.source = source;
  return exchange;
}

class Writes : public ::testing::Test {
 protected:
  Writes() {
    const RecordedExchange write = exchange_at(Milliseconds{100}, Milliseconds{50}, 1);
    writes_.add("a", write, write.started_at);
  }
  RecentWrites writes_{{}};
};

TEST_F(Writes, OverlapWhatBeganBeforeTheyEnded) {
  EXPECT_TRUE(writes_.overlaps("a", exchange_at(Milliseconds{149}, Milliseconds{10}, 2)));
  EXPECT_TRUE(writes_.overlaps("a", exchange_at(Milliseconds{90}, Milliseconds{11}, 2)));
  EXPECT_FALSE(writes_.overlaps("a", exchange_at(Milliseconds{151}, Milliseconds{10}, 2)));
  EXPECT_FALSE(writes_.overlaps("a", exchange_at(Milliseconds{80}, Milliseconds{10}, 2)));
}

TEST_F(Writes, OverlapNeitherThemselvesNorOtherRecords) {
  EXPECT_FALSE(writes_.overlaps("a", exchange_at(Milliseconds{100}, Milliseconds{50}, 1)));
  EXPECT_FALSE(writes_.overlaps("b", exchange_at(Milliseconds{149}, Milliseconds{10}, 2)));
}

TEST_F(Writes, MayOverlapInAnotherRecordingWhoseClockDiffers) {
  EXPECT_TRUE(writes_.overlaps("a", exchange_at(Milliseconds{600}, Milliseconds{10}, 1, 1)));
  EXPECT_FALSE(writes_.overlaps("a", exchange_at(Milliseconds{700}, Milliseconds{10}, 1, 1)));
}

TEST_F(Writes, AreForgottenWhenTheyAreLongOver) {
  const RecordedExchange during = exchange_at(Milliseconds{149}, Milliseconds{10}, 2);
  writes_.forget_before(during.started_at + std::chrono::seconds{5});
  EXPECT_TRUE(writes_.overlaps("a", during));
  writes_.forget_before(during.started_at + std::chrono::seconds{60});
  EXPECT_FALSE(writes_.overlaps("a", during));
}

}  // namespace
}  // namespace conform::test
