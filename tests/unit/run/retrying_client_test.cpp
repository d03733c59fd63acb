#include "run/client/retrying_client.hpp"

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
  explicit ScriptedTransport(std::vector<ResponseOrError> responses) : responses_{std::move(responses)} {}
  TimedResponse send(const Request&, const std::stop_token&) override {
    return {.response = responses_[std::min(sent++, responses_.size() - 1)]};
  }
  std::vector<TimedResponse> send_concurrently(std::span<const Request> requests,
                                               const std::stop_token& stop) override {
    std::vector<TimedResponse> all;
    for (const Request& request : requests) all.push_back(send(request, stop));
    return all;
  }
  std::size_t sent = 0;

 private:
  std::vector<ResponseOrError> responses_;
};

Request get(std::string target = "/users/1") {
  return {.method = "GET", .target = std::move(target), .headers = {}, .body = std::nullopt};
}

// As somebody whose token it does not carry, so that nothing is added to it.
OutgoingRequest outgoing(Request request = get()) { return {nullptr, std::move(request), {}, {}}; }

ResponseOrError busy(int status, const std::string& retry_after = "0") {
  return plain(status, {{"retry-after", retry_after}});
}

int status_of(const FinishedExchange& finished) {
  const Response* response = response_of(finished.exchange);
  return response == nullptr ? 0 : response->status;
}

class Messages : public ::testing::Test {
 protected:
  FinishedExchange sent(std::vector<ResponseOrError> responses, RetryPolicy retry_policy = {}) {
    ScriptedTransport transport{std::move(responses)};
    RetryingClient client{transport, breaker_, rate_limiter_, retry_policy, stop_.get_token()};
    FinishedExchange finished = client.send({get(), test_user(1)}, "request");
    requests_ = transport.sent;
    return finished;
  }
  CircuitBreaker breaker_;
  std::shared_ptr<FakeClock> clock_ = std::make_shared<FakeClock>();
  RateLimiter rate_limiter_{"", clock_};
  std::stop_source stop_;
  std::size_t requests_ = 0;
};

TEST_F(Messages, BringTheAnswerWithPurposeAndActor) {
  const FinishedExchange finished = sent({plain(200)});
  EXPECT_EQ(status_of(finished), 200);
  EXPECT_EQ(finished.exchange.purpose, "request");
  EXPECT_EQ(finished.exchange.actor, "user-1");
  EXPECT_EQ(finished.exchange.request.target, "/users/1");
  EXPECT_EQ(finished.gave_up, "");
  EXPECT_EQ(requests_, 1U);
}

TEST_F(Messages, AreSentAgainWhenTheServerAsksToWait) {
  for (const int status : {429, 503}) {
    const FinishedExchange finished = sent({busy(status), busy(status), plain(200)});
    EXPECT_EQ(status_of(finished), 200);
    EXPECT_EQ(finished.gave_up, "");
    EXPECT_EQ(requests_, 3U);
  }
}

