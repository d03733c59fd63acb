#include "run/messenger.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <thread>

#include "unit/run/fake_clock.hpp"
#include "unit/run/tiny_api.hpp"

namespace conform::test {
namespace {

using namespace std::chrono_literals;

/// Gives the responses of a list, one for each request, the last one for ever.
class ScriptedTransport final : public Transport {
 public:
  explicit ScriptedTransport(std::vector<Answer> answers) : answers_{std::move(answers)} {}
  Sent send(const Request&, const std::stop_token&) override {
    return {.answer = answers_[std::min(sent++, answers_.size() - 1)]};
  }
  std::vector<Sent> send_together(std::span<const Request> requests, const std::stop_token& stop) override {
    std::vector<Sent> all;
    for (const Request& request : requests) all.push_back(send(request, stop));
    return all;
  }
  std::size_t sent = 0;

 private:
  std::vector<Answer> answers_;
};

Request get(std::string target = "/users/1") {
  return {.method = "GET", .target = std::move(target), .headers = {}, .body = std::nullopt};
}

Answer busy(int status, const std::string& retry_after = "0") { return plain(status, {{"retry-after", retry_after}}); }

int status_of(const Delivery& delivery) {
  const Response* response = response_of(delivery.exchange);
  return response == nullptr ? 0 : response->status;
}

class Messages : public ::testing::Test {
 protected:
  Delivery sent(std::vector<Answer> answers, Patience patience = {}) {
    ScriptedTransport transport{std::move(answers)};
    Messenger messenger{transport, breaker_, pace_, patience, stop_.get_token()};
    Delivery delivery = messenger.send(get(), "request", "user-1");
    requests_ = transport.sent;
    return delivery;
  }
  CircuitBreaker breaker_;
  std::shared_ptr<FakeClock> clock_ = std::make_shared<FakeClock>();
  Pace pace_{"", clock_};
  std::stop_source stop_;
  std::size_t requests_ = 0;
};

TEST_F(Messages, BringTheAnswerWithPurposeAndActor) {
  const Delivery delivery = sent({plain(200)});
  EXPECT_EQ(status_of(delivery), 200);
  EXPECT_EQ(delivery.exchange.purpose, "request");
  EXPECT_EQ(delivery.exchange.actor, "user-1");
  EXPECT_EQ(delivery.exchange.request, get());
  EXPECT_EQ(delivery.gave_up, "");
  EXPECT_EQ(requests_, 1U);
}

TEST_F(Messages, AreSentAgainWhenTheServerAsksToWait) {
  for (const int status : {429, 503}) {
    const Delivery delivery = sent({busy(status), busy(status), plain(200)});
    EXPECT_EQ(status_of(delivery), 200);
    EXPECT_EQ(delivery.gave_up, "");
    EXPECT_EQ(requests_, 3U);
  }
}

TEST_F(Messages, AreWaitedForOnlyUntilTheBudgetIsSpent) {
  const Delivery delivery = sent({busy(429)}, {.budget = 2, .longest = 60s});
  EXPECT_EQ(status_of(delivery), 429);
  EXPECT_EQ(requests_, 3U);
  EXPECT_EQ(delivery.gave_up,
            "the server responded 429 and asked to wait 0 s, after 2 waits: set transport.rate, or a larger "
            "transport.retry.budget");
}

TEST_F(Messages, AreNotWaitedForWithoutABudget) {
  EXPECT_NE(sent({busy(503), plain(200)}, {.budget = 0, .longest = 60s}).gave_up, "");
  EXPECT_EQ(requests_, 1U);
}

TEST_F(Messages, AreNotWaitedForLongerThanAllowed) {
  EXPECT_NE(sent({busy(429, "61"), plain(200)}, {.budget = 5, .longest = 60s}).gave_up, "");
  EXPECT_NE(sent({busy(503, "Fri, 31 Dec 2200 23:59:59 GMT"), plain(200)}).gave_up, "");
  EXPECT_EQ(requests_, 1U);
}

TEST_F(Messages, WithoutAUsableRetryAfterAreAnswersLikeAnyOther) {
  for (const Answer& answer : {plain(503), busy(503, "soon"), busy(500), busy(404)}) {
    const Delivery delivery = sent({answer, plain(200)});
    EXPECT_EQ(delivery.exchange.answer, answer);
    EXPECT_EQ(delivery.gave_up, "");
  }
}

// RFC 6585 section 4: a 429 may say how long to wait.
TEST_F(Messages, AreSentAgainAtALowerRateAfterA429WithoutATime) {
  for (const Answer& answer : {plain(429), busy(429, "soon")}) EXPECT_EQ(status_of(sent({answer, plain(200)})), 200);
  EXPECT_EQ(clock_->waits(), (std::vector<std::chrono::nanoseconds>{1s, 10ms, 1s}));
  EXPECT_EQ(pace_.lowered(), "50 requests per second") << "100, then half of it";
}

TEST_F(Messages, NameTheRateWhen429WithoutATimeDoesNotEnd) {
  EXPECT_EQ(sent({plain(429)}).gave_up,
            "the server responded 429 without a time to wait, after 5 waits: set transport.rate, or a larger "
            "transport.retry.budget");
  EXPECT_EQ(requests_, 6U);
  std::chrono::nanoseconds waited{};
  for (const auto wait : clock_->waits()) waited += wait;
  EXPECT_GE(waited, 31s) << "each pause is twice the one before";
}

// A server that responds with 429 for ever must not hold the run up for half a minute at each request.
TEST_F(Messages, AreNotWaitedForOnceWaitingWasInVainThreeTimes) {
  for (int i = 0; i < 3; ++i) EXPECT_NE(sent({busy(429, "7")}).gave_up, "");
  EXPECT_NE(sent({busy(429, "7"), plain(200)}).gave_up, "");
  EXPECT_EQ(requests_, 1U);
  EXPECT_EQ(status_of(sent({plain(200)})), 200);
  EXPECT_EQ(status_of(sent({busy(429, "7"), plain(200)})), 200) << "it serves again, so waiting is of use again";
}

TEST_F(Messages, StopWaitingWhenTheRunIsStopped) {
  stop_.request_stop();
  const Delivery delivery = sent({busy(429, "60"), plain(200)});
  const auto* none = std::get_if<NoResponse>(&delivery.exchange.answer);
  ASSERT_NE(none, nullptr);
  EXPECT_EQ(none->trouble, Trouble::interrupted);
  EXPECT_NE(delivery.gave_up, "");
  EXPECT_EQ(requests_, 1U);
}

TEST_F(Messages, WaitAsLongAsTheServerAsks) {
  EXPECT_EQ(status_of(sent({busy(429, "7"), busy(503, "60"), plain(200)})), 200);
  EXPECT_EQ(clock_->waits(), (std::vector<std::chrono::nanoseconds>{7s, 60s}));
}

TEST_F(Messages, AreSentAgainWhenNoConnectionCame) {
  for (const Trouble trouble : {Trouble::unreachable, Trouble::tls}) {
    const Delivery delivery = sent({no_response(trouble), no_response(trouble), plain(200)});
    EXPECT_EQ(status_of(delivery), 200) << to_string(trouble);
    EXPECT_EQ(delivery.gave_up, "");
  }
  EXPECT_EQ(clock_->waits(), (std::vector<std::chrono::nanoseconds>{200ms, 400ms, 200ms, 400ms}));
}

TEST_F(Messages, AreNotSentAgainWhenAConnectionWasMade) {
  for (const Trouble trouble : {Trouble::timed_out, Trouble::closed, Trouble::malformed, Trouble::too_large}) {
    EXPECT_EQ(status_of(sent({no_response(trouble), plain(200)})), 0);
    EXPECT_EQ(requests_, 1U) << to_string(trouble) << ": the server may have executed it";
  }
}

TEST_F(Messages, AreNoLongerSentAgainOnceTheServerIsGone) {
  const Answer gone = no_response(Trouble::unreachable, "refused");
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(sent({gone}).gave_up, "unreachable: refused");
    EXPECT_EQ(requests_, 4U);
  }
  EXPECT_EQ(sent({gone}).gave_up, "unreachable: refused");
  EXPECT_EQ(requests_, 1U) << "one try is enough to notice that it is back";
  EXPECT_EQ(status_of(sent({plain(200)})), 200);
  EXPECT_EQ(status_of(sent({gone, plain(200)})), 200) << "and it is";
}

TEST_F(Messages, EndWithTheTimeOfTheCase) {
  ScriptedTransport transport{{busy(429, "50")}};
  Messenger messenger{transport, breaker_, pace_, {}, stop_.get_token()};
  messenger.allow(90s);
  EXPECT_EQ(messenger.send(get(), "request", "user-1").gave_up, "interrupted: the case took longer than its 90 s");
  EXPECT_EQ(transport.sent, 2U);
  EXPECT_EQ(clock_->waits(), (std::vector<std::chrono::nanoseconds>{50s, 40s}));
  EXPECT_NE(messenger.send(get(), "request", "user-1").gave_up, "");
  EXPECT_EQ(transport.sent, 2U) << "nothing more is sent";
  messenger.allow(1s);
  static_cast<void>(messenger.send(get(), "request", "user-1"));
  EXPECT_EQ(transport.sent, 3U) << "the next case has a time of its own";
}

TEST_F(Messages, AboutTermsToAcceptAreAPreconditionAndNoFinding) {
  const Delivery delivery = sent({plain(451, {{"location", "https://terms.example/"}})});
  EXPECT_EQ(delivery.gave_up,
            "the server requires its terms to be accepted first (451): accept those at https://terms.example/ for this "
            "user and run again");
  EXPECT_EQ(sent({plain(451)}).gave_up, "") << "without a Location it is an undocumented status";
}

TEST_F(Messages, GiveUpOnTroubleOfTheRunOnly) {
  for (const Trouble trouble : {Trouble::unreachable, Trouble::tls, Trouble::interrupted, Trouble::unsendable})
    EXPECT_EQ(sent({no_response(trouble, "details")}).gave_up, std::string{to_string(trouble)} + ": details");
  for (const Trouble trouble : {Trouble::timed_out, Trouble::closed, Trouble::malformed, Trouble::too_large}) {
    breaker_.note(get(), plain(200), clock_->now(), clock_->now());
    EXPECT_EQ(sent({no_response(trouble)}).gave_up, "") << to_string(trouble);
  }
}

TEST_F(Messages, AreNotTriedAnyMoreAfterThreeUnansweredInARow) {
  const Answer silence = no_response(Trouble::timed_out);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(sent({silence}).gave_up, "");
  const Delivery delivery = sent({plain(200)});
  EXPECT_EQ(requests_, 0U);
  EXPECT_TRUE(delivery.silent);
  EXPECT_EQ(delivery.gave_up, "interrupted: not run: 3 timeouts in a row for GET /users");
}

TEST_F(Messages, AreTriedAgainAfterARest) {
  const Answer silence = no_response(Trouble::timed_out);
  for (int i = 0; i < 3; ++i) static_cast<void>(sent({silence}));
  clock_->pass(CircuitBreaker::rest);
  static_cast<void>(sent({silence}));
  EXPECT_EQ(requests_, 1U) << "one tests the server";
  static_cast<void>(sent({plain(200)}));
  EXPECT_EQ(requests_, 0U) << "the others go on without it";
  clock_->pass(CircuitBreaker::rest);
  EXPECT_EQ(status_of(sent({plain(200)})), 200);
  EXPECT_EQ(status_of(sent({plain(200)})), 200) << "it is back";
}

TEST_F(Messages, SentTogetherKeepTheirOrderAndWaitOneByOne) {
  ScriptedTransport transport{{plain(201), busy(429), plain(203), plain(204)}};
  Messenger messenger{transport, breaker_, pace_, {}, {}};
  const auto deliveries =
      messenger.send_together({get("/users/1"), get("/users/2"), get("/users/3")}, "at once", {"a", "b", "c"});
  ASSERT_EQ(deliveries.size(), 3U);
  EXPECT_EQ(status_of(deliveries[0]), 201);
  EXPECT_EQ(status_of(deliveries[1]), 204) << "the one that was asked to wait was sent again";
  EXPECT_EQ(status_of(deliveries[2]), 203);
  EXPECT_EQ(deliveries[2].exchange.request.target, "/users/3");
  EXPECT_EQ(deliveries[2].exchange.actor, "c");
  EXPECT_EQ(deliveries[0].exchange.purpose, "at once");
}

TEST(PaceOfRequests, IsAsFastAsItGoesWithoutARate) {
  Pace pace{""};
  for (int i = 0; i < 1000; ++i) EXPECT_TRUE(pace.wait_turn({}));
}

TEST(PaceOfRequests, SpacesThemOut) {
  const auto clock = std::make_shared<FakeClock>();
  Pace pace{"500/s", clock};
  const auto begun = clock->now();
  for (int i = 0; i < 501; ++i) EXPECT_TRUE(pace.wait_turn({}));
  EXPECT_EQ(clock->now() - begun, 1s) << "the first goes at once, each other one 2 ms later";
  clock->pass(1h);
  const auto later = clock->now();
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(pace.wait_turn({}));
  EXPECT_EQ(clock->now() - later, 4ms) << "an idle time is not a licence for a burst";
}

TEST(PaceOfRequests, IsOneForAllWorkers) {
  const auto clock = std::make_shared<FakeClock>();
  Pace pace{"100/s", clock};
  const auto begun = clock->now();
  {
    std::vector<std::jthread> workers;
    for (int worker = 0; worker < 4; ++worker) {
      workers.emplace_back([&] {
        for (int i = 0; i < 25; ++i) EXPECT_TRUE(pace.wait_turn({}));
      });
    }
  }
  EXPECT_EQ(clock->now() - begun, 990ms) << "100 requests, 99 spaces of 10 ms";
}

TEST(PaceOfRequests, EndsWithTheRun) {
  std::stop_source stop;
  stop.request_stop();
  Pace pace{"0.001/s"};
  static_cast<void>(pace.wait_turn({}));
  EXPECT_FALSE(pace.wait_turn(stop.get_token())) << "its turn would come in a quarter of an hour";
}

/// Keeps what is sent.
class KeepingTransport final : public Transport {
 public:
  Sent send(const Request& request, const std::stop_token&) override {
    requests.push_back(request);
    return {.answer = plain(200)};
  }
  std::vector<Sent> send_together(std::span<const Request> all, const std::stop_token& stop) override {
    std::vector<Sent> sent;
    for (const Request& request : all) sent.push_back(send(request, stop));
    return sent;
  }
  std::vector<Request> requests;
};

TEST_F(Messages, CarryTheHeadersOfTheTarget) {
  KeepingTransport transport;
  const Headers headers{{"X-Api-Key", "key"}, {"X-Tenant", "acme"}};
  Messenger messenger{transport, breaker_, pace_, {}, {}, nullptr, headers};
  const Delivery alone = messenger.send(get(), "request", "user-1");
  EXPECT_EQ(alone.exchange.request.headers, headers) << "reports show what was sent";
  const auto together = messenger.send_together({get(), get()}, "request", {"user-1", "user-1"});
  for (const Delivery& one : together) EXPECT_EQ(one.exchange.request.headers, headers);
  ASSERT_EQ(transport.requests.size(), 3U);
  for (const Request& one : transport.requests) EXPECT_EQ(one.headers, headers);
}

TEST_F(Messages, LeaveAHeaderToTheCaseThatSendsIt) {
  KeepingTransport transport;
  Messenger messenger{transport, breaker_, pace_, {}, {}, nullptr, {{"Cookie", "a=b"}}};
  Request request = get();
  request.headers = {{"cookie", "c=d"}};
  EXPECT_EQ(messenger.send(request, "request", "user-1").exchange.request.headers, request.headers);
}

}  // namespace
}  // namespace conform::test
