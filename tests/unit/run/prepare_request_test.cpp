#include "run/case/prepare_request.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>

#include "unit/run/mini_suite.hpp"
#include "unit/run/tiny_api.hpp"

namespace conform::test {
namespace {

using nlohmann::json;

class PrepareRequest : public ::testing::Test {
 protected:
  [[nodiscard]] tl::expected<PreparedRequest, NotSendable> prepared(std::string_view send) const {
    return prepare_request(a_send(suite_, send), environment_, suite_.contracts.back(), constraints_);
  }
  [[nodiscard]] Request request(std::string_view send) const {
    const auto made = prepared(send);
    return made ? made->request() : Request{.method = made.error().reason, .target = {}, .headers = {}, .body = {}};
  }
  [[nodiscard]] json attributes(std::string_view source) const {
    const auto made = prepare_attributes(json::parse(source), environment_, constraints_);
    return made ? *made : json{{made.error().skip ? "skip" : "error", made.error().reason}};
  }

  Suite suite_ = mini_suite();
  void SetUp() override {
    known_.keep_record(test_user(1).id, {{"email", "old@example.com"},
                                         {"locale", "de-DE"},
                                         {"firstName", nullptr},
                                         {"createdAt", "2024-01-01T00:00:00Z"},
                                         {"invented", 7}});
  }

  KnownRecords known_;
  Environment environment_{.fixtures = suite_.fixtures,
                           .user = test_user(1),
                           .user2 = test_user(2),
                           .special_actors = {{"reader", test_user(3)}},
                           .unknown_id = "an-unknown-id",
                           .nonce = "n0nce",
                           .known = &known_};
  WriteConstraints constraints_{.server_managed = {"createdAt"}, .protected_attributes = {}};
};

using Fields = Headers;

TEST_F(PrepareRequest, GetUserHasTheDefaultHeadersAndNoBody) {
  const Request made = request(R"({"operation":"getUser"})");
  EXPECT_EQ(made.method, "GET");
  EXPECT_EQ(made.target, "/users/" + test_user(1).id);
  EXPECT_EQ(made.headers, (Fields{{"Accept", "application/vnd.api+json"},
                                  {"Accept-Encoding", "identity"},
                                  {"Authorization", "Bearer token-1"}}));
  EXPECT_EQ(made.body, std::nullopt);
}

TEST_F(PrepareRequest, OperationsOnUsersSendAndAcceptJsonApi) {
  for (const char* operation : {"setUser", "updateUser"}) {
    const Request made = request(R"({"operation":")" + std::string{operation} + R"(","attributes":"full"})");
    EXPECT_EQ(find_header(made.headers, "Accept"), "application/vnd.api+json");
    EXPECT_EQ(find_header(made.headers, "Content-Type"), "application/vnd.api+json");
  }
}

TEST_F(PrepareRequest, OperationsOnAttributesSendPlainJson) {
  const Request write = request(R"({"operation":"setUserAttributes","document":{"a":"b"}})");
  EXPECT_EQ(write.method, "PUT");
  EXPECT_EQ(write.target, "/attributes");
  EXPECT_EQ(find_header(write.headers, "Content-Type"), "application/json");
  EXPECT_EQ(find_header(write.headers, "Accept"), "application/vnd.api+json");
  EXPECT_EQ(write.body, R"({"a":"b"})");
  const Request read = request(R"({"operation":"getUserAttributes"})");
  EXPECT_EQ(find_header(read.headers, "Accept"), "application/json");
  EXPECT_EQ(find_header(read.headers, "Content-Type"), std::nullopt);
}

TEST_F(PrepareRequest, HeadersAreReplacedRemovedAndRepeated) {
  const Request made = request(R"({"operation":"updateUser","attributes":"full","headers":{
    "accept":"text/html","CONTENT-TYPE":null,"X-Twice":["a","${nonce}"],"User-Agent":""}})");
  EXPECT_EQ(find_header(made.headers, "Accept"), "text/html");
  EXPECT_EQ(count_header(made.headers, "Accept"), 1U);
  EXPECT_EQ(count_header(made.headers, "Content-Type"), 0U);
  EXPECT_EQ(count_header(made.headers, "X-Twice"), 2U);
  EXPECT_EQ(std::ranges::count(made.headers, Header{"X-Twice", "a"}), 1);
  EXPECT_EQ(std::ranges::count(made.headers, Header{"X-Twice", "n0nce"}), 1);
  EXPECT_EQ(find_header(made.headers, "User-Agent"), "");
}