TEST_F(Messages, AreWaitedForOnlyUntilTheBudgetIsSpent) {
  const FinishedExchange finished = sent({busy(429)}, {.budget = 2, .longest = 60s});
  EXPECT_EQ(status_of(finished), 429);
  EXPECT_EQ(requests_, 3U);
  EXPECT_EQ(finished.gave_up,
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
  for (const ResponseOrError& response : {plain(503), busy(503, "soon"), busy(500), busy(404)}) {
    const FinishedExchange finished = sent({response, plain(200)});
    EXPECT_EQ(finished.exchange.response, response);
    EXPECT_EQ(finished.gave_up, "");
  }
}

// RFC 6585 section 4: a 429 may say how long to wait.
TEST_F(Messages, AreSentAgainAtALowerRateAfterA429WithoutATime) {
  for (const ResponseOrError& response : {plain(429), busy(429, "soon")})
    EXPECT_EQ(status_of(sent({response, plain(200)})), 200);
  EXPECT_EQ(clock_->waits(), (std::vector<std::chrono::nanoseconds>{1s, 10ms, 1s}));
  EXPECT_EQ(rate_limiter_.lowered(), "50 requests per second") << "100, then half of it";
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
  const FinishedExchange finished = sent({busy(429, "60"), plain(200)});
  const auto* error = std::get_if<TransportError>(&finished.exchange.response);
  ASSERT_NE(error, nullptr);
  EXPECT_EQ(error->kind, TransportErrorKind::interrupted);
  EXPECT_NE(finished.gave_up, "");
  EXPECT_EQ(requests_, 1U);
}

TEST_F(Messages, WaitAsLongAsTheServerAsks) {
  EXPECT_EQ(status_of(sent({busy(429, "7"), busy(503, "60"), plain(200)})), 200);
  EXPECT_EQ(clock_->waits(), (std::vector<std::chrono::nanoseconds>{7s, 60s}));
}

TEST_F(Messages, AreSentAgainWhenNoConnectionCame) {
  for (const TransportErrorKind kind : {TransportErrorKind::unreachable, TransportErrorKind::tls}) {
    const FinishedExchange finished = sent({transport_error(kind), transport_error(kind), plain(200)});
    EXPECT_EQ(status_of(finished), 200) << to_string(kind);
    EXPECT_EQ(finished.gave_up, "");
  }
  EXPECT_EQ(clock_->waits(), (std::vector<std::chrono::nanoseconds>{200ms, 400ms, 200ms, 400ms}));
}

TEST_F(Messages, AreNotSentAgainWhenAConnectionWasMade) {
  for (const TransportErrorKind kind : {TransportErrorKind::timed_out, TransportErrorKind::closed,
                                        TransportErrorKind::malformed, TransportErrorKind::too_large}) {
    EXPECT_EQ(status_of(sent({transport_error(kind), plain(200)})), 0);
    EXPECT_EQ(requests_, 1U) << to_string(kind) << ": the server may have executed it";
  }
}

TEST_F(Messages, AreNoLongerSentAgainOnceTheServerIsGone) {
  const ResponseOrError gone = transport_error(TransportErrorKind::unreachable, "refused");
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
  RetryingClient client{transport, breaker_, rate_limiter_, {}, stop_.get_token()};
  client.allow(90s);
  EXPECT_EQ(client.send(outgoing(), "request").gave_up, "interrupted: the case took longer than its 90 s");
  EXPECT_EQ(transport.sent, 2U);
  EXPECT_EQ(clock_->waits(), (std::vector<std::chrono::nanoseconds>{50s, 40s}));
  EXPECT_NE(client.send(outgoing(), "request").gave_up, "");
  EXPECT_EQ(transport.sent, 2U) << "nothing more is sent";
  client.allow(1s);
  static_cast<void>(client.send(outgoing(), "request"));
  EXPECT_EQ(transport.sent, 3U) << "the next case has a time of its own";
}

TEST_F(Messages, AboutTermsToAcceptAreAPreconditionAndNoFinding) {
  const FinishedExchange finished = sent({plain(451, {{"location", "https://terms.example/"}})});
  EXPECT_EQ(finished.gave_up,
            "the server requires its terms to be accepted first (451): accept those at https://terms.example/ for this "
            "user and run again");
  EXPECT_EQ(sent({plain(451)}).gave_up, "") << "without a Location it is an undocumented status";
}

TEST_F(Messages, GiveUpOnTroubleOfTheRunOnly) {
  for (const TransportErrorKind kind : {TransportErrorKind::unreachable, TransportErrorKind::tls,
                                        TransportErrorKind::interrupted, TransportErrorKind::unsendable})
    EXPECT_EQ(sent({transport_error(kind, "details")}).gave_up, std::string{to_string(kind)} + ": details");
  for (const TransportErrorKind kind : {TransportErrorKind::timed_out, TransportErrorKind::closed,
                                        TransportErrorKind::malformed, TransportErrorKind::too_large}) {
    breaker_.note(get(), plain(200), clock_->now(), clock_->now());
    EXPECT_EQ(sent({transport_error(kind)}).gave_up, "") << to_string(kind);
  }
}

TEST_F(Messages, AreNotTriedAnyMoreAfterThreeUnansweredInARow) {
  const ResponseOrError silence = transport_error(TransportErrorKind::timed_out);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(sent({silence}).gave_up, "");
  const FinishedExchange finished = sent({plain(200)});
  EXPECT_EQ(requests_, 0U);
  EXPECT_TRUE(finished.silent);
  EXPECT_EQ(finished.gave_up, "interrupted: not run: 3 timeouts in a row for GET /users");
}

TEST_F(Messages, AreTriedAgainAfterARest) {
  const ResponseOrError silence = transport_error(TransportErrorKind::timed_out);
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
  RetryingClient client{transport, breaker_, rate_limiter_, {}, {}};
  const std::vector<OutgoingRequest> three{
      {get("/users/1"), test_user(1)}, {get("/users/2"), test_user(2)}, {get("/users/3"), test_user(3)}};
  const auto all_finished = client.send_concurrently(three, "at once");
  ASSERT_EQ(all_finished.size(), 3U);
  EXPECT_EQ(status_of(all_finished[0]), 201);
  EXPECT_EQ(status_of(all_finished[1]), 204) << "the one that was asked to wait was sent again";
  EXPECT_EQ(status_of(all_finished[2]), 203);
  EXPECT_EQ(all_finished[2].exchange.request.target, "/users/3");
  EXPECT_EQ(all_finished[2].exchange.actor, "user-3");
  EXPECT_EQ(all_finished[0].exchange.purpose, "at once");
}

TEST(PaceOfRequests, IsAsFastAsItGoesWithoutARate) {
  RateLimiter rate_limiter{""};
  for (int i = 0; i < 1000; ++i) EXPECT_TRUE(rate_limiter.wait_turn({}));
}

TEST(PaceOfRequests, SpacesThemOut) {
  const auto clock = std::make_shared<FakeClock>();
  RateLimiter rate_limiter{"500/s", clock};
  const auto begun = clock->now();
  for (int i = 0; i < 501; ++i) EXPECT_TRUE(rate_limiter.wait_turn({}));
  EXPECT_EQ(clock->now() - begun, 1s) << "the first goes at once, each other one 2 ms later";
  clock->pass(1h);
  const auto later = clock->now();
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(rate_limiter.wait_turn({}));
  EXPECT_EQ(clock->now() - later, 4ms) << "an idle time is not a licence for a burst";
}

TEST(PaceOfRequests, IsOneForAllWorkers) {
  const auto clock = std::make_shared<FakeClock>();
  RateLimiter rate_limiter{"100/s", clock};
  const auto begun = clock->now();
  {
    std::vector<std::jthread> workers;
    for (int worker = 0; worker < 4; ++worker) {
      workers.emplace_back([&] {
        for (int i = 0; i < 25; ++i) EXPECT_TRUE(rate_limiter.wait_turn({}));
      });
    }
  }
  EXPECT_EQ(clock->now() - begun, 990ms) << "100 requests, 99 spaces of 10 ms";
}

TEST(PaceOfRequests, EndsWithTheRun) {
  std::stop_source stop;
  stop.request_stop();
  RateLimiter rate_limiter{"0.001/s"};
  static_cast<void>(rate_limiter.wait_turn({}));
  EXPECT_FALSE(rate_limiter.wait_turn(stop.get_token())) << "its turn would come in a quarter of an hour";
}

/// Keeps what is sent.
class KeepingTransport final : public Transport {
 public:
  TimedResponse send(const Request& request, const std::stop_token&) override {
    requests.push_back(request);
    return {.response = plain(200)};
  }
  std::vector<TimedResponse> send_concurrently(std::span<const Request> all, const std::stop_token& stop) override {
    std::vector<TimedResponse> timed;
    for (const Request& request : all) timed.push_back(send(request, stop));
    return timed;
  }
  std::vector<Request> requests;
};

TEST_F(Messages, CarryTheHeadersOfTheTarget) {
  KeepingTransport transport;
  const Headers headers{{"X-Api-Key", "key"}, {"X-Tenant", "acme"}};
  RetryingClient client{transport, breaker_, rate_limiter_, {}, {}, nullptr, headers};
  const FinishedExchange alone = client.send(outgoing(), "request");
  EXPECT_EQ(alone.exchange.request.headers, headers) << "reports show what was sent";
  const auto together = client.send_concurrently(std::vector{outgoing(), outgoing()}, "request");
  for (const FinishedExchange& exchange : together) EXPECT_EQ(exchange.exchange.request.headers, headers);
  ASSERT_EQ(transport.requests.size(), 3U);
  for (const Request& request : transport.requests) EXPECT_EQ(request.headers, headers);
}

TEST_F(Messages, LeaveAHeaderToTheCaseThatSendsIt) {
  KeepingTransport transport;
  RetryingClient client{transport, breaker_, rate_limiter_, {}, {}, nullptr, {{"Cookie", "a=b"}}};
  Request request = get();
  request.headers = {{"cookie", "c=d"}};
  EXPECT_EQ(client.send(outgoing(request), "request").exchange.request.headers, request.headers);
}

}  // namespace
}  // namespace conform::test
