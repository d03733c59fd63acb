#include "run/client/circuit_breaker.hpp"

#include <gtest/gtest.h>

#include "unit/run/tiny_api.hpp"

namespace conform::test {
namespace {

using namespace std::chrono_literals;

const Clock::TimePoint start{1h};

Request request_to(std::string target, std::string method = "GET") {
  return {.method = std::move(method), .target = std::move(target), .headers = {}, .body = std::nullopt};
}

const Request read_one = request_to("/users/1");

/// Time-outs of requests that began so long after the start, each of ten seconds.
void time_out(CircuitBreaker& breaker, std::initializer_list<std::chrono::seconds> begins,
              const TransportError& error) {
  for (const auto begin : begins) breaker.note(read_one, error, start + begin, start + begin + 10s);
}

TransportError timed_out() { return {.kind = TransportErrorKind::timed_out, .detail = {}, .partial = std::nullopt}; }

TEST(CircuitBreaker, OpensForRequestsOfOneKind) {
  CircuitBreaker breaker;
  time_out(breaker, {0s, 10s}, timed_out());
  EXPECT_FALSE(breaker.blocks(read_one, start + 20s));
  time_out(breaker, {20s}, timed_out());
  EXPECT_TRUE(breaker.blocks(read_one, start + 30s));
  EXPECT_TRUE(breaker.blocks(request_to("/users/2"), start + 30s));
  EXPECT_FALSE(breaker.blocks(request_to("/attributes"), start + 30s));
  EXPECT_FALSE(breaker.blocks(request_to("/users/1", "PUT"), start + 30s));
  Request large = read_one;
  large.body = std::string(70'000, 'x');
  EXPECT_FALSE(breaker.blocks(large, start + 30s)) << "a server may be silent to large bodies alone";
}

// One slow moment meets the requests of all workers.
TEST(CircuitBreaker, CountsTimeOutsAtTheSameTimeOnce) {
  CircuitBreaker breaker;
  time_out(breaker, {0s, 0s, 1s, 2s, 3s, 9s}, timed_out());
  EXPECT_FALSE(breaker.blocks(read_one, start + 19s));
  time_out(breaker, {10s, 11s, 12s}, timed_out());
  EXPECT_FALSE(breaker.blocks(read_one, start + 22s));
  time_out(breaker, {21s}, timed_out());
  EXPECT_TRUE(breaker.blocks(read_one, start + 31s));
}

TEST(CircuitBreaker, ClosesWithAnyResponse) {
  CircuitBreaker breaker;
  for (int i = 0; i < 10; ++i) {
    const std::chrono::seconds at{i * 30};
    time_out(breaker, {at, at + 10s}, timed_out());
    breaker.note(read_one, i % 2 == 0 ? plain(500) : transport_error(TransportErrorKind::closed), start + at + 20s,
                 start + at + 30s);
  }
  EXPECT_FALSE(breaker.blocks(read_one, start + 300s));
}

TEST(CircuitBreaker, LetsOneRequestTestTheServerAfterARest) {
  CircuitBreaker breaker;
  time_out(breaker, {0s, 10s, 20s}, timed_out());
  EXPECT_TRUE(breaker.blocks(read_one, start + 39s));
  EXPECT_FALSE(breaker.blocks(read_one, start + 40s));
  EXPECT_TRUE(breaker.blocks(read_one, start + 41s)) << "the test is running";
  time_out(breaker, {40s}, timed_out());
  EXPECT_TRUE(breaker.blocks(read_one, start + 59s));
  EXPECT_FALSE(breaker.blocks(read_one, start + 60s));
  breaker.note(read_one, plain(200), start + 60s, start + 61s);
  EXPECT_FALSE(breaker.blocks(read_one, start + 61s));
}

TEST(CircuitBreaker, StaysClosedWhileLargeResponsesAreOnTheirWay) {
  TransportError body = timed_out();
  body.partial = Response{};
  body.partial->body = std::string(100'000, 'x');
  TransportError head = timed_out();
  head.partial = Response{};
  head.partial->headers.push_back({"X-More", std::string(100'000, 'x')});
  for (const TransportError& slow : {body, head}) {
    CircuitBreaker breaker;
    time_out(breaker, {0s, 10s, 20s}, slow);
    EXPECT_FALSE(breaker.blocks(read_one, start + 30s)) << "a slow server is not a silent one";
  }
}

}  // namespace
}  // namespace conform::test
