#include <gtest/gtest.h>

#include "unit/reference/client.hpp"

namespace conform::reference {

namespace {

using nlohmann::json;
using testing::Client;
using testing::ReceivedResponse;
using testing::Request;

// A correct request for each operation, for the account of `client`.
std::vector<std::pair<std::string, Request>> operations(const Client& client) {
  const std::string document = client.document({{"firstName", "Mallory"}});
  const testing::Fields json_type{{"Content-Type", "application/json"}};
  return {{"setUser", client.write("PUT", document)},
          {"updateUser", client.write("PATCH", document)},
          {"getUser", {.method = "GET", .target = client.path(), .fields = {}, .body = {}}},
          {"setUserAttributes",
           {.method = "PUT", .target = client.base + "/attributes", .fields = json_type, .body = R"({"a":"b"})"}},
          {"getUserAttributes", {.method = "GET", .target = client.base + "/attributes", .fields = {}, .body = {}}}};
}

class Access : public ::testing::Test {
 protected:
  void expect_error(const ReceivedResponse& response, int status, const std::string& code) {
    EXPECT_EQ(response.status, status);
    EXPECT_EQ(response.field("Content-Type"), "application/vnd.api+json");
    const json document = response.json();
    ASSERT_TRUE(document.is_object()) << response.raw;
    EXPECT_EQ(document.at("errors").at(0).at("status"), std::to_string(status));
    EXPECT_EQ(document.at("errors").at(0).at("code"), code);
  }