TEST_F(PrepareRequest, AuthorizationIsTheSendersTokenUnlessItIsSaid) {
  const auto authorization = [&](const char* rest) {
    return find_header(request(R"({"operation":"getUser")" + std::string{rest} + "}").headers, "Authorization")
                   .has_value()
               ? std::string{*find_header(request(R"({"operation":"getUser")" + std::string{rest} + "}").headers,
                                          "Authorization")}
               : std::string{"none"};
  };
  EXPECT_EQ(authorization(""), "Bearer token-1");
  EXPECT_EQ(authorization(R"(,"as":"user2")"), "Bearer token-2");
  EXPECT_EQ(authorization(R"(,"as":"reader")"), "Bearer token-3");
  EXPECT_EQ(authorization(R"(,"as":"nobody")"), "none");
  EXPECT_EQ(authorization(R"(,"authorization":null)"), "none");
  EXPECT_EQ(authorization(R"(,"authorization":"Basic ${nonce}")"), "Basic n0nce");
  EXPECT_EQ(authorization(R"(,"as":"nobody","authorization":"Bearer ${user2.token}")"), "Bearer token-2");
}

TEST_F(PrepareRequest, ActorAndIdAreTheSenders) {
  EXPECT_EQ(prepared(R"({"operation":"getUser","as":"user2"})")->actor, "user-2");
  EXPECT_EQ(prepared(R"({"operation":"getUser","as":"user2"})")->user_id, test_user(2).id);
  const auto nobody = prepared(R"({"operation":"getUser","as":"nobody"})");
  EXPECT_EQ(nobody->actor, "");
  EXPECT_EQ(nobody->user_id, test_user(1).id);
  EXPECT_EQ(prepared(R"({"operation":"getUser","userId":"${user2.id}"})")->request().target,
            "/users/" + test_user(2).id);
  EXPECT_EQ(prepared(R"({"operation":"setUserAttributes","document":{}})")->user_id, "");
}

TEST_F(PrepareRequest, SenderThatTheTargetLacksIsAnError) {
  const auto made = prepared(R"({"operation":"getUser","as":"admin"})");
  ASSERT_FALSE(made);
  EXPECT_FALSE(made.error().skip);
  EXPECT_EQ(made.error().reason, "the target has no actor \"admin\"");
}

TEST_F(PrepareRequest, OperationThatTheVersionLacksIsSkipped) {
  const auto made = prepare_request(a_send(suite_, R"({"operation":"getUserAttributes"})"), environment_,
                                    suite_.contracts.front(), constraints_);
  ASSERT_FALSE(made);
  EXPECT_TRUE(made.error().skip);
  EXPECT_EQ(made.error().reason, "version 2021-2 has no operation getUserAttributes");
}

TEST_F(PrepareRequest, OtherMethodOrPathIsOffTheTable) {
  EXPECT_FALSE(prepared(R"({"operation":"getUser","method":"GET"})")->undocumented);
  const auto method = prepared(R"({"operation":"getUser","method":"DELETE"})");
  EXPECT_TRUE(method->undocumented);
  EXPECT_EQ(method->request().method, "DELETE");
  const auto path = prepared(R"({"operation":"getUser","path":"/users/../${user.id}"})");
  EXPECT_TRUE(path->undocumented);
  EXPECT_EQ(path->request().target, "/users/../" + test_user(1).id);
}

TEST_F(PrepareRequest, QueryIsAppendedAndStaysOnTheTable) {
  const auto made = prepared(R"({"operation":"getUser","query":"a=${nonce}&b"})");
  EXPECT_EQ(made->request().target, "/users/" + test_user(1).id + "?a=n0nce&b");
  EXPECT_FALSE(made->undocumented);
}

