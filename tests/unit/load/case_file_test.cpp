// What a case file becomes, and what is wrong with one. Whole broken files stand in tests/data/suite-bad.
#include <gtest/gtest.h>

#include <algorithm>
#include <exception>
#include <optional>
#include <string>

#include "unit/load/mini_suite.hpp"

namespace conform {
namespace {

using nlohmann::json;
using test::a_case;
using test::case_file;
using test::diagnostics;
using test::loaded;
using Lines = std::vector<std::string>;

std::string sending(const std::string& send, const std::string& expect = R"({"status": 200, "effect": "merge"})") {
  return R"("steps": [{"send": )" + send + R"(, "expect": )" + expect + "}]";
}

Case one(const std::string& members) {
  auto cases = loaded(case_file(a_case(members)));
  return cases.empty() ? Case{} : std::move(cases.front());
}

Send one_send(const std::string& send) {
  Case made = one(sending(send));
  return made.steps.empty() ? Send{} : made.steps.at(0).sends.at(0);
}

Expect one_expect(const std::string& expect) {
  Case made = one(sending(R"({"operation": "updateUser"})", expect));
  return made.steps.empty() ? Expect{} : made.steps.at(0).expect;
}

Lines wrong(const std::string& members) { return diagnostics(case_file(a_case(members))); }

// The only problem, without where it is.
std::string message(const std::string& members) {
  const Lines found = wrong(members);
  EXPECT_EQ(found.size(), 1U) << members;
  if (found.empty()) return {};
  const std::string prefix = "cases/users/some.json:1: ";
  return found.front().starts_with(prefix) ? found.front().substr(prefix.size()) : found.front();
}

// ---- what a good case becomes

TEST(CaseFile, GivesACaseItsIdFileLineAndRequirements) {
  const auto cases = loaded("{\"format\": 2, \"about\": \"Some.\",\n \"cases\": [\n  " + a_case("", "first") +
                            ",\n\n  " + a_case(R"("tags": ["smoke", "slow"])", "second") + "]}");
  ASSERT_EQ(cases.size(), 2U);
  EXPECT_EQ(cases[0].id, "users/some/first");
  EXPECT_EQ(cases[0].file, "cases/users/some.json");
  EXPECT_EQ(cases[0].line, 3U);
  EXPECT_EQ(cases[0].about, "One case.");
  EXPECT_EQ(cases[0].requirements, Lines{"SUCCESS-GET-USER-200"});
  EXPECT_EQ(cases[1].line, 5U);
  EXPECT_EQ(cases[1].tags, (Lines{"smoke", "slow"}));
}

TEST(CaseFile, MayHoldComments) {
  EXPECT_EQ(
      loaded("// of the file\n{\"format\": 2, \"about\": \"x\", /* these */ \"cases\": [" + a_case("") + "]} // end")
          .size(),
      1U);
}

// ---- readings that have a name

std::string accepting(const std::string& send, const std::string& expect = R"({"alternatives": "kept-or-422"})") {
  return sending(send, expect);
}

TEST(NamedAlternatives, AreThoseOfTheOperation) {
  struct ServedExchange {
    const char* operation;
    int status;
    std::optional<Effect> effect;
  };
  for (const auto& [operation, status, effect] :
       {ServedExchange{"setUser", 200, Effect::replace}, ServedExchange{"updateUser", 200, Effect::merge},
        ServedExchange{"setUserAttributes", 204, Effect::merge}, ServedExchange{"getUser", 200, std::nullopt}}) {
    const Case made = one(accepting(R"({"operation": ")" + std::string{operation} + "\"}"));
    ASSERT_EQ(made.steps.size(), 1U) << operation;
    const Expect& expect = made.steps.front().expect;
    EXPECT_EQ(expect.named, "kept-or-422");
    ASSERT_EQ(expect.alternatives.size(), 2U);
    EXPECT_EQ(expect.alternatives[0].name, "kept");
    EXPECT_EQ(to_string(expect.alternatives[0].status), std::to_string(status)) << operation;
    EXPECT_EQ(expect.alternatives[0].effect, effect) << operation;
    EXPECT_EQ(to_string(expect.alternatives[1].status), "422");
    EXPECT_EQ(expect.alternatives[1].effect.value_or(Effect::none), Effect::none);
  }
}

TEST(NamedAlternatives, ViolateTheRequirementOfTheExpectation) {
  const auto violated = [](const std::string& expect) {
    const Case made = one(accepting(R"({"operation": "updateUser"})", expect));
    return made.steps.empty() ? "" : made.steps[0].expect.alternatives[1].deviation->requirement;
  };
  EXPECT_EQ(violated(R"({"alternatives": "kept-or-422"})"), "SUCCESS-GET-USER-200");
  EXPECT_EQ(violated(R"({"requirement": "UPDATE-NULL", "alternatives": "kept-or-422"})"), "UPDATE-NULL");
}

TEST(NamedAlternatives, LeaveTheRestOfTheExpectationAsItIs) {
  const Expect expect =
      one_expect(R"({"observation": "null-on-patch", "alternatives": "kept-or-422", "errorPointer": "/data"})");
  EXPECT_EQ(expect.observation, "null-on-patch");
  EXPECT_EQ(expect.expected_error_pointer, "/data");
}

TEST(CaseExpect, TakesWhatTheOperationDoes) {
  const Expect expect = one_expect(R"({"status": ["success", 422], "effect": "served"})");
  EXPECT_EQ(to_string(expect.alternatives.front().status), "200 or 422");
  EXPECT_EQ(expect.alternatives.front().effect, Effect::merge);
  EXPECT_EQ(expect.named, "");
}

// ---- concurrent requests

TEST(CaseConcurrent, SendsItsListAsOftenAsItCounts) {
  const Case made =
      one(R"("steps": [{"concurrent": [{"operation": "getUser"}, {"operation": "getUser", "as": "nobody"}],
                                      "count": 3, "times": 2, "expect": {"status": [200, 401]}}])");
  ASSERT_EQ(made.steps.size(), 1U);
  std::string senders;
  for (const Send& send : made.steps[0].sends) senders += send.as + " ";
  EXPECT_EQ(senders, "user nobody user nobody user nobody ");
  EXPECT_EQ(made.steps[0].times, 2);
}

