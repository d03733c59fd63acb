#include "check/effect_check.hpp"

#include <gtest/gtest.h>

#include <optional>

#include "unit/check/book.hpp"
#include "unit/check/records.hpp"

namespace conform {
namespace {

using nlohmann::json;
using test::full_record;
using Lines = std::vector<std::string>;

constexpr std::size_t request = 4;
constexpr std::size_t later_read = 6;

struct AskedEffect {
  std::string operation = "updateUser";
  Effect effect = Effect::merge;
  int status = 200;
  bool on_custom_attributes = false;
  json before = full_record();
  json sent = json::object();
  std::optional<json> response = std::nullopt;
  std::optional<json> later = std::nullopt;
  std::optional<std::string> address_pin = std::nullopt;
  Level max_level = Level::must;
};

struct Reported {
  std::vector<Finding> findings;
  std::string interpretation;
  std::vector<Notice> notices;
};

Reported check_of(const AskedEffect& asked) {
  const RecordShape shape = test::user_shape();
  EffectResult result = check_effect({.operation = asked.operation,
                                      .effect = asked.effect,
                                      .status = asked.status,
                                      .on_custom_attributes = asked.on_custom_attributes,
                                      .before = asked.before,
                                      .sent = asked.sent,
                                      .response = asked.response ? &*asked.response : nullptr,
                                      .later = asked.later ? &*asked.later : nullptr,
                                      .shape = shape,
                                      .address_pin = asked.address_pin});
  Reported reported{.findings = {}, .interpretation = result.address_interpretation, .notices = result.notices};
  Findings findings{test::book().rules, "2024-3"};
  findings.add(
      std::move(result),
      {.operation = asked.operation, .exchange = request, .later_read = later_read, .max_level = asked.max_level});
  reported.findings = findings.take(no_secrets());
  return reported;
}

Lines messages(const std::vector<Finding>& findings) {
  Lines lines;
  for (const Finding& finding : findings) lines.push_back(finding.message);
  return lines;
}

json with(const std::string& name, json value) {
  json record = full_record();
  record[name] = std::move(value);
  return record;
}

TEST(EffectCheck, FindsNothingWhenAnswerAndLaterReadAreRight) {
  const json after = with("locale", "en-US");
  EXPECT_TRUE(check_of({.sent = {{"locale", "en-US"}}, .response = after, .later = after}).findings.empty());
}

TEST(EffectCheck, FindsNothingWithoutARecordToLookAt) {
  EXPECT_TRUE(check_of({.sent = {{"locale", "en-US"}}}).findings.empty());
}

TEST(EffectCheck, SaysThatAnswerAndLaterReadShowIt) {
  const auto reported = check_of({.sent = {{"locale", "en-US"}}, .response = full_record(), .later = full_record()});
  EXPECT_EQ(test::reported(reported.findings),
            Lines{"must UPDATE-SETS-PROVIDED effect.merge.set at /data/attributes/locale"});
  EXPECT_EQ(messages(reported.findings), Lines{"updateUser did not set locale (in the response and in a later read)"});
  EXPECT_EQ(reported.findings[0].exchange, request);
}

TEST(EffectCheck, SaysThatOnlyTheAnswerShowsIt) {
  const auto reported =
      check_of({.sent = {{"locale", "en-US"}}, .response = full_record(), .later = with("locale", "en-US")});
  EXPECT_EQ(messages(reported.findings),
            Lines{"updateUser did not set locale (in the response only; a later read is correct)"});
  EXPECT_EQ(reported.findings[0].rule, "effect.merge.set");
  EXPECT_EQ(reported.findings[0].exchange, request);
}

TEST(EffectCheck, SaysThatOnlyTheLaterReadShowsIt) {
  const auto reported =
      check_of({.sent = {{"locale", "en-US"}}, .response = with("locale", "en-US"), .later = full_record()});
  EXPECT_EQ(test::reported(reported.findings),
            Lines{"must UPDATE-READ-BACK effect.read-back at /data/attributes/locale"});
  EXPECT_EQ(messages(reported.findings),
            Lines{"updateUser responded correctly, but a later read shows that it did not set locale"});
  EXPECT_EQ(reported.findings[0].exchange, later_read);
}

TEST(EffectCheck, DoesNotCallALaterReadRightThatIsWrongInAnotherPlaceOfTheSameAttribute) {
  json without_street = full_record();
  without_street["address"].erase("street");
  json without_address = full_record();
  without_address.erase("address");
  for (const auto& [response, later] :
       {std::pair{without_address, without_street}, {without_street, without_address}}) {
    const auto reported = check_of({.response = response, .later = later});
    ASSERT_FALSE(reported.findings.empty());
    for (const Finding& finding : reported.findings) {
      EXPECT_EQ(finding.message.find("in the response only; a later read is correct"), std::string::npos)
          << finding.message;
      EXPECT_EQ(finding.message.find("responded correctly"), std::string::npos) << finding.message;
    }
  }
}

TEST(EffectCheck, JudgesTheAnswerAlone) {
  const auto reported = check_of({.sent = json::object(), .response = with("locale", nullptr)});
  EXPECT_EQ(test::reported(reported.findings),
            Lines{"must UPDATE-KEEPS-OMITTED effect.merge.kept at /data/attributes/locale"});
  EXPECT_EQ(messages(reported.findings), Lines{"updateUser wiped locale, which the request left out"});
  EXPECT_EQ(reported.findings[0].exchange, request);
}

TEST(EffectCheck, JudgesTheLaterReadAlone) {
  const auto reported = check_of({.sent = json::object(), .later = with("locale", nullptr)});
  EXPECT_EQ(messages(reported.findings), Lines{"updateUser wiped locale, which the request left out"});
  EXPECT_EQ(reported.findings[0].exchange, later_read);
}

TEST(EffectCheck, SpeaksForTheRequirementsOfSetUser) {
  json sent = full_record();
  sent.erase("locale");
  sent["address"].erase("street");
  sent["email"] = "new@example.com";
  const auto reported =
      check_of({.operation = "setUser", .effect = Effect::replace, .sent = sent, .response = full_record()});
  EXPECT_EQ(test::reported(reported.findings),
            (Lines{"must REPLACE-SETS-PROVIDED effect.replace.set at /data/attributes/email",
                   "must REPLACE-CLEARS-OMITTED-ADDRESS-MEMBERS effect.replace.cleared at "
                   "/data/attributes/address/street",
                   "must REPLACE-CLEARS-OMITTED effect.replace.cleared at /data/attributes/locale"}));
}

TEST(EffectCheck, SaysThatARefusedRequestWasCarriedOut) {
  const auto reported = check_of(
      {.effect = Effect::none, .status = 422, .sent = {{"locale", "en-US"}}, .later = with("locale", "en-US")});
  EXPECT_EQ(test::reported(reported.findings),
            Lines{"must REFUSED-CHANGES-NOTHING effect.none at /data/attributes/locale"});
  EXPECT_EQ(messages(reported.findings), Lines{"updateUser responded 422, but changed locale"});
}

TEST(EffectCheck, CallsAnUnwantedChangeByItsNameWhenOnlyTheLaterReadShowsIt) {
  const auto reported = check_of({.effect = Effect::none, .response = full_record(), .later = with("locale", "en-US")});
  EXPECT_EQ(test::reported(reported.findings),
            Lines{"must REFUSED-CHANGES-NOTHING effect.none at /data/attributes/locale"});
}

TEST(EffectCheck, LowersToTheCapOfTheDifference) {
  const auto reported = check_of({.sent = {{"locale", nullptr}}, .response = full_record(), .later = full_record()});
  EXPECT_EQ(test::reported(reported.findings),
            Lines{"should UPDATE-NULL-NOT-IGNORED effect.merge.null at /data/attributes/locale"});
}

// To ignore a null is one thing, to report that it was heeded another.
TEST(EffectCheck, FindsANullThatIsClearedInTheAnswerAlone) {
  const auto later = check_of({.sent = {{"locale", nullptr}}, .response = with("locale", ""), .later = full_record()});
  EXPECT_EQ(test::reported(later.findings), Lines{"must UPDATE-READ-BACK effect.read-back at /data/attributes/locale"});
}

TEST(EffectCheck, LowersToTheCapOfTheQuestion) {
  const auto reported =
      check_of({.sent = {{"locale", "en-US"}}, .response = full_record(), .max_level = Level::should});
  EXPECT_EQ(test::reported(reported.findings),
            Lines{"should UPDATE-SETS-PROVIDED effect.merge.set at /data/attributes/locale"});
}

TEST(EffectCheck, TellsHowAPartialAddressWasRead) {
  json merged = full_record();
  merged["address"]["street"] = "Storgata";
  json replaced = full_record();
  replaced["address"] = {{"street", "Storgata"}};
  const json sent{{"address", {{"street", "Storgata"}}}};
  EXPECT_EQ(check_of({.sent = sent, .response = merged, .later = merged}).interpretation, "merge");
  EXPECT_EQ(check_of({.sent = sent, .response = replaced, .later = replaced}).interpretation, "replace");
  EXPECT_EQ(check_of({.sent = sent, .response = merged}).interpretation, "merge");
  EXPECT_EQ(check_of({.sent = sent, .later = replaced}).interpretation, "replace");
  EXPECT_EQ(check_of({.sent = sent}).interpretation, "");
}

TEST(EffectCheck, FindsAnAddressThatIsAnsweredOneWayAndStoredTheOther) {
  json merged = full_record();
  merged["address"]["street"] = "Storgata";
  json replaced = full_record();
  replaced["address"] = {{"street", "Storgata"}};
  const auto reported =
      check_of({.sent = {{"address", {{"street", "Storgata"}}}}, .response = merged, .later = replaced});
  EXPECT_EQ(test::reported(reported.findings),
            Lines{"must UPDATE-READ-BACK effect.read-back at /data/attributes/address"});
  EXPECT_EQ(
      messages(reported.findings),
      Lines{
          "updateUser responded to a partial address with one interpretation (merge) and stored the other (replace)"});
  EXPECT_EQ(reported.findings[0].exchange, later_read);
}

TEST(EffectCheck, HoldsATargetToItsPin) {
  json replaced = full_record();
  replaced["address"] = {{"street", "Storgata"}};
  const auto reported = check_of({.sent = {{"address", {{"street", "Storgata"}}}},
                                  .response = replaced,
                                  .later = replaced,
                                  .address_pin = "merge"});
  EXPECT_EQ(reported.findings.size(), 6U);
  EXPECT_EQ(reported.interpretation, "replace");
}

TEST(EffectCheckOfAttributes, PointsIntoTheDocumentItself) {
  const auto reported = check_of({.operation = "setUserAttributes",
                                  .status = 204,
                                  .on_custom_attributes = true,
                                  .before = {{"a", 1}},
                                  .sent = {{"b", 2}},
                                  .later = json{{"b", 3}}});
  EXPECT_EQ(test::reported(reported.findings),
            (Lines{"must VALUES-EXACT effect.exact at /b", "must ATTRIBUTES-KEEPS-REST effect.merge.kept at /a"}));
  EXPECT_EQ(messages(reported.findings),
            (Lines{"setUserAttributes stored another value for the key \"b\" than was sent",
                   "setUserAttributes removed the key \"a\", which the request left out"}));
}

TEST(EffectCheckOfAttributes, SaysThatARefusedRequestWasCarriedOut) {
  const auto reported = check_of({.operation = "setUserAttributes",
                                  .effect = Effect::none,
                                  .status = 401,
                                  .on_custom_attributes = true,
                                  .before = json::object(),
                                  .sent = {{"b", 2}},
                                  .later = json{{"b", 2}}});
  EXPECT_EQ(test::reported(reported.findings), Lines{"must REFUSED-CHANGES-NOTHING effect.none at /b"});
  EXPECT_EQ(messages(reported.findings), Lines{"setUserAttributes responded 401, but added the key \"b\""});
}

// ---- forms of one value

TEST(EffectCheckOfForms, NotesTheReadingsOfAnswerAndLaterReadAndAccusesNobody) {
  json canonical = with("locale", "fr-CA");
  canonical.erase("createdAt");
  json before = full_record();
  before.erase("createdAt");
  json as_sent = canonical;
  as_sent["locale"] = "fr-ca";
  const auto reported =
      check_of({.before = before, .sent = {{"locale", "fr-ca"}}, .response = as_sent, .later = canonical});
  EXPECT_EQ(test::reported(reported.findings), Lines{});
  const auto notice = [](const char* interpretation, bool in_later_read) {
    return Notice{.observation = "locale-case",
                  .interpretation = interpretation,
                  .value = R"("fr-ca")",
                  .where = "/data/attributes/locale",
                  .in_later_read = in_later_read};
  };
  EXPECT_EQ(reported.notices, (std::vector<Notice>{notice("kept", false), notice("normalised", true)}));
}

TEST(EffectCheckOfForms, FindsTrimmingOnceAndAtShouldLevelWhereverItShows) {
  const json trimmed = with("firstName", "Grace");
  const AskedEffect both{.sent = {{"firstName", " Grace "}}, .response = trimmed, .later = trimmed};
  const AskedEffect later{
      .sent = {{"firstName", " Grace "}}, .response = with("firstName", " Grace "), .later = trimmed};
  const AskedEffect more{
      .sent = {{"firstName", " Grace "}, {"gender", "other "}}, .response = std::nullopt, .later = [&] {
        json record = trimmed;
        record["gender"] = "other";
        return record;
      }()};
  const AskedEffect custom{.operation = "setUserAttributes",
                           .status = 204,
                           .on_custom_attributes = true,
                           .before = json::object(),
                           .sent = {{"b", {{"c", " d"}}}},
                           .later = json{{"b", {{"c", "d"}}}}};
  for (const AskedEffect& asked : {both, later, more, custom}) {
    const auto reported = check_of(asked);
    EXPECT_EQ(test::reported(reported.findings),
              Lines{"should VALUES-TRIMMED effect.trimmed at surrounding-white-space"});
    EXPECT_EQ(messages(reported.findings), Lines{"trimmed: white space around a value was not returned"});
  }
}

TEST(EffectCheckOfForms, FindsTrimmingBesideWhatElseIsWrong) {
  json after = with("firstName", "Grace");
  after["gender"] = "male";
  EXPECT_EQ(test::reported(check_of({.sent = {{"firstName", " Grace "}}, .response = after, .later = after}).findings),
            (Lines{"should VALUES-TRIMMED effect.trimmed at surrounding-white-space",
                   "must UPDATE-KEEPS-OMITTED effect.merge.kept at /data/attributes/gender"}));
}

TEST(EffectCheckOfForms, TakesTwoSpellingsOfOneInstantForOneCreation) {
  const json moved = with("createdAt", "2020-01-02T04:04:05.000+01:00");
  const auto reported = check_of({.effect = Effect::none, .status = 422, .later = moved});
  EXPECT_EQ(test::reported(reported.findings), Lines{});
  ASSERT_EQ(reported.notices.size(), 1U);
  EXPECT_EQ(reported.notices.front().observation, "created-at-form");
  EXPECT_EQ(reported.notices.front().interpretation, "normalised");
  EXPECT_EQ(reported.notices.front().value, "") << "a server may show it in several forms";
  EXPECT_EQ(check_of({.later = with("createdAt", "2020-01-02T03:04:06Z")}).findings.size(), 1U);
}

TEST(EffectCheckOfForms, NotesWhetherAnObjectInTheAttributesIsMergedOrReplaced) {
  const auto reported = [](const json& after) {
    return check_of({.operation = "setUserAttributes",
                     .status = 204,
                     .on_custom_attributes = true,
                     .before = {{"a", {{"b", 1}, {"c", {{"d", 2}}}}}},
                     .sent = {{"a", {{"c", {{"e", 3}}}}}},
                     .later = json{{"a", after}}});
  };
  for (const auto& [interpretation, after] : {std::pair{"replaced", json::parse(R"({"c": {"e": 3}})")},
                                              std::pair{"merged", json::parse(R"({"b": 1, "c": {"d": 2, "e": 3}})")}}) {
    EXPECT_EQ(test::reported(reported(after).findings), Lines{});
    ASSERT_EQ(reported(after).notices.size(), 1U);
    EXPECT_EQ(reported(after).notices.front().observation, "attributes-object-after-object");
    EXPECT_EQ(reported(after).notices.front().interpretation, interpretation);
    EXPECT_EQ(reported(after).notices.front().where, "/a");
  }
  EXPECT_EQ(test::reported(reported(json::parse(R"({"b": 1, "c": {"e": 3}})")).findings),
            Lines{"must VALUES-EXACT effect.exact at /a"})
      << "neither";
}

// ---- identity

std::vector<Finding> identity(Effect effect, const json& before, const json& after) {
  Findings findings{test::book().rules, "2024-3"};
  findings.add(check_identity("setUser", effect, identity_of(before), identity_of(after)),
               {.operation = "setUser", .exchange = request});
  return findings.take(no_secrets());
}

json document(const json& id, const json& type) { return {{"data", {{"id", id}, {"type", type}}}}; }

TEST(Identity, StaysTheSameInWhateverLetterCaseTheIdIs) {
  EXPECT_TRUE(identity(Effect::replace, document("ab-1", "User"), document("AB-1", "User")).empty());
}

TEST(Identity, ThatChangesIsAFinding) {
  const auto findings = identity(Effect::replace, document("ab-1", "User"), document("ab-2", "Person"));
  ASSERT_EQ(findings.size(), 2U);
  EXPECT_EQ(findings[0].rule, "effect.identity");
  EXPECT_EQ(findings[0].where, "/data/id");
  EXPECT_EQ(findings[0].expected, "\"ab-1\"");
  EXPECT_EQ(findings[0].actual, "\"ab-2\"");
  EXPECT_EQ(findings[1].where, "/data/type");
}

TEST(Identity, ThatIsGoneIsAFinding) {
  const auto findings = identity(Effect::replace, document("ab-1", "User"), json::object());
  ASSERT_EQ(findings.size(), 2U);
  EXPECT_EQ(findings[0].actual, "absent");
}

TEST(Identity, ThatARefusedRequestChangesIsATrace) {
  const auto findings = identity(Effect::none, document("ab-1", "User"), document("ab-2", "User"));
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings[0].rule, "effect.none");
}

}  // namespace
}  // namespace conform