  Server server_;
  Client user_{server_, "user-1"};
};

}  // namespace

TEST_F(Access, WithoutATokenEveryOperationAnswers401) {
  const json before = user_.attributes();
  for (const auto& [name, request] : operations(user_)) {
    SCOPED_TRACE(name);
    const ReceivedResponse response = testing::exchange(server_.port(), request);
    expect_error(response, 401, "missing-token");
    EXPECT_EQ(response.field("WWW-Authenticate"), "Bearer realm=\"user\"");
  }
  EXPECT_EQ(user_.attributes(), before);
}

TEST_F(Access, TokensThatAreWorthNothingGet401) {
  const json before = user_.attributes();
  const std::string token = user_.account.token;
  const std::vector<std::string> worthless{
      "Bearer unknown", "Bearer", "Bearer ", "Bearer a b", "Basic dXNlcjpwYXNz", "Bearer " + token + "x", "Digest x"};
  for (const std::string& value : worthless) {
    for (auto [name, request] : operations(user_)) {
      SCOPED_TRACE(name + " with " + value);
      request.fields.emplace_back("Authorization", value);
      const ReceivedResponse response = user_.send(request);
      EXPECT_EQ(response.status, 401);
      EXPECT_TRUE(response.has("WWW-Authenticate"));
      EXPECT_TRUE(response.json().contains("errors"));
    }
  }
  EXPECT_EQ(user_.attributes(), before);
}

TEST_F(Access, TheSchemeHasNoLetterCase) {
  Request request{.method = "GET",
                  .target = user_.path(),
                  .fields = {{"Authorization", "bEARER " + user_.account.token}},
                  .body = {}};
  EXPECT_EQ(user_.send(request).status, 200);
}

TEST_F(Access, RefreshTokensAreNoAccessTokens) {
  Request request{.method = "GET",
                  .target = user_.path(),
                  .fields = {{"Authorization", "Bearer " + user_.account.refresh_token}},
                  .body = {}};
  EXPECT_EQ(user_.send(request).status, 401);
}

TEST_F(Access, ExpiredAndUnlinkedGet401EverywhereAndChangeNothing) {
  const Client admin{server_, "admin"};
  for (const auto& [actor, code] :
       {std::pair{"expired", "invalid-token"}, std::pair{"unlinked", "missing-linked-identity"}}) {
    const Client other{server_, actor};
    const Request look{.method = "GET", .target = other.path(), .fields = {}, .body = {}};
    const std::string before = admin.send(look).body;
    for (const auto& [name, request] : operations(other)) {
      SCOPED_TRACE(std::string{actor} + " " + name);
      expect_error(other.send(request), 401, code);
    }
    EXPECT_EQ(admin.send(look).body, before);
  }
}

TEST_F(Access, TheReaderMayOnlyRead) {
  const Client reader{server_, "reader"};
  const json before = reader.attributes();
  for (const auto& [name, request] : operations(reader)) {
    SCOPED_TRACE(name);
    const ReceivedResponse response = reader.send(request);
    if (request.method == "GET") {
      EXPECT_EQ(response.status, 200);
    } else {
      expect_error(response, 403, "insufficient-scope");
    }
  }
  EXPECT_EQ(reader.attributes(), before);
  EXPECT_EQ(reader.get_custom_attributes().body, "{}");
}

TEST_F(Access, ForeignRecordsAreDenied) {
  const Client other{server_, "user-2"};
  const json before = other.attributes();
  for (const auto& [name, request] : operations(other)) {
    if (name.find("Attributes") != std::string::npos) continue;
    SCOPED_TRACE(name);
    expect_error(user_.send(request), 403, "forbidden");
  }
  EXPECT_EQ(other.attributes(), before);
}

TEST_F(Access, TheAdminMayAddressEveryUser) {
  const Client admin{server_, "admin"};
  EXPECT_EQ(admin.send(user_.write("PATCH", user_.document({{"firstName", "Admin"}}))).status, 200);
  EXPECT_EQ(user_.attributes().at("firstName"), "Admin");
}

TEST_F(Access, IdsThatAreNoUuidAre404) {
  for (const char* id : {"x", "00000000-0000-0000-0000-00000000000", "%00", "..%2F..", "self"}) {
    const ReceivedResponse response =
        user_.send({.method = "GET", .target = user_.base + "/users/" + std::string{id}, .fields = {}, .body = {}});
    expect_error(response, 404, "user-not-found");
  }
}

TEST_F(Access, UnknownRoutesAre404AndOtherMethods405) {
  for (const char* path :
       {"/", "/user", "/user/2024-3", "/user/2024-3/users", "/user/2024-3/users/", "/user/2024-3/attributes/x", "//"}) {
    const ReceivedResponse response = user_.send({.method = "GET", .target = path, .fields = {}, .body = {}});
    expect_error(response, 404, "unknown-route");
  }
  for (const char* method : {"DELETE", "POST", "OPTIONS", "TRACE"}) {
    const ReceivedResponse response = user_.send({.method = method, .target = user_.path(), .fields = {}, .body = {}});
    expect_error(response, 405, "method-not-allowed");
    EXPECT_EQ(response.field("Allow"), "GET, HEAD, PATCH, PUT");
  }
  const ReceivedResponse response =
      user_.send({.method = "PATCH", .target = user_.base + "/attributes", .fields = {}, .body = "{}"});
  expect_error(response, 405, "method-not-allowed");
  EXPECT_EQ(response.field("Allow"), "GET, HEAD, PUT");
}

TEST_F(Access, ChecksComeInTheDocumentedOrder) {
  const Client reader{server_, "reader"};
  const Client other{server_, "user-2"};
  Request request = other.write("PUT", "{");
  request.fields = {{"Accept", "text/html"}, {"Content-Type", "text/plain"}};
  EXPECT_EQ(testing::exchange(server_.port(), request).status, 401);
  EXPECT_EQ(reader.send(request).status, 403);
  EXPECT_EQ(user_.send(request).status, 406);
  request.fields = {{"Content-Type", "text/plain"}};
  EXPECT_EQ(user_.send(request).status, 415);
  request.fields = {{"Content-Type", "application/vnd.api+json"}};
  EXPECT_EQ(user_.send(request).status, 403);
  request.target = user_.path();
  EXPECT_EQ(user_.send(request).status, 422);
}

}  // namespace conform::reference