TEST(CaseConcurrent, SendsOneRequestSeveralTimes) {
  const Case made =
      one(R"("steps": [{"concurrent": [{"operation": "getUser"}], "count": 64, "expect": {"status": 200}}])");
  ASSERT_EQ(made.steps.size(), 1U);
  EXPECT_EQ(made.steps[0].sends.size(), 64U);
}

TEST(CaseVersions, AreAllWithoutACondition) { EXPECT_EQ(one("").versions.size(), 8U); }

TEST(CaseVersions, AreThoseThatSomeConditionFits) {
  EXPECT_EQ(one(R"("versions": ["2024-3"])").versions, Lines{"2024-3"});
  EXPECT_EQ(one(R"("versions": [">=2024-3"])").versions, (Lines{"2024-3", "2024-4", "2025-1"}));
  EXPECT_EQ(one(R"("versions": ["<=2022-1"])").versions, (Lines{"2021-2", "2022-1"}));
  EXPECT_EQ(one(R"("versions": ["!=2021-2"])").versions.size(), 7U);
  EXPECT_EQ(one(R"("versions": ["<=2021-2", "2025-1", ">=2025-1"])").versions, (Lines{"2021-2", "2025-1"}));
}

TEST(CaseVersions, AreAProblemWhenNoneFits) {
  EXPECT_EQ(message(R"("versions": ["2019-1"])"), "/cases/0/versions: no version of the API fits");
}

