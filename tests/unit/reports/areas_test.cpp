#include "reports/areas.hpp"

#include <gtest/gtest.h>

#include "golden/sample_result.hpp"

namespace conform {
namespace {

TEST(Areas, CountRequirementsByState) {
  const RunResult result = testing::sample_result();
  const auto areas = results_by_area(result);
  ASSERT_EQ(areas.size(), 5U);
  EXPECT_EQ(areas[0].area, 3);
  EXPECT_EQ(areas[0].counts, (StateCounts{.verified = 0, .violated = 2, .unverified = 0, .unverified_musts = 0}));
  EXPECT_EQ(areas[3].area, 8);
  EXPECT_EQ(areas[3].counts, (StateCounts{.verified = 1, .violated = 1, .unverified = 1, .unverified_musts = 1}));
  EXPECT_EQ(areas[4].counts, (StateCounts{.verified = 0, .violated = 0, .unverified = 1, .unverified_musts = 0}));
}

TEST(Areas, CountForAnOperationOnlyWhatSpeaksOfIt) {
  const RunResult result = testing::sample_result();
  const auto areas = results_by_area(result);
  EXPECT_EQ(counts_for(areas[0], "getUser").all(), 1U);
  EXPECT_EQ(counts_for(areas[0], "updateUser").all(), 2U);
  EXPECT_EQ(counts_for(areas[0], "getUserAttributes").all(), 0U);
  EXPECT_EQ(operations_of(result), (std::vector<std::string>{"updateUser", "setUser", "getUser", "setUserAttributes"}));
}

TEST(Areas, AreToldWithoutWhatIsZero) {
  EXPECT_EQ(counts_text({.verified = 28, .violated = 1, .unverified = 2}), "1 violated, 2 not verified, 28 verified");
  EXPECT_EQ(counts_text({.verified = 3}), "3 verified");
  EXPECT_EQ(counts_text({}), "none");
}

}  // namespace
}  // namespace conform
