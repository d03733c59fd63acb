#include <gtest/gtest.h>

#include "unit/reference/client.hpp"

namespace conform::reference {

namespace {

using nlohmann::json;
using testing::Client;
using testing::ReceivedResponse;

class Attributes : public ::testing::Test {
 protected:
  Server server_;
  Client user_{server_, "user-1"};
};

}  // namespace

TEST_F(Attributes, AreMerged) {
  EXPECT_EQ(user_.put_custom_attributes(R"({"a":"1","b":"2"})").status, 204);
  EXPECT_EQ(user_.put_custom_attributes(R"({"b":"zwei","c":"3"})").status, 204);
  EXPECT_EQ(user_.get_custom_attributes().json(), (json{{"a", "1"}, {"b", "zwei"}, {"c", "3"}}));
}

TEST_F(Attributes, AnswerWithoutABody) {
  const ReceivedResponse response = user_.put_custom_attributes(R"({"a":"1"})");
  EXPECT_EQ(response.status, 204);
  EXPECT_EQ(response.body, "");
  EXPECT_FALSE(response.has("Content-Type"));
  EXPECT_FALSE(response.has("Content-Length"));
}

TEST_F(Attributes, AreReadAsJson) {
  const ReceivedResponse response = user_.get_custom_attributes();
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.field("Content-Type"), "application/json");
  EXPECT_EQ(response.body, "{}");
}

TEST_F(Attributes, AnEmptyObjectAndARepetitionChangeNothing) {
  ASSERT_EQ(user_.put_custom_attributes(R"({"a":"1"})").status, 204);
  EXPECT_EQ(user_.put_custom_attributes("{}").status, 204);
  EXPECT_EQ(user_.put_custom_attributes(R"({"a":"1"})").status, 204);
  EXPECT_EQ(user_.get_custom_attributes().body, R"({"a":"1"})");
}

TEST_F(Attributes, BelongToOneUser) {
  const Client other{server_, "user-2"};
  ASSERT_EQ(user_.put_custom_attributes(R"({"a":"1"})").status, 204);
  EXPECT_EQ(other.get_custom_attributes().body, "{}");
}

TEST_F(Attributes, LeaveTheUserDocumentAlone) {
  const json before = user_.attributes();
  ASSERT_EQ(user_.put_custom_attributes(R"({"firstName":"Eve"})").status, 204);
  EXPECT_EQ(user_.attributes(), before);
  ASSERT_EQ(user_.put({{"firstName", "Ada"}}).status, 200);
  EXPECT_EQ(user_.get_custom_attributes().body, R"({"firstName":"Eve"})");
}

TEST_F(Attributes, KeepEveryJsonValue) {
  const std::string body =
      R"({"n":1.50,"big":12345678901234567890123,"t":true,"z":null,"o":{"x":[1,"",{}]},"":" ","é":"\u0001"})";
  ASSERT_EQ(user_.put_custom_attributes(body).status, 204);
  EXPECT_EQ(user_.get_custom_attributes().body, body);
}

TEST_F(Attributes, BodiesThatAreNoObjectAreRefusedWithoutATrace) {
  ASSERT_EQ(user_.put_custom_attributes(R"({"a":"1"})").status, 204);
  for (const std::string body : {"", "[]", "7", "null", "{", R"({"b":1,"b":2})", "{\"b\":\"\xFF\"}"}) {
    const ReceivedResponse response = user_.put_custom_attributes(body);
    EXPECT_EQ(response.status, 422) << body;
    EXPECT_TRUE(response.json().contains("errors")) << body;
    EXPECT_EQ(user_.get_custom_attributes().body, R"({"a":"1"})") << body;
  }
}

TEST_F(Attributes, TakeJsonTypesOnly) {
  const auto status = [&](const std::string& type) {
    return user_
        .send({.method = "PUT", .target = user_.base + "/attributes", .fields = {{"Content-Type", type}}, .body = "{}"})
        .status;
  };
  EXPECT_EQ(status("application/json"), 204);
  EXPECT_EQ(status("application/json; charset=utf-8"), 204);
  EXPECT_EQ(status("APPLICATION/JSON"), 204);
  EXPECT_EQ(status("application/merge-patch+json"), 204);
  EXPECT_EQ(status("text/plain"), 415);
  EXPECT_EQ(status("text/json"), 415);
}

TEST_F(Attributes, IgnoreAccept) {
  const ReceivedResponse response = user_.send(
      {.method = "GET", .target = user_.base + "/attributes", .fields = {{"Accept", "text/html"}}, .body = {}});
  EXPECT_EQ(response.status, 200);
}

}  // namespace conform::reference