TEST(CaseGiven, TakesStatesByName) {
  const Case made = one(R"("setup": {"attributes": "full", "user2": {"attributes": "minimal"}})");
  ASSERT_TRUE(made.setup.attributes && made.setup.user2_attributes);
  EXPECT_EQ(made.setup.attributes, test::base_suite().fixtures.states.at("full"));
  EXPECT_EQ(made.setup.user2_attributes, test::base_suite().fixtures.states.at("minimal"));
  EXPECT_FALSE(made.setup.custom_attributes);
}

TEST(CaseGiven, TakesValuesAndChanges) {
  EXPECT_EQ(*one(R"("setup": {"attributes": {"locale": "de"}})").setup.attributes, json({{"locale", "de"}}));
  const std::string change = R"({"$from": "full", "$with": {"/address/street": null}, "$without": ["/locale"]})";
  EXPECT_EQ(*one(R"("setup": {"attributes": )" + change + "}").setup.attributes, json::parse(change));
}

// Where the words stand, and that they mean nothing there.
Lines words_without_meaning(const std::string& members) {
  Lines found = wrong(members);
  for (std::string& line : found) {
    const std::size_t begin = line.find(": /") + 2;
    line = line.substr(begin, line.find(" (", begin) - begin);
  }
  return found;
}

TEST(CaseBody, RefusesWordsOfTheFormatWhereTheyMeanNothing) {
  const std::string change = R"({"$from": "full", "$with": {"/street": "A"}})";
  const auto reported = [](const std::string& at) {
    const std::string why = "\" has no meaning here, so it would be sent as it is";
    return Lines{at + "/$from: the member \"$from" + why, at + "/$with: the member \"$with" + why};
  };
  const std::string send = "/cases/0/steps/0/send";
  EXPECT_EQ(words_without_meaning(sending(R"({"operation": "updateUser", "attributes": {"address": )" + change + "}}")),
            reported(send + "/attributes/address"));
  EXPECT_EQ(words_without_meaning(sending(R"({"operation": "updateUser", "document": {"a": [1, )" + change + "]}}")),
            reported(send + "/document/a/1"));
  EXPECT_EQ(
      words_without_meaning(sending(
          R"({"operation": "updateUser", "attributes": {"$from": "full", "$with": {"/address": )" + change + "}}}")),
      reported(send + "/attributes/$with/~1address"));
  EXPECT_EQ(words_without_meaning(R"("setup": {"customAttributes": {"a": )" + change + "}}"),
            reported("/cases/0/setup/customAttributes/a"));
}

TEST(CaseBody, TakesThemWhereTheyAreLiteral) {
  const std::string literal = R"({"$literal": {"$from": "before", "${": 1}})";
  EXPECT_EQ(*one_send(R"({"operation": "updateUser", "document": {"address": )" + literal + "}}").body,
            json::parse(R"({"address": )" + literal + "}"));
  const std::string expression = R"({"$literal": "${sampel(locale)}"})";
  EXPECT_EQ(one(sending(R"({"operation": "updateUser", "document": {"a": )" + expression + "}}")).steps.size(), 1U);
}

TEST(CaseBody, RefusesALiteralBesideOtherMembers) {
  EXPECT_EQ(
      words_without_meaning(
          sending(R"({"operation": "updateUser", "document": {"a": {"$literal": {"$from": "x"}, "b": 1}}})")),
      (Lines{"/cases/0/steps/0/send/document/a/$literal: the member \"$literal\" has no meaning here, so it would "
             "be sent as it is",
             "/cases/0/steps/0/send/document/a/$literal/$from: the member \"$from\" has no meaning here, so it "
             "would be sent as it is"}));
}

TEST(CaseBody, TakesTheOwnValuesOfUsers) {
  for (const char* expression : {"${own.mark}", "${own.area}", "${own.line}", "${own.number}", "${user.mark}"}) {
    const std::string attributes = R"({"locale": ")" + std::string{expression} + "\"}";
    EXPECT_EQ(one_send(R"({"operation": "updateUser", "attributes": )" + attributes + "}").operation, "updateUser")
        << expression;
  }
  EXPECT_EQ(wrong(sending(R"({"operation": "updateUser", "attributes": {"locale": "${own.age}"}})")).size(), 1U);
  EXPECT_EQ(one(sending(R"({"operation": "updateUser", "attributes": {"locale": "${user2.mark}"}})")).needs.users, 2U);
}

