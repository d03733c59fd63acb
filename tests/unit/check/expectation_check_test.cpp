#include "check/expectation_check.hpp"

#include <gtest/gtest.h>

#include "unit/check/book.hpp"

namespace conform {
namespace {

using nlohmann::json;
using test::error_document;
using test::reported;
using test::response;
using test::user_document;
using Lines = std::vector<std::string>;

Alternative alternative(std::string name, int first, int last) {
  return {.name = std::move(name),
          .status = {.ranges = {{first, last}}},
          .effect = std::nullopt,
          .headers = {},
          .matches = {},
          .deviation = std::nullopt};
}

Expect expecting(int status) {
  Expect expect;
  expect.alternatives = {alternative("", status, status)};
  expect.requirement = "SUCCESS-GET-USER-200";
  return expect;
}

Match match(std::string at, Match::Kind kind, json value = nullptr, std::string text = {}) {
  return {.at = std::move(at),
          .kind = kind,
          .value = std::make_shared<const json>(std::move(value)),
          .text = std::move(text)};
}

std::vector<Finding> check(const Expect& expect, const ResponseOrError& response,
                           const std::string& operation = "getUser") {
  const ApiExchange exchange = test::api_exchange(response, {.operation = operation});
  const Alternative* fitting =
      exchange.parsed.response == nullptr ? nullptr : alternative_for(expect, exchange.status());
  Findings findings{test::book().rules, "2024-3"};
  findings.add(check_expectation(expect, fitting, exchange, false), {.operation = operation, .exchange = 2});
  return findings.take(no_secrets());
}

// What one match finds in a document.
Lines found(Match wanted, const json& document) {
  Expect expect = expecting(200);
  expect.matches = {std::move(wanted)};
  return reported(check(expect, response(200, document)));
}

Lines nothing() { return {}; }
Lines at(const std::string& pointer) { return {"must SUCCESS-GET-USER-200 expect.match at " + pointer}; }

// ---- status and readings

TEST(ReadingOf, IsTheFirstThatTheStatusFits) {
  Expect expect;
  expect.alternatives = {alternative("not-found", 404, 404), alternative("other", 400, 499)};
  ASSERT_NE(alternative_for(expect, 404), nullptr);
  EXPECT_EQ(alternative_for(expect, 404)->name, "not-found");
  EXPECT_EQ(alternative_for(expect, 403)->name, "other");
  EXPECT_EQ(alternative_for(expect, 500), nullptr);
}

TEST(ReadingOf, IsTheOneWhoseMatchesHoldWhereSeveralFit) {
  Expect expect;
  expect.alternatives = {alternative("separate", 200, 200), alternative("shared", 200, 200)};
  expect.alternatives[0].matches = {match("/locale", Match::Kind::equals, "de")};
  expect.alternatives[1].matches = {match("/locale", Match::Kind::equals, "fr")};
  const json german{{"locale", "de"}};
  const json french{{"locale", "fr"}};
  const json neither{{"locale", "en"}};
  EXPECT_EQ(alternative_for(expect, 200, &german)->name, "separate");
  EXPECT_EQ(alternative_for(expect, 200, &french)->name, "shared");
  EXPECT_EQ(alternative_for(expect, 200, &neither)->name, "separate") << "whose match is a finding then";
}

TEST(ExpectStatus, OfAnOpenRequirementIsAMatterOfTheOperation) {
  Expect expect = expecting(200);
  expect.open = true;
  expect.requirement = "CREATED-AT-IN-REQUEST";
  EXPECT_EQ(reported(check(expect, response(404, json::object()))),
            Lines{"must STATUS-GET-USER contract.status at status"});
}

TEST(ExpectStatus, IsNoFindingWhenItFits) {
  EXPECT_EQ(reported(check(expecting(200), response(200, user_document()))), nothing());
}

TEST(ExpectStatus, IsAFindingOfTheCitedRequirementWhenNoReadingFits) {
  Expect expect = expecting(422);
  expect.alternatives.push_back(alternative("", 400, 400));
  const auto findings = check(expect, response(200, user_document()));
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings[0], (Finding{.rule = "expect.status",
                                  .requirement = "SUCCESS-GET-USER-200",
                                  .level = Level::must,
                                  .where = "status",
                                  .expected = "422 or 400",
                                  .actual = "200",
                                  .message = "getUser responded 200 instead of 422 or 400",
                                  .exchange = 2}));
}

TEST(ExpectStatus, TakesTheLevelOfTheExpectation) {
  Expect expect = expecting(422);
  expect.level = Level::should;
  EXPECT_EQ(reported(check(expect, response(200, user_document()))),
            Lines{"should SUCCESS-GET-USER-200 expect.status at status"});
}

TEST(ExpectStatus, EndsTheCheckWhenItDoesNotFit) {
  Expect expect = expecting(422);
  expect.headers = {{.name = "X-Wanted", .kind = HeaderCheck::Kind::present, .pattern = {}}};
  expect.matches = {match("/nothing", Match::Kind::present)};
  EXPECT_EQ(check(expect, response(200, user_document())).size(), 1U);
}

TEST(ExpectStatus, IsNotAskedWithoutAResponse) {
  EXPECT_EQ(
      reported(check(expecting(200), TransportError{.kind = TransportErrorKind::closed, .detail = {}, .partial = {}})),
      nothing());
}

TEST(Deviation, IsReportedThoughTheReadingIsAccepted) {
  Expect expect = expecting(200);
  expect.alternatives[0].name = "ignored";
  expect.alternatives[0].deviation = Deviation{.level = Level::should, .requirement = "UPDATE-NULL-NOT-IGNORED"};
  const auto findings = check(expect, response(200, user_document()), "updateUser");
  EXPECT_EQ(reported(findings), Lines{"should UPDATE-NULL-NOT-IGNORED expect.reading at status"});
  EXPECT_EQ(findings.front().message, "updateUser responded 200: ignored");
}

TEST(Deviation, IsSilentWhenAnotherReadingIsSeen) {
  Expect expect = expecting(200);
  expect.alternatives.push_back(alternative("refused", 422, 422));
  expect.alternatives[1].deviation = Deviation{.level = Level::must, .requirement = "UPDATE-NULL"};
  EXPECT_EQ(reported(check(expect, response(200, user_document()))), nothing());
}

TEST(Alternative, HasChecksOfItsOwnBesideThoseOfTheExpectation) {
  Expect expect = expecting(200);
  expect.matches = {match("/a", Match::Kind::present)};
  expect.alternatives[0].matches = {match("/b", Match::Kind::present)};
  expect.alternatives.push_back(alternative("refused", 422, 422));
  expect.alternatives[1].matches = {match("/c", Match::Kind::present)};
  EXPECT_EQ(reported(check(expect, response(200, json::object()))),
            (Lines{"must SUCCESS-GET-USER-200 expect.match at /a", "must SUCCESS-GET-USER-200 expect.match at /b"}));
}

// ---- headers

Lines header_finding(HeaderCheck wanted, const Response& response) {
  Expect expect = expecting(200);
  expect.headers = {std::move(wanted)};
  return reported(check(expect, response));
}

TEST(ExpectHeader, Present) {
  const HeaderCheck wanted{.name = "content-type", .kind = HeaderCheck::Kind::present, .pattern = {}};
  EXPECT_EQ(header_finding(wanted, response(200, json::object())), nothing());
  EXPECT_EQ(header_finding(wanted, response(200, json::object(), "")),
            Lines{"must SUCCESS-GET-USER-200 expect.header at header content-type"});
}

TEST(ExpectHeader, Absent) {
  const HeaderCheck wanted{.name = "content-type", .kind = HeaderCheck::Kind::absent, .pattern = {}};
  EXPECT_EQ(header_finding(wanted, response(200, json::object(), "")), nothing());
  EXPECT_EQ(header_finding(wanted, response(200, json::object())),
            Lines{"must SUCCESS-GET-USER-200 expect.header at header content-type"});
}

TEST(ExpectHeader, MatchesAnyOfSeveralFields) {
  Response response_or_error = response(200, json::object());
  response_or_error.headers.push_back({.name = "WWW-Authenticate", .value = "Basic"});
  response_or_error.headers.push_back({.name = "www-authenticate", .value = "Bearer realm=\"users\""});
  const HeaderCheck wanted{.name = "WWW-Authenticate", .kind = HeaderCheck::Kind::matches, .pattern = "Bearer"};
  EXPECT_EQ(header_finding(wanted, response_or_error), nothing());
  response_or_error.headers.pop_back();
  EXPECT_EQ(header_finding(wanted, response_or_error),
            Lines{"must SUCCESS-GET-USER-200 expect.header at header WWW-Authenticate"});
}

TEST(ExpectHeader, MatchesAnywhereInTheValue) {
  const auto wanted = [](std::string pattern) {
    return HeaderCheck{.name = "Content-Type", .kind = HeaderCheck::Kind::matches, .pattern = std::move(pattern)};
  };
  EXPECT_EQ(header_finding(wanted("vnd"), response(200, json::object())), nothing());
  EXPECT_EQ(header_finding(wanted("^application/vnd\\.api\\+json$"), response(200, json::object())), nothing());
  EXPECT_EQ(header_finding(wanted("^vnd"), response(200, json::object())).size(), 1U);
  EXPECT_EQ(header_finding(wanted(".*"), response(200, json::object(), "")).size(), 1U);
}

TEST(ExpectHeader, OfTheReadingIsCheckedToo) {
  Expect expect = expecting(200);
  expect.alternatives[0].headers = {{.name = "ETag", .kind = HeaderCheck::Kind::present, .pattern = {}}};
  EXPECT_EQ(reported(check(expect, response(200, json::object()))),
            Lines{"must SUCCESS-GET-USER-200 expect.header at header ETag"});
}

// ---- matches

TEST(ExpectMatch, EqualsComparesByValue) {
  const json document{{"a", {{"b", 18}}}};
  EXPECT_EQ(found(match("/a/b", Match::Kind::equals, 18.0), document), nothing());
  EXPECT_EQ(found(match("/a", Match::Kind::equals, {{"b", 18}}), document), nothing());
  EXPECT_EQ(found(match("/a/b", Match::Kind::equals, "18"), document), at("/a/b"));
}

TEST(ExpectMatch, EqualsIsNotFulfilledByNothing) {
  EXPECT_EQ(found(match("/a", Match::Kind::equals, nullptr), json::object()), at("/a"));
}

TEST(ExpectMatch, PresentAndAbsent) {
  const json document{{"a", nullptr}};
  EXPECT_EQ(found(match("/a", Match::Kind::present), document), nothing());
  EXPECT_EQ(found(match("/b", Match::Kind::present), document), at("/b"));
  EXPECT_EQ(found(match("/b", Match::Kind::absent), document), nothing());
  EXPECT_EQ(found(match("/a", Match::Kind::absent), document), at("/a"));
}

TEST(ExpectMatch, TypeKnowsThatIntegersAreNumbers) {
  const json document{{"i", 1}, {"n", 1.5}, {"s", "1"}, {"o", json::object()}, {"a", json::array()}, {"z", nullptr}};
  EXPECT_EQ(found(match("/i", Match::Kind::type, nullptr, "integer"), document), nothing());
  EXPECT_EQ(found(match("/i", Match::Kind::type, nullptr, "number"), document), nothing());
  EXPECT_EQ(found(match("/n", Match::Kind::type, nullptr, "number"), document), nothing());
  EXPECT_EQ(found(match("/n", Match::Kind::type, nullptr, "integer"), document), at("/n"));
  EXPECT_EQ(found(match("/s", Match::Kind::type, nullptr, "string"), document), nothing());
  EXPECT_EQ(found(match("/s", Match::Kind::type, nullptr, "number"), document), at("/s"));
  EXPECT_EQ(found(match("/o", Match::Kind::type, nullptr, "object"), document), nothing());
  EXPECT_EQ(found(match("/a", Match::Kind::type, nullptr, "array"), document), nothing());
  EXPECT_EQ(found(match("/z", Match::Kind::type, nullptr, "null"), document), nothing());
}

TEST(ExpectMatch, MatchesTextOnly) {
  const json document{{"s", "missing-linked-identity"}, {"n", 42}};
  EXPECT_EQ(found(match("/s", Match::Kind::matches, nullptr, "^missing-"), document), nothing());
  EXPECT_EQ(found(match("/s", Match::Kind::matches, nullptr, "^linked"), document), at("/s"));
  EXPECT_EQ(found(match("/n", Match::Kind::matches, nullptr, "42"), document), at("/n"));
}

TEST(ExpectMatch, OneOf) {
  EXPECT_EQ(found(match("/a", Match::Kind::one_of, {1, "x"}), json{{"a", "x"}}), nothing());
  EXPECT_EQ(found(match("/a", Match::Kind::one_of, {1, "x"}), json{{"a", 1.0}}), nothing());
  EXPECT_EQ(found(match("/a", Match::Kind::one_of, {1, "x"}), json{{"a", "y"}}), at("/a"));
}

TEST(ExpectMatch, StarStandsForAnyOneElement) {
  const json document{{"errors", {{{"code", "a"}}, {{"code", "b"}}, "no object"}}};
  EXPECT_EQ(found(match("/errors/*/code", Match::Kind::equals, "b"), document), nothing());
  EXPECT_EQ(found(match("/errors/*/code", Match::Kind::equals, "c"), document), at("/errors/*/code"));
  EXPECT_EQ(found(match("/errors/*/title", Match::Kind::present), document), at("/errors/*/title"));
}

TEST(ExpectMatch, StarStandsForAnyOneMemberToo) {
  EXPECT_EQ(found(match("/*/x", Match::Kind::equals, 2), json{{"a", {{"x", 1}}}, {"b", {{"x", 2}}}}), nothing());
}

TEST(ExpectMatch, AbsentBelowAStarMeansInNoneOfThem) {
  const json document{{"errors", {{{"code", "a"}}, {{"title", "b"}}}}};
  EXPECT_EQ(found(match("/errors/*/detail", Match::Kind::absent), document), nothing());
  EXPECT_EQ(found(match("/errors/*/code", Match::Kind::absent), document), at("/errors/*/code"));
}

TEST(ExpectMatch, FindsNothingInWhatIsNoJson) {
  Expect expect = expecting(200);
  expect.matches = {match("/a", Match::Kind::present), match("/b", Match::Kind::absent)};
  EXPECT_EQ(reported(check(expect, response(200, std::string{"<"}))), at("/a"));
}

TEST(ExpectMatch, FindingShowsWhatWasThere) {
  Expect expect = expecting(200);
  expect.matches = {match("/a", Match::Kind::equals, "x")};
  const auto findings = check(expect, response(200, json{{"a", "y"}}));
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings[0].expected, "\"x\"");
  EXPECT_EQ(findings[0].actual, "\"y\"");
  EXPECT_EQ(check(expect, response(200, json::object())).front().actual, "absent");
}