TEST_F(PrepareRequest, AttributesMakeAUserDocumentWithThePathsId) {
  const auto made = prepared(R"({"operation":"updateUser","userId":"${user2.id}","attributes":{"locale":"x"}})");
  const json wanted{{"data", {{"type", "User"}, {"id", test_user(2).id}, {"attributes", {{"locale", "x"}}}}}};
  ASSERT_NE(made->document, nullptr);
  EXPECT_EQ(*made->document, wanted);
  EXPECT_EQ(json::parse(*made->request().body), wanted);
  EXPECT_EQ(made->attributes, (json{{"locale", "x"}}));
}

TEST_F(PrepareRequest, DocumentIsSentWholeAndAsksForItsAttributes) {
  const auto made =
      prepared(R"({"operation":"updateUser","document":{"data":{"attributes":{"locale":"${nonce}"}},"x":1}})");
  EXPECT_EQ(json::parse(*made->request().body), (json{{"data", {{"attributes", {{"locale", "n0nce"}}}}}, {"x", 1}}));
  EXPECT_EQ(made->attributes, (json{{"locale", "n0nce"}}));
  const auto without = prepared(R"({"operation":"updateUser","document":{"data":null}})");
  EXPECT_EQ(without->attributes, json());
}

TEST_F(PrepareRequest, TextBodyGoesOutByteForByte) {
  const auto made = prepared(R"({"operation":"updateUser","body":"{\"a\":\"${bytes(ff00)}\"}"})");
  EXPECT_EQ(made->request().body, std::string("{\"a\":\"\xff\0\"}", 10));
  EXPECT_EQ(made->document, nullptr);
  const auto empty = prepared(R"({"operation":"updateUser","body":""})");
  EXPECT_EQ(empty->request().body, "");
  EXPECT_EQ(find_header(empty->request().headers, "Content-Type"), "application/vnd.api+json");
}

TEST_F(PrepareRequest, TextBodyThatIsJsonIsKnownToTheOracle) {
  const auto made = prepared(R"({"operation":"updateUser","body":" {\"data\":{\"attributes\":{\"locale\":\"x\"}}} "})");
  EXPECT_NE(made->document, nullptr);
  EXPECT_EQ(made->attributes, (json{{"locale", "x"}}));
  EXPECT_TRUE(made->request().body->starts_with(" {"));
}

TEST_F(PrepareRequest, FromBeforeIsWhatAClientCouldHaveSent) {
  EXPECT_EQ(attributes(R"({"$from":"before"})"), (json{{"email", "old@example.com"}, {"locale", "de-DE"}}));
  known_.forget_all();
  EXPECT_EQ(attributes(R"({"$from":"before"})"), json::object());
}

TEST_F(PrepareRequest, WithAndWithoutChangeAState) {
  const json changed = attributes(
      R"({"$from":"full","$with":{"/locale":"${differentFrom(locale)}","/address/street":"C"},"$without":["/firstName","/address/country","/nowhere/at/all"]})");
  EXPECT_EQ(changed, (json{{"email", "ada@example.com"}, {"locale", "fr-FR"}, {"address", {{"street", "C"}}}}));
}

TEST_F(PrepareRequest, WithMakesTheObjectsOnItsWay) {
  EXPECT_EQ(attributes(R"({"$from":"minimal","$with":{"/address/street":"C"}})"),
            (json{{"email", "ada@example.com"}, {"address", {{"street", "C"}}}}));
}

TEST_F(PrepareRequest, StateCarriesWhatTheTargetProtectsWithItsPresentValue) {
  constraints_.protected_attributes = {"email"};
  EXPECT_EQ(attributes(R"({"$from":"full"})").at("email"), "old@example.com");
  EXPECT_EQ(attributes(R"({"email":"ada@example.com"})"), (json{{"email", "old@example.com"}}))
      << "the state minimal, whole";
  constraints_.protected_attributes = {"firstName"};
  EXPECT_FALSE(attributes(R"({"$from":"full"})").contains("firstName"))
      << "the record has none, so it must not get one";
}

TEST_F(PrepareRequest, StateLeavesOutWhatTheTargetSetsItself) {
  constraints_.server_managed.insert("locale");
  EXPECT_FALSE(attributes(R"({"$from":"full"})").contains("locale"));
  EXPECT_FALSE(attributes(R"({"$from":"before"})").contains("locale"));
}