TEST(CaseNeeds, AreOneUserAndTheOperationsSent) {
  EXPECT_EQ(one("").needs,
            (Needs{.users = 1, .actors = {}, .operations = {"getUser"}, .reads_custom_attributes = false}));
}

TEST(CaseNeeds, AreTwoUsersWhereTheOtherIsSpokenOf) {
  for (
      const char* members :
      {R"("setup": {"user2": {"attributes": "full"}})",
       R"("steps": [{"send": {"operation": "getUser", "as": "user2"}, "expect": {"status": 200}}])",
       R"("steps": [{"send": {"operation": "getUser", "userId": "${user2.id}"}, "expect": {"status": 200}}])",
       R"("steps": [{"send": {"operation": "getUser", "authorization": "Bearer ${user2.token}"}, "expect": {"status": 200}}])",
       R"("steps": [{"send": {"operation": "getUser"}, "expect": {"status": 200, "unchanged": ["user2"]}}])"}) {
    EXPECT_EQ(one(members).needs.users, 2U) << members;
  }
}

TEST(CaseNeeds, AreTheSpecialActors) {
  EXPECT_EQ(one(sending(R"({"operation": "getUser", "as": "reader"})")).needs.actors,
            (std::set<std::string>{"reader"}));
  EXPECT_EQ(one(sending(R"({"operation": "getUser", "path": "/users/${admin.id}", "as": "nobody"})")).needs.actors,
            (std::set<std::string>{"admin"}));
}

TEST(CaseNeeds, AreToReadAttributesWhereTheyAreJudged) {
  EXPECT_TRUE(one(sending(R"({"operation": "setUserAttributes", "document": {}})")).needs.reads_custom_attributes);
  EXPECT_TRUE(one(R"("setup": {"customAttributes": {"a": 1}})").needs.reads_custom_attributes);
  EXPECT_FALSE(
      one(sending(R"({"operation": "setUserAttributes", "document": {}})", R"({"status": 204, "effect": "unchecked"})"))
          .needs.reads_custom_attributes);
}

TEST(CaseSend, HasItsDefaults) {
  const Send send = one_send(R"({"operation": "updateUser"})");
  EXPECT_EQ(send.as, "user");
  EXPECT_EQ(send.user_id, std::nullopt);
  EXPECT_EQ(send.method, std::nullopt);
  EXPECT_EQ(send.path, std::nullopt);
  EXPECT_EQ(send.query, std::nullopt);
  EXPECT_FALSE(send.authorization_given);
  EXPECT_TRUE(send.headers.empty());
  EXPECT_EQ(send.body_kind, BodyKind::none);
  EXPECT_FALSE(send.body);
}

TEST(CaseSend, TellsAnAuthorizationLeftOutFromOneThatIsNotGiven) {
  EXPECT_TRUE(one_send(R"({"operation": "updateUser", "authorization": null})").authorization_given);
  EXPECT_EQ(one_send(R"({"operation": "updateUser", "authorization": null})").authorization, std::nullopt);
  EXPECT_EQ(one_send(R"({"operation": "updateUser", "authorization": "Basic x"})").authorization, "Basic x");
}

TEST(CaseSend, SetsRepeatsAndLeavesOutHeaders) {
  const Send send = one_send(R"({"operation": "updateUser", "headers": {"A": "1", "B": ["1", "2"], "C": null}})");
  ASSERT_EQ(send.headers.size(), 3U);
  EXPECT_EQ(send.headers[0], (std::pair<std::string, Lines>{"A", {"1"}}));
  EXPECT_EQ(send.headers[1], (std::pair<std::string, Lines>{"B", {"1", "2"}}));
  EXPECT_EQ(send.headers[2], (std::pair<std::string, Lines>{"C", {}}));
}

