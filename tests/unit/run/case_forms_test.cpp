// What becomes of a server that keeps values in another form of the same value.
#include <gtest/gtest.h>

#include "unit/run/running_case.hpp"

namespace conform::test {
namespace {

using nlohmann::json;
using Names = std::vector<std::string>;

std::string form_steps(const std::string& operation, const std::string& effect, const std::string& attributes) {
  return R"({"setup":{"attributes":"full"},"steps":[{"send":{"operation":")" + operation + R"(","attributes":)" +
         attributes + R"(},"expect":{"status":200,"effect":")" + effect + R"("}}]})";
}
const std::string locale_by_patch = form_steps("updateUser", "merge", R"({"locale":"fr-ca"})");
const std::string locale_by_put = form_steps("setUser", "replace", R"({"locale":"fr-ca"})");

// "fr-ca" becomes "fr-CA", an e-mail address gets lower case.
json in_canonical_form(json record) {
  if (record.value("locale", "") == "fr-ca") record["locale"] = "fr-CA";
  if (record.contains("email") && record["email"].is_string()) {
    for (char& c : record["email"].get_ref<std::string&>()) {
      if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
    }
  }
  return record;
}

void make_canonical(std::function<json(const json&, const json&)>& write) {
  write = [write](const json& before, const json& sent) { return in_canonical_form(write(before, sent)); };
}

Names alternatives(const Verdict& verdict) {
  Names all;
  for (const Observation& observation : verdict.observations) all.push_back(observation.id + ": " + observation.seen);
  return all;
}

TEST(CaseForms, AreObservedOfAServerOfOneMind) {
  for (const bool canonical : {false, true}) {
    RunningCase c;
    if (canonical) make_canonical(c.api.put);
    if (canonical) make_canonical(c.api.patch);
    for (const std::string& source : {locale_by_patch, locale_by_put, locale_by_patch}) {
      const Verdict verdict = c.run(source);
      EXPECT_EQ(verdict.outcome.kind, OutcomeKind::passed) << verdict.outcome.reason;
      EXPECT_EQ(found(verdict), Names{});
      EXPECT_EQ(alternatives(verdict), Names{canonical ? "locale-case: normalised" : "locale-case: kept"});
    }
  }
}

TEST(CaseForms, AreFoundWhereOneValueIsReadInTwoWays) {
  RunningCase c;
  make_canonical(c.api.put);
  EXPECT_EQ(found(c.run(locale_by_put)), Names{});
  const Verdict verdict = c.run(locale_by_patch);
  EXPECT_EQ(verdict.outcome.kind, OutcomeKind::failed);
  EXPECT_EQ(found(verdict), Names{"effect.one-form at /data/attributes/locale (must)"});
  EXPECT_EQ(verdict.findings.front().actual, "kept and normalised");
}

TEST(CaseForms, AreFoundWhereAChangeOfTheFormAloneIsNotStored) {
  RunningCase c;
  c.api.patch = [](const json& before, const json& sent) {
    json after = before;
    after.merge_patch(sent);
    if (in_canonical_form(after) == in_canonical_form(before)) return before;
    return after;
  };
  EXPECT_EQ(found(c.run(locale_by_patch)), Names{}) << "the record held another locale";
  const Verdict verdict = c.run(
      R"({"setup":{"attributes":{"locale":"fr-CA"}},"steps":[{"send":{"operation":"updateUser",
          "attributes":{"locale":"fr-ca"}},"expect":{"status":200,"effect":"merge"}}]})");
  EXPECT_EQ(verdict.outcome.kind, OutcomeKind::failed);
  EXPECT_EQ(rules(verdict), Names{"effect.one-form"});
}

TEST(CaseForms, AreFoundWhereTheTargetIsPinnedToAnotherOne) {
  RunningCase c;
  make_canonical(c.api.put);
  make_canonical(c.api.patch);
  c.setting.pins = {{"locale-case", "normalised"}};
  EXPECT_EQ(found(c.run(locale_by_patch)), Names{});
  c.setting.pins = {{"locale-case", "kept"}};
  const Verdict verdict = c.run(locale_by_patch);
  EXPECT_EQ(verdict.outcome.kind, OutcomeKind::failed);
  EXPECT_EQ(found(verdict), Names{"expect.pin at reading locale-case (must)"});
}

// Each user has an address of its own, which is the same value of the suite.
TEST(CaseForms, OfTheOwnValuesOfTwoUsersAreThoseOfOneValue) {
  const std::string own = form_steps("updateUser", "merge", R"({"email":"ada.${own.mark}@Example.com"})");
  RunningCase c;
  const Verdict first = c.run(own);
  EXPECT_EQ(found(first), Names{});
  EXPECT_EQ(alternatives(first), Names{"email-domain-case: kept"});
  c.user2 = test_user(1);
  make_canonical(c.api.patch);
  const Verdict second = c.run_for(test_user(2), own);
  EXPECT_EQ(found(second), Names{"effect.one-form at /data/attributes/email (must)"});
}

TEST(CaseForms, ThatLoseWhiteSpaceAreFoundOnceAtShouldLevel) {
  RunningCase c;
  const auto trim = [](json record) {
    if (record.value("firstName", "") == " Ada ") record["firstName"] = "Ada";
    return record;
  };
  c.api.put = [put = c.api.put, trim](const json& before, const json& sent) { return trim(put(before, sent)); };
  c.api.patch = [patch = c.api.patch, trim](const json& before, const json& sent) { return trim(patch(before, sent)); };
  for (const std::string& source : {form_steps("updateUser", "merge", R"({"firstName":" Ada "})"),
                                    form_steps("setUser", "replace", R"({"firstName":" Ada "})")}) {
    const Verdict verdict = c.run(source);
    EXPECT_EQ(verdict.outcome.kind, OutcomeKind::passed) << verdict.outcome.reason;
    EXPECT_EQ(found(verdict), Names{"effect.trimmed at surrounding-white-space (should)"});
  }
}

TEST(CaseForms, OfOtherTextAreOtherValues) {
  RunningCase c;
  c.api.patch = [](const json& before, const json& sent) {
    json after = before;
    after.merge_patch(sent);
    if (after.value("firstName", "") == "ADA") after["firstName"] = "ada";
    return after;
  };
  const Verdict verdict = c.run(form_steps("updateUser", "merge", R"({"firstName":"ADA"})"));
  EXPECT_EQ(verdict.outcome.kind, OutcomeKind::failed);
  EXPECT_EQ(rules(verdict), Names{"effect.exact"});
}

}  // namespace
}  // namespace conform::test