// ---- offender

Lines expected_error_pointer(const std::string& wanted, std::vector<json> pointers, int status = 422) {
  Expect expect = expecting(status);
  expect.expected_error_pointer = wanted;
  json document = error_document(status);
  document["errors"].clear();
  for (json& pointer : pointers) document["errors"].push_back({{"source", {{"pointer", std::move(pointer)}}}});
  return reported(check(expect, response(status, document), "setUser"));
}

const std::string email = "/data/attributes/email";
const Lines another{"should ERROR-POINTER-RESOLVES expect.pointer-resolves at /errors/0/source/pointer"};

TEST(Offender, IsNamedByItsPointer) { EXPECT_EQ(expected_error_pointer(email, {email}), nothing()); }

TEST(Offender, IsNamedByAMemberAboveOrBelow) {
  EXPECT_EQ(expected_error_pointer(email, {"/data/attributes"}), nothing());
  EXPECT_EQ(expected_error_pointer("/data/attributes", {"/data"}), nothing());
  EXPECT_EQ(expected_error_pointer("/data/attributes/address", {"/data/attributes/address/street"}), nothing());
}

TEST(Offender, IsFoundWhenAnotherMemberIsNamed) {
  EXPECT_EQ(expected_error_pointer(email, {"/data/attributes/locale"}), another);
  EXPECT_EQ(expected_error_pointer(email, {"/data/attributes/emailAddress"}), another);
  EXPECT_EQ(expected_error_pointer(email, {"/data/attr"}), another);
  EXPECT_EQ(expected_error_pointer(email, {""}), another) << "every document has a whole";
  EXPECT_EQ(expected_error_pointer(email, {"/data"}), another);
  EXPECT_EQ(expected_error_pointer(email, {7}), another);
}

