#include "run/client/outgoing_request.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "unit/run/tiny_api.hpp"

namespace conform::test {
namespace {

const Operation update_user{"updateUser", "PATCH", "/users/{userId}", {}};
const Operation get_attributes{"getUserAttributes", "GET", "/attributes", {}};

Request with_authorization(std::string value) {
  return {.method = "GET", .target = "/attributes", .headers = {{"Authorization", std::move(value)}}, .body = {}};
}

// Who sends a request with this Authorization field, of users 1 and 2, where user 1 was meant to.
std::string sender(std::string authorization) {
  const User first = test_user(1);
  const User second = test_user(2);
  return OutgoingRequest{&get_attributes, with_authorization(std::move(authorization)), {&first, &second}, "user-1"}
      .actor();
}

TEST(OutgoingRequest, IsSentByWhoseTokenItCarries) {
  EXPECT_EQ(sender("Bearer " + test_user(1).token), "user-1");
  EXPECT_EQ(sender("Bearer " + test_user(2).token), "user-2");
  EXPECT_EQ(sender("bearer " + test_user(2).token), "user-2") << "whatever the scheme";
}

TEST(OutgoingRequest, WithATokenOfNobodyCountsAsThatOfWhoWasMeantTo) {
  EXPECT_EQ(sender("Bearer other"), "user-1");
  EXPECT_EQ(sender(""), "") << "no value, no actor";
}

TEST(OutgoingRequest, WithoutATokenIsNobodys) {
  const User user = test_user(1);
  const OutgoingRequest request{
      &get_attributes, {.method = "GET", .target = "/", .headers = {}, .body = {}}, {&user}, "user-1"};
  EXPECT_EQ(request.actor(), "");
}

TEST(OutgoingRequest, OfAnOperationHasItsPathFieldsAndToken) {
  const OutgoingRequest request{update_user, test_user(2), "ab-1", "{}"};
  EXPECT_EQ(request.operation(), "updateUser");
  EXPECT_EQ(request.actor(), "user-2");
  EXPECT_EQ(request.request().method, "PATCH");
  EXPECT_EQ(request.request().target, "/users/ab-1");
  EXPECT_EQ(request.request().body, "{}");
  EXPECT_EQ(request.request().headers, (Headers{{"Accept", "application/vnd.api+json"},
                                                {"Accept-Encoding", "identity"},
                                                {"Content-Type", "application/vnd.api+json"},
                                                {"Authorization", "Bearer " + test_user(2).token}}));
}

TEST(OutgoingRequest, OfAttributesAcceptsPlainJson) {
  const Request request = request_for(get_attributes, {});
  EXPECT_EQ(request.target, "/attributes");
  EXPECT_EQ(find_header(request.headers, "Accept"), "application/json");
  EXPECT_EQ(find_header(request.headers, "Content-Type"), std::nullopt) << "it has no body";
}

TEST(OutgoingRequest, OfNoOperationHasNoId) {
  const OutgoingRequest request{{.method = "GET", .target = "/", .headers = {}, .body = {}}, test_user(1)};
  EXPECT_EQ(request.operation(), "");
  EXPECT_EQ(request.actor(), "user-1");
}

}  // namespace
}  // namespace conform::test