TEST(CaseSend, KnowsTheKindsOfBody) {
  const Send attributes = one_send(R"({"operation": "updateUser", "attributes": {"locale": "de"}})");
  EXPECT_EQ(attributes.body_kind, BodyKind::attributes);
  EXPECT_EQ(*attributes.body, json({{"locale", "de"}}));
  const Send document = one_send(R"({"operation": "updateUser", "document": [1]})");
  EXPECT_EQ(document.body_kind, BodyKind::document);
  EXPECT_EQ(*document.body, json({1}));
  const Send text = one_send(R"({"operation": "updateUser", "body": ""})");
  EXPECT_EQ(text.body_kind, BodyKind::text);
  EXPECT_EQ(*text.body, json(""));
}

TEST(CaseSend, KnowsANullDocumentFromNone) {
  EXPECT_EQ(one_send(R"({"operation": "updateUser", "document": null})").body_kind, BodyKind::document);
}

TEST(CaseStep, SendsSeveralRequestsTogether) {
  const Case made = one(
      R"("steps": [{"concurrent": [{"operation": "updateUser", "attributes": {"locale": "a"}},
                                 {"operation": "setUser", "attributes": "full"}],
                    "expect": {"status": 200, "effect": "unchecked", "oneWins": true}}])");
  ASSERT_EQ(made.steps.size(), 1U);
  EXPECT_EQ(made.steps[0].sends.size(), 2U);
  EXPECT_TRUE(made.steps[0].expect.one_wins);
  EXPECT_FALSE(made.steps[0].expect.all_win);
  EXPECT_EQ(made.needs.operations, (std::set<std::string>{"setUser", "updateUser"}));
}

TEST(CaseStep, MayGiveEachOfSeveralRequestsAStatusOfItsOwn) {
  const Case made = one(
      R"("steps": [{"concurrent": [{"operation": "getUser", "status": 200}, {"operation": "getUser", "as": "nobody"}],
                    "expect": {"status": [200, 401]}}])");
  EXPECT_TRUE(made.steps.at(0).sends.at(0).status.contains(200));
  EXPECT_FALSE(made.steps.at(0).sends.at(0).status.contains(401));
  EXPECT_TRUE(made.steps.at(0).sends.at(1).status.empty());
}

TEST(CaseStep, IsCarriedOutOnceOrAsOftenAsItSays) {
  EXPECT_EQ(one("").steps.at(0).times, 1);
  EXPECT_EQ(one(R"("steps": [{"send": {"operation": "getUser"}, "times": 3, "about": "Thrice.",
                              "expect": {"status": 200, "same": ["/data/id"], "distinct": ["/x"]}}])")
                .steps.at(0)
                .times,
            3);
}

TEST(CaseExpect, ReadsStatusesInEachForm) {
  const auto statuses = [](const std::string& text) {
    return one_expect(R"({"effect": "none", "status": )" + text + "}").alternatives.at(0).status;
  };
  EXPECT_EQ(statuses("200"), (StatusSet{.ranges = {{200, 200}}}));
  EXPECT_EQ(statuses("[403, 404]"), (StatusSet{.ranges = {{403, 403}, {404, 404}}}));
  EXPECT_EQ(statuses("\"4xx\""), (StatusSet{.ranges = {{400, 499}}}));
  EXPECT_EQ(statuses("[200, \"5xx\"]"), (StatusSet{.ranges = {{200, 200}, {500, 599}}}));
}

TEST(CaseExpect, ReadsStatusesFromTheMatrix) {
  const auto cases =
      loaded(case_file(a_case(R"("matrix": {"s": [422, "4xx"]},)" +
                              sending(R"({"operation": "updateUser"})", R"({"status": "${s}", "effect": "none"})"))));
  ASSERT_EQ(cases.size(), 2U);
  EXPECT_EQ(cases[0].steps[0].expect.alternatives[0].status, (StatusSet{.ranges = {{422, 422}}}));
  EXPECT_EQ(cases[1].steps[0].expect.alternatives[0].status, (StatusSet{.ranges = {{400, 499}}}));
}

