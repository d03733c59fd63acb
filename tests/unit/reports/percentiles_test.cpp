#include "reports/percentiles.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <vector>

namespace conform {
namespace {

using std::chrono::microseconds;

TEST(Percentiles, AreTimesThatWereMeasured) {
  std::vector<microseconds> times;
  for (int i = 1; i <= 200; ++i) times.emplace_back(i);
  EXPECT_EQ(
      percentiles_of(times),
      (Percentiles{
          .p50 = microseconds{100}, .p95 = microseconds{190}, .p99 = microseconds{198}, .max = microseconds{200}}));
  const std::vector<microseconds> one{microseconds{7}};
  EXPECT_EQ(percentiles_of(one).p50, microseconds{7});
  EXPECT_EQ(percentiles_of({}), Percentiles{});
}

RC_GTEST_PROP(Percentiles, HaveSoManyTimesNotAboveThem, (std::vector<unsigned short> raw)) {
  RC_PRE(!raw.empty());
  std::vector<microseconds> times;
  for (const unsigned short time : raw) times.emplace_back(time);
  std::sort(times.begin(), times.end());
  const Percentiles found = percentiles_of(times);
  const auto share = [&](microseconds limit) {
    return std::upper_bound(times.begin(), times.end(), limit) - times.begin();
  };
  const auto all = static_cast<std::ptrdiff_t>(times.size());
  RC_ASSERT(share(found.p50) * 100 >= 50 * all);
  RC_ASSERT(share(found.p95) * 100 >= 95 * all);
  RC_ASSERT(share(found.p99) * 100 >= 99 * all);
  RC_ASSERT(found.max == times.back());
}

}  // namespace
}  // namespace conform
