#include "run/client/read_only_transport.hpp"

#include <gtest/gtest.h>

#include "unit/run/tiny_api.hpp"

namespace conform::test {
namespace {

Request request_of(const std::string& method) {
  return {.method = method,
          .target = "/users/" + test_user(1).id,
          .headers = {{"Accept", "application/vnd.api+json"}, {"Authorization", "Bearer " + test_user(1).token}},
          .body = std::nullopt};
}

TEST(ReadOnlyTransport, PassesGetOnAndNothingElse) {
  TinyApi api;
  const auto transport = make_read_only(std::make_unique<TinyTransport>(api));
  EXPECT_TRUE(std::holds_alternative<Response>(transport->send(request_of("GET"), {}).response));
  for (const char* method : {"PUT", "PATCH", "POST", "DELETE", "get"}) {
    const auto timed = transport->send(request_of(method), {});
    const auto* error = std::get_if<TransportError>(&timed.response);
    ASSERT_NE(error, nullptr) << method;
    EXPECT_EQ(error->kind, TransportErrorKind::unsendable);
    EXPECT_EQ(api.count(method), 0U);
  }
  EXPECT_EQ(api.count("GET"), 1U);
}

TEST(ReadOnlyTransport, SendsNothingOfAGroupWithAWrite) {
  TinyApi api;
  const auto transport = make_read_only(std::make_unique<TinyTransport>(api));
  EXPECT_EQ(transport->send_concurrently(std::vector{request_of("GET"), request_of("PATCH")}, {}).size(), 2U);
  EXPECT_EQ(api.count("GET") + api.count("PATCH"), 0U);
  EXPECT_EQ(transport->send_concurrently(std::vector{request_of("GET"), request_of("GET")}, {}).size(), 2U);
  EXPECT_EQ(api.count("GET"), 2U);
}

}  // namespace
}  // namespace conform::test