TEST(CaseExpect, ReadsEffects) {
  for (const auto& [text, effect] : std::vector<std::pair<std::string, Effect>>{{"merge", Effect::merge},
                                                                                {"replace", Effect::replace},
                                                                                {"none", Effect::none},
                                                                                {"unchecked", Effect::unchecked}}) {
    EXPECT_EQ(one_expect(R"({"status": 200, "effect": ")" + text + "\"}").alternatives.at(0).effect, effect);
  }
}

TEST(CaseExpect, ReadsMatches) {
  const Expect expect = one_expect(R"({"status": 200, "effect": "none", "matches": [
      {"at": "/a", "equals": null}, {"at": "/b", "type": "string"}, {"at": "/c", "matches": "^x"},
      {"at": "/d", "present": true}, {"at": "/e", "absent": true}, {"at": "/f", "oneOf": [1, 2]}]})");
  ASSERT_EQ(expect.matches.size(), 6U);
  EXPECT_EQ(expect.matches[0].kind, Match::Kind::equals);
  EXPECT_EQ(*expect.matches[0].value, json(nullptr));
  EXPECT_EQ(expect.matches[1].kind, Match::Kind::type);
  EXPECT_EQ(expect.matches[1].text, "string");
  EXPECT_EQ(expect.matches[2].kind, Match::Kind::matches);
  EXPECT_EQ(expect.matches[2].text, "^x");
  EXPECT_EQ(expect.matches[3].kind, Match::Kind::present);
  EXPECT_EQ(expect.matches[4].kind, Match::Kind::absent);
  EXPECT_EQ(expect.matches[5].kind, Match::Kind::one_of);
  EXPECT_EQ(expect.matches[5].at, "/f");
}

TEST(CaseExpect, ReadsHeaders) {
  const Expect expect = one_expect(
      R"({"status": 200, "effect": "none", "headers": {"A": "present", "B": "absent", "C": {"matches": "x+"}}})");
  ASSERT_EQ(expect.headers.size(), 3U);
  EXPECT_EQ(expect.headers[0].kind, HeaderCheck::Kind::present);
  EXPECT_EQ(expect.headers[1].kind, HeaderCheck::Kind::absent);
  EXPECT_EQ(expect.headers[2].kind, HeaderCheck::Kind::matches);
  EXPECT_EQ(expect.headers[2].pattern, "x+");
}

TEST(CaseExpect, ReadsReadings) {
  const Expect expect = one_expect(R"({"observation": "null-on-patch", "alternatives": [
      {"alternative": "clears", "status": 200, "effect": "merge", "matches": [{"at": "/a", "present": true}]},
      {"alternative": "refused", "status": [400, 422], "effect": "none",
       "violates": {"level": "should", "requirement": "UPDATE-NULL"}}]})");
  EXPECT_EQ(expect.observation, "null-on-patch");
  ASSERT_EQ(expect.alternatives.size(), 2U);
  EXPECT_EQ(expect.alternatives[0].name, "clears");
  EXPECT_EQ(expect.alternatives[0].matches.size(), 1U);
  EXPECT_FALSE(expect.alternatives[0].deviation.has_value());
  ASSERT_TRUE(expect.alternatives[1].deviation.has_value());
  EXPECT_EQ(expect.alternatives[1].deviation->requirement, "UPDATE-NULL");
  EXPECT_EQ(expect.alternatives[1].deviation->level, Level::should);
}

TEST(CaseExpect, CitesTheFirstRequirementOfTheCaseOrItsOwn) {
  const std::string members =
      R"("steps": [{"send": {"operation": "getUser"}, "expect": {"status": 200}},
                   {"send": {"operation": "getUser"}, "expect": {"status": 200, "requirement": "AUTH-CHALLENGE"}}])";
  const Case made = one(members);
  ASSERT_EQ(made.steps.size(), 2U);
  EXPECT_EQ(made.steps[0].expect.requirement, "SUCCESS-GET-USER-200");
  EXPECT_EQ(made.steps[0].expect.level, Level::must);
  EXPECT_EQ(made.steps[1].expect.requirement, "AUTH-CHALLENGE");
  EXPECT_EQ(made.steps[1].expect.level, Level::should);
}

