#include "run/client/request_budget.hpp"

#include <gtest/gtest.h>

#include "unit/run/tiny_api.hpp"

namespace conform::test {
namespace {

Request read_request() {
  return {.method = "GET",
          .target = "/users/" + test_user(1).id,
          .headers = {{"Accept", "application/vnd.api+json"}, {"Authorization", "Bearer " + test_user(1).token}},
          .body = std::nullopt};
}

TEST(RequestBudget, SendsThatManyRequestsAndThenAsksForTheEnd) {
  TinyApi api;
  const std::stop_source end;
  RequestBudget budget{3, end};
  const auto one = make_budgeted(std::make_unique<TinyTransport>(api), budget);
  const auto other = make_budgeted(std::make_unique<TinyTransport>(api), budget);
  for (const auto& transport : {&one, &other, &one})
    EXPECT_TRUE(std::holds_alternative<Response>((*transport)->send(read_request(), {}).response));
  EXPECT_FALSE(end.stop_requested());
  const auto refused = other->send(read_request(), {});
  const auto* error = std::get_if<TransportError>(&refused.response);
  ASSERT_NE(error, nullptr);
  EXPECT_EQ(error->kind, TransportErrorKind::interrupted);
  EXPECT_TRUE(end.stop_requested() && budget.is_spent());
  EXPECT_EQ(api.count("GET"), 3U);
}

TEST(RequestBudget, SendsNothingOfAGroupForWhichTooFewAreLeft) {
  TinyApi api;
  RequestBudget budget{2, std::stop_source{}};
  const auto transport = make_budgeted(std::make_unique<TinyTransport>(api), budget);
  EXPECT_TRUE(std::holds_alternative<Response>(transport->send(read_request(), {}).response));
  EXPECT_EQ(transport->send_concurrently(std::vector{read_request(), read_request()}, {}).size(), 2U);
  EXPECT_EQ(api.count("GET"), 1U);
  EXPECT_TRUE(std::holds_alternative<TransportError>(transport->send(read_request(), {}).response)) << "it is over";
}

TEST(RequestBudget, OfZeroIsNone) {
  RequestBudget budget{0, std::stop_source{}};
  EXPECT_TRUE(budget.take(1'000'000));
  EXPECT_FALSE(budget.is_spent());
}

}  // namespace
}  // namespace conform::test