TEST(Offender, IsNamedWhenOneOfSeveralErrorsDoes) {
  EXPECT_EQ(expected_error_pointer(email, {"/data/attributes/locale", email}), nothing());
}

TEST(Offender, NeedNotBeNamedAtAll) { EXPECT_EQ(expected_error_pointer(email, {}), nothing()); }

TEST(Offender, IsNotLookedForInASuccess) { EXPECT_EQ(expected_error_pointer(email, {"/x"}, 200), nothing()); }

// ---- distinct and same

Lines repetition(const Expect& expect, const std::vector<json>& documents) {
  std::vector<const json*> pointers;
  pointers.reserve(documents.size());
  for (const json& document : documents) pointers.push_back(&document);
  Findings findings{test::book().rules, "2024-3"};
  findings.add(check_repetition(expect, pointers, "getUser"), {.operation = "getUser", .exchange = 5});
  return reported(findings.take(no_secrets()));
}

TEST(Distinct, FindsAValueThatIsThereTwice) {
  Expect expect = expecting(404);
  expect.distinct = {"/id"};
  EXPECT_EQ(repetition(expect, {{{"id", "a"}}, {{"id", "b"}}, {{"id", "c"}}}), nothing());
  EXPECT_EQ(repetition(expect, {{{"id", "a"}}, {{"id", "b"}}, {{"id", "a"}}}),
            Lines{"must SUCCESS-GET-USER-200 expect.distinct at /id"});
}

