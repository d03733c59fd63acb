#include "credentials/token_keeper.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <deque>
#include <thread>
#include <vector>

#include "base/gate.hpp"

namespace conform {
namespace {

using namespace std::chrono_literals;
using Given = tl::expected<IssuedToken, NoToken>;

Given token(std::string value, std::optional<std::chrono::seconds> lifetime = std::nullopt) {
  return IssuedToken{.token = std::move(value), .lifetime = lifetime, .refresh_token = {}};
}
Given none(bool final = false) { return tl::unexpected{NoToken{.why = "no", .said = {}, .final = final}}; }

/// A keeper with a source that gives what a list says, and a clock that stands still.
class Keeper : public testing::Test {
 protected:
  std::string current() {
    const auto token = keeper_.current({});
    return token ? *token : "none: " + plain(token.error().why);
  }
  std::string after_refusal(const std::string& refused) {
    const auto token = keeper_.after_refusal(refused, {});
    return !token ? "none: " + plain(token.error().why) : token->value_or("no other");
  }

  std::deque<Given> given_;
  int asked_ = 0;
  TokenKeeper::Clock::time_point now_{};
  TokenKeeper keeper_{[this](const std::stop_token&) {
                        ++asked_;
                        if (given_.empty()) return none();
                        Given next = given_.front();
                        given_.pop_front();
                        return next;
                      },
                      [this] { return now_; }};
};

TEST_F(Keeper, AsksOnceForATokenThatLives) {
  given_ = {token("a", 3600s)};
  for (int i = 0; i < 3; ++i) EXPECT_EQ(current(), "a");
  now_ += 3569s;
  EXPECT_EQ(current(), "a");
  EXPECT_EQ(asked_, 1);
}

TEST_F(Keeper, GetsTheNextOneBeforeATokenIsOver) {
  given_ = {token("a", 3600s), token("b", 4s), token("c")};
  EXPECT_EQ(current(), "a");
  now_ += 3570s;
  EXPECT_EQ(current(), "b");
  now_ += 2900ms;
  EXPECT_EQ(current(), "b");
  now_ += 100ms;
  EXPECT_EQ(current(), "c");
  now_ += 10000h;
  EXPECT_EQ(current(), "c") << "its end is unknown";
}

TEST_F(Keeper, LeavesAWholeSecondWhereTimesAreWholeSeconds) {
  given_ = {token("a", 2s), token("b")};
  EXPECT_EQ(current(), "a");
  now_ += 999ms;
  EXPECT_EQ(current(), "a");
  now_ += 1ms;
  EXPECT_EQ(current(), "b");
}

TEST_F(Keeper, GoesOnWithTheLastTokenWhileTheSourceFails) {
  given_ = {token("a", 100s), none(), none(), token("b")};
  EXPECT_EQ(current(), "a");
  now_ += 80s;
  EXPECT_EQ(current(), "a");
  EXPECT_EQ(asked_, 2);
  EXPECT_EQ(current(), "a");
  EXPECT_EQ(asked_, 2) << "it is left alone";
  now_ += 10s;
  EXPECT_EQ(current(), "a");
  EXPECT_EQ(asked_, 3);
  now_ += 10s;
  EXPECT_EQ(current(), "b");
}

TEST_F(Keeper, SaysWhyThereIsNone) {
  given_ = {none(), token("a")};
  EXPECT_EQ(current(), "none: no");
  EXPECT_EQ(current(), "none: no");
  EXPECT_EQ(asked_, 1);
  now_ += 10s;
  EXPECT_EQ(current(), "a");
}

TEST_F(Keeper, DoesNotAskAgainWhoHasRefused) {
  given_ = {none(true), token("a")};
  EXPECT_EQ(current(), "none: no");
  now_ += 24h;
  EXPECT_EQ(current(), "none: no");
  EXPECT_EQ(asked_, 1);
}

TEST_F(Keeper, DoesNotHoldAStopAgainstTheSource) {
  std::stop_source stop;
  stop.request_stop();
  given_ = {none(), token("a")};
  EXPECT_FALSE(keeper_.current(stop.get_token()));
  EXPECT_EQ(current(), "a");
}

TEST_F(Keeper, ReplacesATokenThatWasRefused) {
  given_ = {token("a"), token("b")};
  EXPECT_EQ(current(), "a");
  EXPECT_EQ(after_refusal("a"), "b");
  EXPECT_EQ(after_refusal("a"), "b") << "another caller was slower";
  EXPECT_EQ(asked_, 2);
  EXPECT_EQ(current(), "b");
  EXPECT_EQ(keeper_.replaced(), 1);
}

TEST_F(Keeper, BelievesTheServerWhenTheSourceHasNoOther) {
  given_ = {token("a"), token("a"), token("a"), token("a"), token("b")};
  EXPECT_EQ(current(), "a");
  for (int i = 0; i < 5; ++i) EXPECT_EQ(after_refusal("a"), "no other");
  EXPECT_EQ(asked_, 4) << "a command is not run for each of two thousand cases";
}

TEST_F(Keeper, BelievesTheServerWhenOthersAreRefusedAsWell) {
  for (int i = 0; i < 9; ++i) given_.push_back(token(std::to_string(i)));
  std::string last = current();
  for (int i = 0; i < 3; ++i) {
    last = after_refusal(last);
    EXPECT_NE(last, "no other");
    keeper_.note_in_vain();
  }
  EXPECT_EQ(after_refusal(last), "no other");
}

TEST_F(Keeper, ReplacesTokensThatShouldStillLiveOnlySoOften) {
  for (int i = 0; i < 9; ++i) given_.push_back(token(std::to_string(i), 3600s));
  std::string last = current();
  for (int i = 0; i < 3; ++i) {
    last = after_refusal(last);
    EXPECT_EQ(last, std::to_string(i + 1));
  }
  EXPECT_EQ(after_refusal(last), "no other") << "a server that refuses good tokens is wrong";
}

TEST_F(Keeper, ReplacesTokensOfUnknownLifetimeAsOftenAsNeeded) {
  for (int i = 0; i < 50; ++i) given_.push_back(token(std::to_string(i)));
  std::string last = current();
  for (int i = 1; i < 50; ++i) {
    last = after_refusal(last);
    EXPECT_EQ(last, std::to_string(i));
  }
}

TEST_F(Keeper, CannotTellWhenTheSourceFailsAfterARefusal) {
  given_ = {token("a"), none()};
  EXPECT_EQ(current(), "a");
  EXPECT_EQ(after_refusal("a"), "none: no");
}

TEST(KeeperOfManyThreads, AsksOnce) {
  std::atomic<int> asked{0};
  TokenKeeper keeper{
      [&](const std::stop_token&) { return token(std::to_string(++asked), std::chrono::seconds{3600}); }};
  std::vector<std::string> got(16);
  {
    std::vector<std::jthread> threads;
    for (std::string& one : got) threads.emplace_back([&] { one = keeper.current({}).value(); });
  }
  EXPECT_EQ(got, std::vector<std::string>(16, "1"));
  {
    std::vector<std::jthread> threads;
    for (std::string& one : got) threads.emplace_back([&] { one = keeper.after_refusal("1", {}).value().value(); });
  }
  EXPECT_EQ(got, std::vector<std::string>(16, "2"));
}

}  // namespace
}  // namespace conform
