// What a run remembers so that it blames what is at fault: whose keys are whose, after what tokens were lost, how often
// a server was unavailable, how long a success is good for.
#include "run/case/blame.hpp"

#include <gtest/gtest.h>

#include <thread>

#include "run/case/control_requests.hpp"
#include "run/client/circuit_breaker.hpp"
#include "run/client/clock.hpp"

namespace conform::test::blame_tests {
namespace {

using nlohmann::json;

TEST(AttributeOwners, KnowWhatOnlyAnotherUserWasSent) {
  AttributeOwners owners;
  owners.note("a", {{"k", "room x7"}, {"both", "x7"}}, {}, "x7");
  owners.note("b", {{"both", "x7"}}, {}, "x7");
  EXPECT_FALSE(owners.leak_in("a", {{"k", "room x7"}, {"both", "x7"}, {"unknown", 1}}));
  EXPECT_FALSE(owners.leak_in("b", {{"both", "x7"}, {"k", "2"}}));
  EXPECT_FALSE(owners.leaked());
  const auto leak = owners.leak_in("b", {{"k", "room x7"}});
  ASSERT_TRUE(leak);
  EXPECT_EQ(leak->owner, "a");
  EXPECT_EQ(leak->key, "k");
  EXPECT_TRUE(owners.leaked());
}

TEST(AttributeOwners, LeaveAloneWhatAUserMayHaveOtherwise) {
  AttributeOwners owners;
  owners.note("a", {{"firstName", "Ada x7"}, {"gone", nullptr}}, {"firstName"}, "x7");
  EXPECT_FALSE(owners.leak_in("b", {{"firstName", "Ada x7"}, {"gone", nullptr}}));
  EXPECT_FALSE(owners.leak_in("b", json::array({1})));
  EXPECT_TRUE(owners.is_first_read("b"));
  EXPECT_FALSE(owners.is_first_read("b"));
}

// A server that trims makes "  blue " of one user what another one was sent.
TEST(AttributeOwners, LeaveAloneWhatIsNoUniqueText) {
  AttributeOwners owners;
  owners.note("a", {{"k", "blue"}}, {}, "x7");
  owners.note("b", {{"k", "  blue "}}, {}, "y8");
  EXPECT_FALSE(owners.leak_in("b", {{"k", "blue"}}));
  owners.note("a", {{"first", "had x7"}}, {}, {});
  EXPECT_FALSE(owners.leak_in("b", {{"first", "had x7"}})) << "what a user had at first";
}

TokenWatch::Time at(int second) { return TokenWatch::Time{std::chrono::seconds{second}}; }
TokenWatch::ServedExchange change(std::set<std::string> names, int from = 0, int until = 1) {
  return {
      .operation = "updateUser", .changed = std::move(names), .case_id = "x", .started = at(from), .ended = at(until)};
}
TokenWatch::ServedExchange read_only(int from = 0, int until = 1) {
  return {.operation = "getUser", .changed = {}, .case_id = "x", .started = at(from), .ended = at(until)};
}

TEST(TokenWatch, CountsTokensThatWereLostAfterTheSameChange) {
  TokenWatch watch;
  EXPECT_FALSE(watch.refused("user-1")) << "it was never accepted";
  watch.served("user-1", change({"email", "locale"}));
  watch.served("user-2", change({"email"}));
  const auto first = watch.refused("user-1");
  ASSERT_TRUE(first);
  EXPECT_EQ(first->alike, 1U);
  EXPECT_TRUE(first->is_new);
  EXPECT_FALSE(watch.refused("user-1")->is_new);
  const auto second = watch.refused("user-2");
  EXPECT_EQ(second->alike, 2U);
  EXPECT_EQ(second->others, 0U);
  EXPECT_EQ(second->in_common, std::set<std::string>{"email"});
}

TEST(TokenWatch, KnowsThatTokensMayEndByThemselves) {
  TokenWatch watch;
  watch.served("user-1", change({"email"}));
  watch.served("user-2", read_only());
  watch.served("user-3", change({"locale"}));
  EXPECT_EQ(watch.refused("user-1")->others, 0U);
  EXPECT_EQ(watch.refused("user-2")->others, 2U);
  EXPECT_EQ(watch.refused("user-2")->alike, 0U);
  EXPECT_EQ(watch.refused("user-3")->others, 2U);
}

TEST(TokenWatch, ForgetsALossWhenTheTokenIsAcceptedAgain) {
  TokenWatch watch;
  watch.served("user-1", read_only());
  EXPECT_TRUE(watch.refused("user-1"));
  watch.served("user-1", change({"email"}, 1, 2));
  EXPECT_EQ(watch.refused("user-1")->others, 0U);
}

// Of concurrent writes each may be the one: what the others' losses have in common shows which.
TEST(TokenWatch, SuspectsEachOfTheRequestsAtTheSameTime) {
  TokenWatch watch;
  watch.served("user-1", change({"locale"}, 0, 1));
  watch.served("user-1", change({"email"}, 2, 4));
  watch.served("user-1", change({"gender"}, 2, 4));
  watch.served("user-1", read_only(3, 5));
  watch.served("user-2", change({"email", "lastName"}));
  EXPECT_EQ(watch.refused("user-2")->alike, 1U);
  const auto loss = watch.refused("user-1");
  ASSERT_TRUE(loss);
  EXPECT_EQ(loss->alike, 2U);
  EXPECT_EQ(loss->others, 0U);
  EXPECT_EQ(loss->in_common, std::set<std::string>{"email"});
}

TEST(TokenWatch, ExoneratesWhatHadEndedBeforeARequestWasServed) {
  TokenWatch watch;
  watch.served("user-1", change({"email"}, 0, 1));
  watch.served("user-1", read_only(1, 2));
  watch.served("user-2", change({"email"}, 0, 1));
  EXPECT_EQ(watch.refused("user-1")->alike, 0U);
  EXPECT_EQ(watch.refused("user-2")->others, 1U);
}

TEST(ControlRequests, AreKnownPerUserAndOperation) {
  ControlRequests control_requests;
  EXPECT_EQ(control_requests.known("user-1", "getUser"), std::nullopt);
  control_requests.note("user-1", "getUser", "");
  control_requests.note("user-1", "setUser", "it responded 500");
  EXPECT_EQ(control_requests.known("user-1", "getUser"), "");
  EXPECT_EQ(control_requests.known("user-1", "setUser"), "it responded 500");
  EXPECT_EQ(control_requests.known("user-2", "getUser"), std::nullopt);
  control_requests.note("user-1", "setUser", "");
  EXPECT_EQ(control_requests.known("user-1", "setUser"), "") << "the last word counts";
}

TEST(ControlRequests, AreDueAgainAfterAFewRefusalsAndThenMoreRarely) {
  ControlRequests control_requests;
  const auto calls_until_due = [&] {
    int calls = 1;
    while (!control_requests.is_due("setUser")) ++calls;
    return calls;
  };
  EXPECT_EQ(calls_until_due(), 3);
  EXPECT_EQ(calls_until_due(), 6);
  EXPECT_EQ(calls_until_due(), 12);
  EXPECT_EQ(calls_until_due(), 24);
  EXPECT_EQ(calls_until_due(), 48);
  EXPECT_EQ(calls_until_due(), 48);
  EXPECT_FALSE(control_requests.is_due("updateUser"));
}

TEST(Busy, IsCountedAndToldOnceWhenItIsHowAServerAnswers) {
  CircuitBreaker breaker;
  for (std::size_t i = 0; i + 1 < CircuitBreaker::judged_from; ++i) breaker.note_first_response(503, true);
  EXPECT_FALSE(breaker.is_unavailable_too_often()) << "of a few requests nothing is reported";
  breaker.note_first_response(200, false);
  EXPECT_TRUE(breaker.is_unavailable_too_often());
  EXPECT_FALSE(breaker.is_unavailable_too_often());
  EXPECT_EQ(breaker.busy().requests, CircuitBreaker::judged_from);
  EXPECT_EQ(breaker.busy().unavailable, CircuitBreaker::judged_from - 1);
}

TEST(Busy, HalfOfTheRequestsAndRateLimitsAreBorneWith) {
  CircuitBreaker breaker;
  for (int i = 0; i < 500; ++i) {
    breaker.note_first_response(503, true);
    breaker.note_first_response(503, false);
    breaker.note_first_response(429, true);
  }
  EXPECT_FALSE(breaker.is_unavailable_too_often());
  EXPECT_EQ(breaker.busy().too_many, 500U);
}

TEST(Deadline, GetsALimitLater) {
  Deadline deadline{{}, std::nullopt};
  EXPECT_FALSE(deadline.out_of_time());
  deadline.limit(std::chrono::milliseconds{0});
  while (!deadline.token().stop_requested()) std::this_thread::yield();
  EXPECT_TRUE(deadline.out_of_time());
}

}  // namespace
}  // namespace conform::test::blame_tests