TEST(Distinct, IsOneFindingForEachPointer) {
  Expect expect = expecting(404);
  expect.distinct = {"/id", "/x"};
  EXPECT_EQ(repetition(expect, {{{"id", 1}, {"x", 1}}, {{"id", 1}, {"x", 1}}, {{"id", 1}, {"x", 1}}}).size(), 2U);
}

TEST(Distinct, PassesOverAnswersWithoutTheValue) {
  Expect expect = expecting(404);
  expect.distinct = {"/id"};
  EXPECT_EQ(repetition(expect, {json::object(), json::object(), {{"id", 1}}}), nothing());
}

TEST(Same, FindsAValueThatChanges) {
  Expect expect = expecting(404);
  expect.same = {"/title"};
  EXPECT_EQ(repetition(expect, {{{"title", "a"}}, {{"title", "a"}}}), nothing());
  EXPECT_EQ(repetition(expect, {{{"title", "a"}}, {{"title", "a"}}, {{"title", "b"}}}),
            Lines{"must SUCCESS-GET-USER-200 expect.same at /title"});
}

TEST(Distinct, OfErrorIdsSpeaksForTheRequirementOfErrors) {
  Expect expect = expecting(404);
  expect.distinct = {"/errors/0/id"};
  const json document = error_document(404);
  EXPECT_EQ(repetition(expect, {document, document}),
            Lines{"should ERROR-ID-UNIQUE expect.error-id-unique at /errors/0/id"});
}

TEST(Same, OfErrorTitlesSpeaksForTheRequirementOfErrors) {
  Expect expect = expecting(404);
  expect.same = {"/errors/0/title"};
  json document = error_document(404);
  document["errors"][0]["title"] = "Another";
  EXPECT_EQ(repetition(expect, {error_document(404), document}),
            Lines{"should ERROR-TITLE-STABLE expect.error-title-stable at /errors/0/title"});
}

TEST(Same, OfErrorCodesSpeaksForTheRequirementOfErrors) {
  Expect expect = expecting(404);
  expect.same = {"/errors/0/code"};
  json document = error_document(404);
  document["errors"][0]["code"] = "one";
  json other = document;
  other["errors"][0]["code"] = "another";
  EXPECT_EQ(repetition(expect, {document, document}), nothing());
  EXPECT_EQ(repetition(expect, {document, other}),
            Lines{"should ERROR-CODES-FOR-CHECKS expect.error-code-stable at /errors/0/code"});
}

TEST(Same, HoldsForNoAnswersAtAll) {
  Expect expect = expecting(404);
  expect.same = {"/title"};
  EXPECT_EQ(repetition(expect, {}), nothing());
}

}  // namespace
}  // namespace conform
