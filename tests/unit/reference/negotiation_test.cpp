#include "reference/negotiation.hpp"

#include <gtest/gtest.h>

#include "unit/reference/client.hpp"

namespace conform::reference {

namespace {
using testing::Client;
using testing::Request;
}  // namespace

TEST(Accept, LetsTheMediaTypeThrough) {
  for (const char* accept :
       {"application/vnd.api+json", "APPLICATION/vnd.API+json", "*/*", "application/*", "", "text/html, */*;q=0.1",
        "text/html,application/vnd.api+json", "text/html;q=1, application/vnd.api+json;q=0.001",
        "application/vnd.api+json;q=1.0", " application/vnd.api+json ;q=0.5 ", ",,application/vnd.api+json,",
        "application/vnd.api+json;charset=utf-8, application/vnd.api+json",
        "application/vnd.api+json;profile=\"a,b;c\"", "text/html;x=\",\", application/vnd.api+json"}) {
    EXPECT_TRUE(accepts_json_api(accept)) << accept;
  }
  EXPECT_TRUE(accepts_json_api(std::nullopt));
}

TEST(Accept, KeepsTheMediaTypeOut) {
  for (const char* accept :
       {"text/html", "application/xml", "text/html;q=1, application/xml", "application/json",
        "application/vnd.api+json;q=0", "application/vnd.api+json;q=0.000", "*/*;q=0",
        "application/vnd.api+json;q=0, */*", "application/*;q=0, */*", "application/vnd.api+json;charset=x, */*",
        "application/vnd.api+json;charset=utf-8", "application/vnd.api+json;ext=\"x\"", "text/*", "application/vnd.api",
        "text/html;x=\"application/vnd.api+json, \"", "*", "json"}) {
    EXPECT_FALSE(accepts_json_api(accept)) << accept;
  }
}

TEST(ContentType, IsExactlyTheMediaType) {
  EXPECT_TRUE(is_json_api("application/vnd.api+json"));
  EXPECT_TRUE(is_json_api("Application/VND.API+JSON"));
  for (const char* type : {"application/json", "text/plain", "application/vnd.api+json;charset=utf-8", "",
                           "application/vnd.api+json, text/plain"}) {
    EXPECT_FALSE(is_json_api(type)) << type;
  }
  EXPECT_FALSE(is_json_api(std::nullopt));
}

TEST(Negotiation, RefusalsChangeNothing) {
  const Server server;
  const Client user{server, "user-1"};
  const nlohmann::json before = user.attributes();
  for (const char* method : {"PUT", "PATCH"}) {
    Request request = user.write(method, user.document({{"firstName", "Eve"}}));
    request.fields = {{"Accept", "text/html"}, {"Content-Type", "application/vnd.api+json"}};
    EXPECT_EQ(user.send(request).status, 406);
    for (const char* type :
         {"text/plain", "application/xml", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x",
          "multipart/form-data", "application/json", "application/vnd.api+json; charset=utf-8"}) {
      request.fields = {{"Content-Type", type}};
      EXPECT_EQ(user.send(request).status, 415) << type;
    }
    request.fields = {};
    EXPECT_EQ(user.send(request).status, 415);
    request.fields = {{"Content-Type", "application/vnd.api+json"}, {"Content-Encoding", "gzip"}};
    EXPECT_EQ(user.send(request).status, 415);
  }
  EXPECT_EQ(user.attributes(), before);
}

TEST(Negotiation, ReadsDoNotHeedAccept) {
  const Server server;
  const Client user{server, "user-1"};
  const testing::ReceivedResponse response =
      user.send({.method = "GET", .target = user.path(), .fields = {{"Accept", "text/html"}}, .body = {}});
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.field("Content-Type"), "application/vnd.api+json");
}

}  // namespace conform::reference
