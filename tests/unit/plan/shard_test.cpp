#include "plan/shard.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace conform {
namespace {

using namespace std::chrono_literals;

std::vector<std::string> many_ids(std::size_t count = 400) {
  std::vector<std::string> ids;
  for (std::size_t i = 0; i < count; ++i) ids.push_back("users/put/case[number=" + std::to_string(i) + "]");
  return ids;
}

TEST(Shard, IsReadFromItsText) {
  EXPECT_EQ(parse_shard("3/8").value(), (Shard{.index = 3, .total = 8}));
  EXPECT_EQ(parse_shard("1/1").value(), (Shard{.index = 1, .total = 1}));
  for (const char* bad : {"", "3", "/", "3/", "/8", "0/8", "9/8", "-1/8", "+1/8", "1/8x", "1 /8", "1/8/2", "a/b", "1/0",
                          "1/1025", "99999999999999999999/99999999999999999999"})
    EXPECT_FALSE(parse_shard(bad)) << bad;
}

TEST(Shard, OfACaseIsTheSameOnEveryMachineAndInEveryVersion) {
  EXPECT_EQ(assign_shards({"users/put/clear/address", "users/get/first", "accept/refused", ""}, 8, {}),
            (std::vector<std::size_t>{1, 2, 5, 4}));
}

TEST(Shard, OfACaseStaysWhenCasesAreAdded) {
  const auto before = assign_shards(many_ids(100), 8, {});
  auto after = assign_shards(many_ids(400), 8, {});
  after.resize(before.size());
  EXPECT_EQ(before, after);
}

TEST(Shard, HasAboutItsShareOfTheCases) {
  const auto shards = assign_shards(many_ids(4000), 8, {});
  for (std::size_t shard = 1; shard <= 8; ++shard) {
    const auto count = std::ranges::count(shards, shard);
    EXPECT_GT(count, 400);
    EXPECT_LT(count, 600);
  }
}

TEST(Shard, TakesAsLongAsTheOthersByTheTimings) {
  const auto ids = many_ids(200);
  Timings timings;
  for (std::size_t i = 0; i < ids.size(); ++i) timings[ids[i]] = std::chrono::milliseconds{i * i};
  const auto shards = assign_shards(ids, 7, timings);
  std::vector<std::chrono::microseconds> load(7);
  for (std::size_t i = 0; i < ids.size(); ++i) load[shards[i] - 1] += timings[ids[i]];
  const auto [least, most] = std::ranges::minmax(load);
  EXPECT_LT((most - least).count(), most.count() / 50);
}

TEST(Shard, SpreadsWhatHasNoTimeAndWhatTookNone) {
  const auto ids = many_ids(80);
  Timings timings{{ids[0], 0us}};
  auto shards = assign_shards(ids, 8, timings);
  for (std::size_t shard = 1; shard <= 8; ++shard) EXPECT_EQ(std::ranges::count(shards, shard), 10);
  timings = {{ids[0], 100ms}};
  shards = assign_shards(ids, 8, timings);
  for (std::size_t shard = 1; shard <= 8; ++shard) EXPECT_EQ(std::ranges::count(shards, shard), 10);
}

class PartOf : public ::testing::Test {
 protected:
  PartOf() {
    for (const std::string& id : many_ids(50)) {
      cases_.emplace_back().id = id;
    }
    for (const Case& test_case : cases_) whole_.cases.push_back(&test_case);
    whole_.total = 60;
  }
  std::vector<Case> cases_;
  Plan whole_;
};

TEST_F(PartOf, APlanHasEachOfItsCasesInOneShard) {
  std::vector<const Case*> all;
  for (std::size_t index = 1; index <= 6; ++index) {
    const PartOfPlan part = part_of(whole_, {.index = index, .total = 6}, {});
    EXPECT_EQ(part.plan.total, 60U);
    EXPECT_EQ(part.info.index, index);
    EXPECT_EQ(part.info.total, 6U);
    EXPECT_EQ(part.info.cases, 50U);
    all.insert(all.end(), part.plan.cases.begin(), part.plan.cases.end());
  }
  std::ranges::sort(all);
  auto expected = whole_.cases;
  std::ranges::sort(expected);
  EXPECT_EQ(all, expected);
}

TEST_F(PartOf, APlanIsToldFromAnother) {
  const auto hash = [](const Plan& plan) { return part_of(plan, {.index = 1, .total = 2}, {}).info.plan; };
  Plan other = whole_;
  other.cases.pop_back();
  EXPECT_EQ(hash(whole_), hash(whole_));
  EXPECT_NE(hash(whole_), hash(other));
}

class UsersOf : public PartOf {
 protected:
  static std::vector<User> pool(std::size_t count) {
    std::vector<User> users;
    for (std::size_t i = 0; i < count; ++i)
      users.push_back({.id = std::to_string(i), .actor = "user-" + std::to_string(i)});
    return users;
  }
};

TEST_F(UsersOf, AShardAreItsOwn) {
  std::set<std::string> ids;
  std::size_t count = 0;
  for (std::size_t index = 1; index <= 3; ++index) {
    const auto users = users_of(pool(7), whole_, {.index = index, .total = 3});
    ASSERT_TRUE(users);
    EXPECT_GE(users->size(), 2U);
    for (const User& user : *users) ids.insert(user.id);
    count += users->size();
  }
  EXPECT_EQ(count, 7U);
  EXPECT_EQ(ids.size(), 7U);
}

TEST_F(UsersOf, AShardAreEnoughForItsCases) {
  cases_.front().needs.users = 2;
  EXPECT_TRUE(users_of(pool(6), whole_, {.index = 3, .total = 3}));
  const auto refused = users_of(pool(5), whole_, {.index = 3, .total = 3});
  ASSERT_FALSE(refused);
  EXPECT_EQ(to_string(refused.error().front()),
            "--shard 3/3: the target has 5 users for 3 shards, and no two shards may write the same record (cases here "
            "take up to 2 at a time: give it 6 users, or take at most 2 shards)");
}

TEST_F(UsersOf, AShardNeedNotSufficeForWhatIsSkippedAnyway) {
  cases_.front().needs.users = 9;
  EXPECT_TRUE(users_of(pool(3), whole_, {.index = 3, .total = 3}));
  EXPECT_FALSE(users_of(pool(2), whole_, {.index = 1, .total = 3}));
}

}  // namespace
}  // namespace conform