TEST(CaseExpect, MayLowerItsLevel) {
  EXPECT_EQ(one_expect(R"({"status": 200, "effect": "none", "level": "should"})").level, Level::should);
}

TEST(CaseExpect, HoldsToAnOpenReadingAtMustLevel) {
  EXPECT_EQ(one_expect(R"({"status": 200, "effect": "none", "requirement": "UPDATE-NULL"})").level, Level::must);
}

// ---- what is wrong with one

TEST(BrokenCase, TellsOfEverythingInTheFile) {
  const Lines found = diagnostics(
      case_file(a_case(R"("setup": {"attributes": "ful"}, "versions": ["2000-1"])", "one") + ",\n" +
                a_case(R"("steps": [{"send": {"operation": "getUsers"}, "expect": {"status": 200}}])", "two")));
  EXPECT_EQ(found, (Lines{"cases/users/some.json:1: /cases/0/versions: no version of the API fits",
                          "cases/users/some.json:1: /cases/0/setup/attributes: unknown state \"ful\" (did you mean "
                          "\"full\"?)",
                          "cases/users/some.json:2: /cases/1/steps/0/send/operation: unknown operation \"getUsers\" "
                          "(did you mean \"getUser\"?)"}));
}

TEST(BrokenCase, IsToldOnceThoughItHasManyInstances) {
  EXPECT_EQ(
      wrong(R"("matrix": {"a": [1, 2, 3]}, "setup": {"attributes": "ful", "customAttributes": {"k": "${a}"}})").size(),
      1U);
}

TEST(BrokenExpression, IsAProblemWhereItStands) {
  EXPECT_EQ(message(sending(R"({"operation": "getUser", "path": "/users/${user.id"})")),
            "/cases/0: \"/users/${user.id\" has a \"${\" without \"}\"");
  EXPECT_EQ(message(sending(R"({"operation": "getUser", "query": "${atribute}"})")),
            "/cases/0/steps/0/send/query: \"${atribute}\" is unknown here (it is not a matrix variable, and "
            "docs/case-format.md lists no such expression)");
  EXPECT_EQ(message(R"("setup": {"customAttributes": {"${user.name}": 1}})"),
            "/cases/0/setup/customAttributes: \"${user.name}\" is unknown here (it is not a matrix variable, and "
            "docs/case-format.md lists no such expression)");
}

TEST(BrokenExpression, HasTheWrongArguments) {
  const auto said = [](const std::string& expression) {
    const std::string text = message(sending(R"({"operation": "getUser", "query": ")" + expression + "\"}"));
    const std::string prefix = "/cases/0/steps/0/send/query: ";
    return text.starts_with(prefix) ? text.substr(prefix.size()) : text;
  };
  EXPECT_EQ(said("${sample(local)}"), "unknown attribute \"local\" (did you mean \"locale\"?)");
  EXPECT_EQ(said("${differentFrom(adress/street)}"),
            "unknown attribute \"adress/street\" (did you mean \"address/street\"?)");
  EXPECT_EQ(said("${sample(locale, 1)}"), "\"${sample(locale, 1)}\" takes 1 argument");
  EXPECT_EQ(said("${repeat(x)}"), "\"${repeat(x)}\" takes 2 arguments");
  EXPECT_EQ(said("${repeat(x, many)}"), "\"${repeat(x, many)}\": the count must be a number up to 16000000");
  EXPECT_EQ(said("${repeat(x, -1)}"), "\"${repeat(x, -1)}\": the count must be a number up to 16000000");
  EXPECT_EQ(said("${repeat(x, 16000001)}"), "\"${repeat(x, 16000001)}\": the count must be a number up to 16000000");
  EXPECT_EQ(said("${repeat(x, 99999999999999999999)}"),
            "\"${repeat(x, 99999999999999999999)}\": the count must be a number up to 16000000");
  EXPECT_EQ(said("${state(ful)}"), "\"${state(ful)}\": no such state in cases/fixtures.json");
  EXPECT_EQ(said("${before(locale)}"), "\"${before(locale)}\" needs a JSON Pointer");
  EXPECT_EQ(said("${bytes(f)}"), "\"${bytes(f)}\" needs pairs of hexadecimal digits");
  EXPECT_EQ(said("${bytes(xy)}"), "\"${bytes(xy)}\" needs pairs of hexadecimal digits");
  EXPECT_EQ(said("${sampel(locale)}"), "unknown function \"sampel\" (did you mean \"sample\"?)");
}

