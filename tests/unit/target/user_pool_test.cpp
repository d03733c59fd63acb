#include "target/user_pool.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <atomic>
#include <latch>
#include <set>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace conform {
namespace {

std::vector<User> users(std::size_t count) {
  std::vector<User> made;
  for (std::size_t i = 0; i < count; ++i) {
    const std::string number = std::to_string(i);
    made.push_back({.id = "id-" + number, .actor = "user-" + number, .token = "token-" + number});
  }
  return made;
}

TEST(UserPool, LeasesSoManyDifferentUsers) {
  UserPool pool{users(3)};
  EXPECT_EQ(pool.size(), 3U);
  const auto lease = pool.lease(2, {});
  ASSERT_TRUE(lease);
  EXPECT_EQ(lease->size(), 2U);
  EXPECT_EQ(lease->user(0), (User{"id-0", "user-0", "token-0"}));
  EXPECT_EQ(lease->user(1).id, "id-1");
  EXPECT_THROW(static_cast<void>(lease->user(2)), std::out_of_range);
  EXPECT_EQ(pool.lease(1, {})->user().id, "id-2");
}

TEST(UserPool, GivesUsersBackWithTheLease) {
  UserPool pool{users(1)};
  for (int i = 0; i < 3; ++i) {
    auto lease = pool.lease(1, {});
    const UserPool::Lease moved = std::move(*lease);
    EXPECT_EQ(moved.user().id, "id-0");
  }
}

TEST(UserPool, SpreadsUseOverItsUsers) {
  UserPool pool{users(3)};
  std::vector<std::string> order;
  for (int i = 0; i < 6; ++i) order.push_back(pool.lease(1, {})->user().id);
  EXPECT_EQ(order, (std::vector<std::string>{"id-0", "id-1", "id-2", "id-0", "id-1", "id-2"}));
}

TEST(UserPool, LeasesNobodyForACaseWithoutUsers) {
  UserPool pool{users(1)};
  const auto all = pool.lease(1, {});
  EXPECT_EQ(pool.lease(0, {})->size(), 0U);
}

TEST(UserPool, RefusesMoreThanThereAre) {
  UserPool pool{users(2)};
  EXPECT_THROW(static_cast<void>(pool.lease(3, {})), std::invalid_argument);
  EXPECT_EQ(pool.lease(2, {})->size(), 2U) << "and stays usable";
}

TEST(UserPool, LeasesNothingOnceStopped) {
  UserPool pool{users(1)};
  std::stop_source stop;
  stop.request_stop();
  EXPECT_FALSE(pool.lease(1, stop.get_token()));
}

TEST(UserPool, WakesWaitersWithTheStop) {
  UserPool pool{users(1)};
  const auto held = pool.lease(1, {});
  std::stop_source stop;
  std::atomic<int> left{0};
  std::latch waiting{3};
  {
    std::vector<std::jthread> waiters;
    for (int i = 0; i < 3; ++i) {
      waiters.emplace_back([&] {
        waiting.count_down();
        if (!pool.lease(1, stop.get_token())) ++left;
      });
    }
    waiting.wait();
    stop.request_stop();
  }
  EXPECT_EQ(left, 3);
}

TEST(UserPool, GoesOnWithOthersWhenTheFirstInLineIsStopped) {
  UserPool pool{users(2)};
  auto held = pool.lease(1, {});
  std::stop_source stop;
  std::latch asking{1};
  std::jthread first{[&] {
    asking.count_down();
    EXPECT_FALSE(pool.lease(2, stop.get_token()));  // cannot have two while one is held
  }};
  asking.wait();
  // Whether this one or the thread asks first: it gets the user that is free, at the latest when the thread gives up.
  std::jthread second{[&] { EXPECT_EQ(pool.lease(1, {})->size(), 1U); }};
  stop.request_stop();
  second.join();
  first.join();
}

TEST(UserPool, NeverHandsOutAUserTwice) {
  constexpr std::size_t count = 5;
  UserPool pool{users(count)};
  std::vector<std::atomic<int>> holders(count);
  std::atomic<bool> twice{false};
  {
    std::vector<std::jthread> workers;
    for (std::size_t worker = 0; worker < 8; ++worker) {
      workers.emplace_back([&, worker] {
        for (std::size_t turn = 0; turn < 300; ++turn) {
          const auto lease = pool.lease(1 + (worker + turn) % 3, {});
          for (std::size_t i = 0; i < lease->size(); ++i) {
            const auto index = static_cast<std::size_t>(std::stoul(lease->user(i).id.substr(3)));
            if (++holders[index] != 1) twice = true;
          }
          for (std::size_t i = 0; i < lease->size(); ++i) {
            --holders[static_cast<std::size_t>(std::stoul(lease->user(i).id.substr(3)))];
          }
        }
      });
    }
  }
  EXPECT_FALSE(twice);
  EXPECT_EQ(pool.lease(count, {})->size(), count) << "and all came back";
}

TEST(UserPool, ServesALargeLeaseAmongManySmallOnes) {
  // Two workers keep taking one user each; without an order of arrival the one that needs both might wait for ever.
  UserPool pool{users(2)};
  std::atomic<bool> served{false};
  std::vector<std::jthread> workers;
  for (int i = 0; i < 4; ++i) {
    workers.emplace_back([&] {
      while (!served) EXPECT_TRUE(pool.lease(1, {}));
    });
  }
  EXPECT_EQ(pool.lease(2, {})->size(), 2U);
  served = true;
}

TEST(UserPool, KeepsItsUsersWhateverIsLeasedAndGivenBack) {
  EXPECT_TRUE(rc::check("held and free users are always all users, each once", [] {
    const auto size = *rc::gen::inRange<std::size_t>(1, 8);
    UserPool pool{users(size)};
    std::vector<UserPool::Lease> held;
    std::size_t held_users = 0;
    const int turns = *rc::gen::inRange(0, 30);
    for (int turn = 0; turn < turns; ++turn) {
      if (held_users < size && *rc::gen::arbitrary<bool>()) {
        const auto many = *rc::gen::inRange<std::size_t>(0, size - held_users + 1);
        held.push_back(*pool.lease(many, {}));
        held_users += many;
      } else if (!held.empty()) {
        const auto which = *rc::gen::inRange<std::size_t>(0, held.size());
        held_users -= held[which].size();
        std::vector<UserPool::Lease> rest;
        for (std::size_t i = 0; i < held.size(); ++i) {
          if (i != which) rest.push_back(std::move(held[i]));
        }
        held.swap(rest);
      }
      std::set<std::string> ids;
      for (const UserPool::Lease& lease : held) {
        for (std::size_t i = 0; i < lease.size(); ++i) RC_ASSERT(ids.insert(lease.user(i).id).second);
      }
      RC_ASSERT(ids.size() == held_users);
    }
    held.clear();
    RC_ASSERT(pool.lease(size, {})->size() == size);
  }));
}

}  // namespace
}  // namespace conform
