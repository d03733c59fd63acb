// Contract area 1: the response as such, its status, its media type, and whether it has a body.
#include <gtest/gtest.h>

#include "unit/check/book.hpp"

namespace conform {
namespace {

using nlohmann::json;
using test::Asked;
using test::book;
using test::check;
using test::error_document;
using test::json_api;
using test::reported;
using test::response;
using test::user_document;
using Lines = std::vector<std::string>;

const std::vector<std::string> operations{"setUser", "updateUser", "getUser", "setUserAttributes", "getUserAttributes"};

std::string status_requirement(const std::string& operation) {
  if (operation == "setUser") return "STATUS-SET-USER";
  if (operation == "updateUser") return "STATUS-UPDATE-USER";
  if (operation == "getUser") return "STATUS-GET-USER";
  return operation == "setUserAttributes" ? "STATUS-SET-ATTRIBUTES" : "STATUS-GET-ATTRIBUTES";
}

// The response that an operation must give with a documented status.
Response good(const Operation& operation, int status) {
  if (status >= 400) return response(status, error_document(status));
  if (status == 204) return response(status, std::string{}, "");
  return operation.names_user() ? response(status, user_document())
                                : response(status, json::object(), "application/json");
}

TEST(ContractCheck, AcceptsEveryDocumentedAnswerOfEveryOperationOfEveryVersion) {
  std::size_t responses = 0;
  for (const Contract& contract : book().contracts) {
    for (const Operation& operation : contract.operations) {
      for (const auto& [status, documented] : operation.responses) {
        ++responses;
        EXPECT_EQ(reported(check(good(operation, status), {.operation = operation.id, .version = contract.version})),
                  Lines{})
            << operation.id << " " << status << " " << contract.version;
      }
    }
  }
  EXPECT_GE(responses, 8U * (8 + 8 + 5 + 5 + 5));
}

TEST(ContractStatus, IsFoundWhenItIsNotDocumented) {
  for (const std::string& id : operations) {
    const Operation& operation = book().operation(id);
    for (const int status :
         {200, 201, 202, 204, 206, 301, 304, 400, 405, 406, 409, 413, 415, 422, 429, 500, 502, 503}) {
      if (operation.responses.contains(status)) continue;
      EXPECT_EQ(reported(check(response(status, error_document(status)), {.operation = id})),
                Lines{"must " + status_requirement(id) + " contract.status at status"})
          << id << " " << status;
    }
  }
}

TEST(ContractResponse, IsOneAndNothingBehindIt) {
  Response twice = response(200, user_document());
  twice.excess_bytes = 9;
  EXPECT_EQ(reported(check(twice)), Lines{"must ANSWER-COMPLETE contract.answer at response"});
  // Behind a response that has no body it is a body.
  Response none = response(204, std::string{}, "");
  none.excess_bytes = 1;
  EXPECT_EQ(reported(check(none, {.operation = "setUserAttributes"})), Lines{"must NO-BODY contract.no-body at body"});
}

TEST(ContractStatus, FindingNamesTheDocumentedOnes) {
  const auto findings = check(response(500, error_document(500)));
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings[0].expected, "one of 200, 401, 403, 404, 501");
  EXPECT_EQ(findings[0].actual, "500: Something is wrong");
  EXPECT_EQ(findings[0].message, "getUser responded 500, an undocumented status");
  EXPECT_EQ(findings[0].exchange, 3U);
}

TEST(ContractStatus, IsNoFindingWhenTheCaseAllowsIt) {
  const Asked asked{.operation = "setUser", .allowed = {.ranges = {{400, 400}}}};
  EXPECT_EQ(reported(check(response(400, error_document(400)), asked)), Lines{});
}

TEST(ContractStatus, AllowedErrorStillHasToBeAnErrorDocument) {
  const Asked asked{.operation = "setUser", .allowed = {.ranges = {{400, 499}}}};
  EXPECT_EQ(reported(check(response(400, "no", "text/plain"), asked)),
            (Lines{"must MEDIA-TYPE-JSON-API contract.media-type at header Content-Type",
                   "must BODY-IS-JSON contract.json at body"}));
  EXPECT_EQ(reported(check(response(413, json{{"message", "too large"}}), asked)),
            Lines{"must ERROR-DOCUMENT contract.error at "});
}

TEST(ContractStatus, AllowedSuccessMayLookAsItLikes) {
  const Asked asked{.operation = "setUserAttributes", .allowed = {.ranges = {{200, 200}}}};
  EXPECT_EQ(reported(check(response(200, "stored", "text/plain"), asked)), Lines{});
}

TEST(ContractStatus, NothingIsDocumentedForAnotherMethodOrPath) {
  const Asked asked{.operation = "getUser", .undocumented = true, .allowed = {.ranges = {{404, 404}, {405, 405}}}};
  EXPECT_EQ(reported(check(response(405, error_document(405)), asked)), Lines{});
  const auto findings = check(response(200, user_document()), asked);
  EXPECT_EQ(reported(findings), Lines{"must STATUS-GET-USER contract.status at status"});
  EXPECT_EQ(findings.front().expected, "one of 404 or 405");
}

TEST(ContractStatus, SaysNothingOfTheBodyForAnotherMethodOrPath) {
  const Asked asked{.operation = "getUser", .undocumented = true, .allowed = {.ranges = {{405, 405}}}};
  EXPECT_EQ(reported(check(response(405, std::string{}, ""), asked)),
            (Lines{"should MEDIA-TYPE-JSON-API contract.media-type at header Content-Type",
                   "should BODY-IS-JSON contract.json at body"}));
}

TEST(ContractResponse, IsFoundMissingWhenTheServerIsToBlame) {
  for (const TransportErrorKind kind :
       {TransportErrorKind::timed_out, TransportErrorKind::closed, TransportErrorKind::malformed}) {
    const auto findings = check(TransportError{.kind = kind, .detail = "after 3 bytes", .partial = {}});
    EXPECT_EQ(reported(findings), Lines{"must ANSWER-COMPLETE contract.answer at response"});
    EXPECT_EQ(findings.front().actual, std::string{to_string(kind)} + ": after 3 bytes");
  }
}

TEST(ContractResponse, IsNoFindingWhenTheRunIsToBlame) {
  for (const TransportErrorKind kind :
       {TransportErrorKind::unreachable, TransportErrorKind::tls, TransportErrorKind::interrupted,
        TransportErrorKind::unsendable, TransportErrorKind::too_large}) {
    EXPECT_EQ(reported(check(TransportError{.kind = kind, .detail = "no", .partial = {}})), Lines{});
  }
}

TEST(ContractResponse, IsNotJudgedByItsBeginning) {
  const TransportError cut{
      .kind = TransportErrorKind::closed, .detail = "cut", .partial = response(500, std::string{"{"})};
  EXPECT_EQ(reported(check(cut)), Lines{"must ANSWER-COMPLETE contract.answer at response"});
}

TEST(ContractMediaType, IsFoundWhenItIsAnother) {
  for (const char* type : {"application/json", "text/html; charset=utf-8", "application/vnd.api+jsonx", "json"}) {
    const auto findings = check(response(200, user_document(), type));
    EXPECT_EQ(reported(findings), Lines{"must MEDIA-TYPE-JSON-API contract.media-type at header Content-Type"}) << type;
    EXPECT_EQ(findings.front().actual, type);
  }
}

TEST(ContractMediaType, IsFoundMissing) {
  const auto findings = check(response(200, user_document(), ""));
  EXPECT_EQ(reported(findings), Lines{"must MEDIA-TYPE-JSON-API contract.media-type at header Content-Type"});
  EXPECT_EQ(findings.front().actual, "absent");
}

TEST(ContractMediaType, IsFoundTwice) {
  Response twice = response(200, user_document());
  twice.headers.push_back({.name = "content-type", .value = json_api});
  const auto findings = check(twice);
  EXPECT_EQ(reported(findings), Lines{"must MEDIA-TYPE-JSON-API contract.media-type at header Content-Type"});
  EXPECT_EQ(findings.front().expected, "one Content-Type");
}

TEST(ContractMediaType, IgnoresLetterCase) {
  EXPECT_EQ(reported(check(response(200, user_document(), "Application/VND.API+JSON"))), Lines{});
}

TEST(ContractMediaType, IsThatOfErrorsForEveryOperation) {
  for (const std::string& id : operations) {
    const auto findings = check(response(401, error_document(401), "application/json"), {.operation = id});
    ASSERT_EQ(findings.size(), 1U) << id;
    EXPECT_EQ(findings[0].rule, "contract.media-type");
    EXPECT_EQ(findings[0].expected, json_api);
  }
}

TEST(ContractMediaType, OfGetUserAttributesIsPlainJson) {
  const Asked asked{.operation = "getUserAttributes"};
  EXPECT_EQ(reported(check(response(200, json::object(), json_api), asked)),
            Lines{"must MEDIA-TYPE-GET-ATTRIBUTES contract.media-type at header Content-Type"});
  EXPECT_EQ(reported(check(response(200, json::object(), "application/json; charset=utf-8"), asked)), Lines{});
}

TEST(ContractMediaType, ParametersOfJsonApiAreAFindingAtShouldLevel) {
  for (const char* parameter : {"; charset=utf-8", ";version=1", "; q=\"1\""}) {
    EXPECT_EQ(reported(check(response(200, user_document(), json_api + parameter))),
              Lines{"should MEDIA-TYPE-PARAMETERS contract.media-type-parameters at header Content-Type"})
        << parameter;
  }
}

TEST(ContractMediaType, ExtAndProfileAreAllowedParameters) {
  const std::string with = json_api + R"(; EXT="https://example.com/ext"; profile="https://example.com/p")";
  EXPECT_EQ(reported(check(response(200, user_document(), with))), Lines{});
}

TEST(ContractBody, IsFoundMissing) {
  const auto findings = check(response(200, std::string{}));
  EXPECT_EQ(reported(findings), Lines{"must BODY-IS-JSON contract.json at body"});
  EXPECT_EQ(findings.front().actual, "no body");
}

TEST(ContractBody, IsFoundMissingInErrorsOfEveryOperation) {
  for (const std::string& id : operations) {
    EXPECT_EQ(reported(check(response(403, std::string{}), {.operation = id})),
              Lines{"must BODY-IS-JSON contract.json at body"})
        << id;
  }
}

TEST(ContractBody, IsFoundWhenItIsNoJson) {
  for (const std::string body : {"<html></html>", "{", "{} x", "{\"data\": 01}", " ", "\xEF\xBB\xBF{}"}) {
    EXPECT_EQ(reported(check(response(200, body))), Lines{"must BODY-IS-JSON contract.json at body"}) << body;
  }
}

TEST(ContractBody, IsFoundWhenItIsNoUtf8) {
  EXPECT_EQ(reported(check(response(200, "{\"meta\": {\"a\": \"\xFF\"}}"))),
            Lines{"must BODY-IS-JSON contract.json at body"});
}

TEST(ContractBody, IsFoundWhenAMemberIsThereTwice) {
  const std::string document = user_document().dump();
  const auto findings = check(response(200, R"({"meta": {"a": 1, "a": 2}, )" + document.substr(1)));
  EXPECT_EQ(reported(findings), Lines{"should BODY-NAMES-UNIQUE contract.json-unique at body"});
  EXPECT_NE(findings.front().message.find("duplicate member"), std::string::npos);
}

TEST(ContractBody, OfTwoMembersOfOneNameHasTheLast) {
  const std::string attributes = R"({"data": {"type": "User", "id": ")" + std::string{some_id} + R"(", "attributes": )";
  EXPECT_EQ(reported(check(response(200, attributes + R"({"gender": "unknown", "gender": "other"}}})"))),
            Lines{"should BODY-NAMES-UNIQUE contract.json-unique at body"});
  EXPECT_EQ(reported(check(response(200, attributes + R"({"gender": "other", "gender": "unknown"}}})"))),
            (Lines{"should BODY-NAMES-UNIQUE contract.json-unique at body",
                   "must USER-GENDER contract.user at /data/attributes/gender"}));
}

Response encoded(const std::string& coding, const std::string& body) {
  Response made = response(200, body);
  made.headers.push_back({.name = "Content-Encoding", .value = coding});
  return made;
}

TEST(ContractBody, IsFoundWhenItIsEncoded) {
  for (const char* coding : {"gzip", "br", "GZIP", "gzip, identity"}) {
    const auto findings = check(encoded(coding, "\x1F\x8B\x08"));
    EXPECT_EQ(reported(findings), Lines{"must BODY-IS-JSON contract.json at header Content-Encoding"}) << coding;
    EXPECT_EQ(findings.front().actual, coding);
  }
}

TEST(ContractBody, IsFoundWhenItSaysThatItIsEncoded) {
  EXPECT_EQ(reported(check(encoded("gzip", user_document().dump()))),
            Lines{"must BODY-IS-JSON contract.json at header Content-Encoding"});
}

TEST(ContractBody, OfTheIdentityCodingIsNotEncoded) {
  EXPECT_EQ(reported(check(encoded("Identity", user_document().dump()))), Lines{});
  EXPECT_EQ(reported(check(encoded("identity", "<"))), Lines{"must BODY-IS-JSON contract.json at body"});
}

TEST(ContractBody, FindingQuotesAtMostALine) {
  const auto findings = check(response(200, std::string(5'000'000, '<')));
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_LT(findings[0].actual.size(), 300U);
}

TEST(ContractBody, IsFoundWhereThereMustBeNone) {
  const Asked asked{.operation = "setUserAttributes"};
  const Lines found{"must NO-BODY contract.no-body at body"};
  EXPECT_EQ(reported(check(response(204, std::string{"{}"}), asked)), found);

  Response announced = response(204, std::string{}, "");
  announced.headers.push_back({.name = "Content-Length", .value = "2"});
  EXPECT_EQ(reported(check(announced, asked)), found);

  Response chunked = response(204, std::string{}, "");
  chunked.headers.push_back({.name = "Transfer-Encoding", .value = "chunked"});
  EXPECT_EQ(reported(check(chunked, asked)), found);

  Response excess = response(204, std::string{}, "");
  excess.excess_bytes = 7;
  EXPECT_EQ(reported(check(excess, asked)), found);
}

TEST(ContractBody, OfNoLengthIsNoneThoughNotToBeAnnounced) {
  Response announced = response(204, std::string{});
  announced.headers.push_back({.name = "Content-Length", .value = "0"});
  EXPECT_EQ(reported(check(announced, {.operation = "setUserAttributes"})),
            Lines{"should NO-BODY contract.no-body at header Content-Length"});
}

TEST(ContractBody, HasNothingBehindIt) {
  Response response = good(book().operation("getUser"), 200);
  response.excess_bytes = 3;
  EXPECT_EQ(reported(check(response, {.operation = "getUser"})),
            Lines{"must ANSWER-COMPLETE contract.answer at response"});
  const Lines harmless{"should ANSWER-COMPLETE contract.answer at response"};
  response.excess_is_timeout = true;
  EXPECT_EQ(reported(check(response, {.operation = "getUser"})), harmless);
  response.excess_is_timeout = false;
  response.excess_bytes = 2;
  EXPECT_EQ(reported(check(response, {.operation = "getUser"})), harmless) << "an empty line";
}

TEST(ContractCap, LowersFindingsToShould) {
  const Asked asked{.operation = "getUser", .max_level = Level::should};
  EXPECT_EQ(reported(check(response(500, error_document(500)), asked)),
            Lines{"should STATUS-GET-USER contract.status at status"});
  EXPECT_EQ(reported(check(response(200, std::string{"<"}, "text/html"), asked)),
            (Lines{"should MEDIA-TYPE-JSON-API contract.media-type at header Content-Type",
                   "should BODY-IS-JSON contract.json at body"}));
  EXPECT_EQ(reported(check(TransportError{.kind = TransportErrorKind::closed, .detail = {}, .partial = {}}, asked)),
            Lines{"should ANSWER-COMPLETE contract.answer at response"});
}

}  // namespace
}  // namespace conform