TEST(BrokenExpression, IsNotOneOfTheDocumentedKind) {
  for (const char* expression :
       {"${user.id}", "${user.token}", "${user2.id}", "${reader.token}", "${unlinked.id}", "${expired.token}",
        "${admin.id}", "${unknown.id}", "${nonce}", "${sample(address/street)}", "${differentFrom(locale)}",
        "${state(full)}", "${before(/address/street)}", "${before()}", "${repeat(ab, 0)}", "${bytes(00fF)}",
        "$${anything at all}"}) {
    EXPECT_EQ(one(sending(R"({"operation": "updateUser", "body": ")" + std::string{expression} + "\"}")).steps.size(),
              1U)
        << expression;
  }
}

TEST(BrokenExpression, NamesNoActorThatThereIs) {
  for (const char* expression : {"${user}", "${user.email}", "${nobody.id}", "${unknown.token}", "${nonce.x}"}) {
    EXPECT_EQ(wrong(sending(R"({"operation": "getUser", "query": ")" + std::string{expression} + "\"}")).size(), 1U)
        << expression;
  }
}

TEST(BrokenStatus, IsFoundInTheMatrixToo) {
  for (const char* status : {"42", "600", "true", "null", "2.5", "\"9xx\"", "\"zxx\"", "\"200\"", "-1", "4294967496"}) {
    const std::string members = R"("matrix": {"s": [)" + std::string{status} + "]}," +
                                sending(R"({"operation": "getUser"})", R"({"status": "${s}"})");
    const auto cases = test::load_cases(case_file(a_case(members)));
    EXPECT_FALSE(cases.has_value()) << status;
  }
}

// Every place where text is needed, filled with a number by the matrix.
std::vector<std::string> numbers_for_text() {
  std::vector<std::string> all;
  for (const char* send :
       {R"({"operation": "${a}"})", R"({"operation": "getUser", "as": "${a}"})",
        R"({"operation": "getUser", "userId": "${a}"})", R"({"operation": "getUser", "method": "${a}"})",
        R"({"operation": "getUser", "query": "${a}"})", R"({"operation": "getUser", "headers": {"X": "${a}"}})",
        R"({"operation": "getUser", "headers": {"X": ["${a}"]}})",
        R"({"operation": "getUser", "authorization": "${a}"})", R"({"operation": "updateUser", "body": "${a}"})"}) {
    all.push_back(sending(send));
  }
  for (const char* expect : {R"({"status": 200, "errorPointer": "${a}"})",
                             R"({"status": 200, "matches": [{"at": "${a}", "present": true}]})",
                             R"({"status": 200, "matches": [{"at": "/x", "matches": "${a}"}]})",
                             R"({"status": 200, "headers": {"X": {"matches": "${a}"}}})"}) {
    all.push_back(sending(R"({"operation": "getUser"})", expect));
  }
  return all;
}

TEST(BrokenType, ThatComesFromTheMatrixIsAProblem) {
  for (const std::string& members : numbers_for_text()) {
    try {
      EXPECT_FALSE(test::load_cases(case_file(a_case(R"("matrix": {"a": [7]}, )" + members))).has_value()) << members;
    } catch (const std::exception& thrown) {
      ADD_FAILURE() << thrown.what() << ": " << members;
    }
  }
}

}  // namespace
}  // namespace conform