TEST_F(PrepareRequest, ChangeOfAProtectedAttributeIsSkipped) {
  constraints_.protected_attributes = {"email"};
  const json why{{"skip", "the target protects the attribute email"}};
  EXPECT_EQ(attributes(R"({"email":"x@example.com"})"), why);
  EXPECT_EQ(attributes(R"({"$from":"full","$with":{"/email":"x@example.com"}})"), why);
  EXPECT_EQ(attributes(R"({"$from":"full","$without":["/email"]})"), why);
}

TEST_F(PrepareRequest, ChangeOfAServerManagedAttributeIsSkippedUnlessNobodyCanSetIt) {
  constraints_.server_managed.insert("locale");
  EXPECT_EQ(attributes(R"({"locale":"x"})"), (json{{"skip", "the target sets the attribute locale itself"}}));
  // createdAt cannot be set, on no target: cases send it to see what comes of it.
  EXPECT_EQ(attributes(R"({"createdAt":"1970-01-01T00:00:00Z"})"), (json{{"createdAt", "1970-01-01T00:00:00Z"}}));
}

TEST_F(PrepareRequest, AttributesThatAreNoObjectGoOutAsTheyAre) {
  EXPECT_EQ(attributes(R"([1,2])"), (json{1, 2}));
  EXPECT_EQ(attributes("null"), json());
}

TEST_F(PrepareRequest, ExpressionWithoutAValueIsAnError) {
  EXPECT_EQ(attributes(R"({"locale":"${admin.id}"})"), (json{{"error", "the target has no actor \"admin\""}}));
}

// ---- what is literal, and what is a user's own

TEST_F(PrepareRequest, WhatIsLiteralGoesOutAsItStands) {
  EXPECT_EQ(attributes(R"({"address":{"$literal":{"$from":"before","b":"${nonce}"}},"locale":"${nonce}"})"),
            (json{{"address", {{"$from", "before"}, {"b", "${nonce}"}}}, {"locale", "n0nce"}}));
  EXPECT_EQ(attributes(R"({"$literal":{"$from":"full"}})"), (json{{"$from", "full"}})) << "no change to a record";
  EXPECT_EQ(attributes(R"({"$from":"minimal","$with":{"/locale":{"$literal":{"$without":[]}}}})").at("locale"),
            (json{{"$without", json::array()}}));
}

TEST_F(PrepareRequest, OwnValuesAreThoseOfTheUserThatARequestIsAbout) {
  const auto email = [&](std::string_view send) {
    return json::parse(request(send).body.value()).at("/data/attributes/email"_json_pointer);
  };
  suite_.fixtures.states["own"] = std::make_shared<const json>(json{{"email", "ada.${own.mark}@example.com"}});
  const auto address_of = [](int number) { return "ada." + own_values_of(test_user(number).id).mark + "@example.com"; };
  const std::string sent = R"("attributes":{"email":"ada.${own.mark}@example.com"}})";
  EXPECT_EQ(email(R"({"operation":"updateUser",)" + sent), address_of(1));
  EXPECT_EQ(email(R"({"operation":"updateUser","as":"user2",)" + sent), address_of(2));
  EXPECT_EQ(email(R"({"operation":"updateUser","userId":"${user2.id}",)" + sent), address_of(2));
  EXPECT_EQ(email(R"({"operation":"setUser","attributes":"own"})"), address_of(1));
  EXPECT_EQ(email(R"({"operation":"setUser","as":"user2","attributes":"own"})"), address_of(2));
  EXPECT_NE(address_of(1), address_of(2));
}

TEST_F(PrepareRequest, OwnValuesOfARunAreTakenFromItsTable) {
  const std::map<std::string, OwnValues, std::less<>> table{
      {test_user(1).id, {.mark = "umarkone", .area = "425", .line = "3", .number = "017"}}};
  environment_.own_values = &table;
  EXPECT_EQ(attributes(R"({"a":"${own.mark}","b":"+1${own.area}55501${own.line}0","c":"${user.number}"})"),
            (json{{"a", "umarkone"}, {"b", "+14255550130"}, {"c", "017"}}));
  EXPECT_EQ(attributes(R"({"a":"${user2.mark}"})"), (json{{"a", own_values_of(test_user(2).id).mark}}));
}

}  // namespace
}  // namespace conform::test
