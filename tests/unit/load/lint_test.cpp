// Each rule of lint fires on a suite that is broken for it, and on nothing else.
#include "load/lint.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <initializer_list>
#include <memory>
#include <set>
#include <string>
#include <utility>

#include "unit/load/mini_suite.hpp"

namespace conform {
namespace {

using nlohmann::json;
using Lines = std::vector<std::string>;

// Requirements that nothing must verify are left out, so that a suite without cases is sound.
std::vector<Requirement> verified_by_rules() {
  std::vector<Requirement> requirements = test::base_suite().rules.requirements();
  std::erase_if(requirements, [](const Requirement& requirement) {
    return requirement.rules.empty() && requirement.untestable.empty();
  });
  return requirements;
}

// A Suite cannot be copied, since schemas cannot.
Suite sound_suite(std::vector<Requirement> requirements = verified_by_rules()) {
  Suite suite;
  suite.contracts = test::base_suite().contracts;
  suite.fixtures = test::base_suite().fixtures;
  auto schemas = SchemaSet::load(test::source_folder / "schemas", {"user-document.schema.json"});
  EXPECT_TRUE(schemas.has_value());
  suite.schemas = std::move(*schemas);
  suite.rules = RuleBook{std::move(requirements)};
  return suite;
}

Lines found(const Suite& suite) { return test::lines(lint(suite)); }

Requirement a_requirement(std::string id) {
  Requirement requirement;
  requirement.id = std::move(id);
  requirement.versions = {"*"};
  requirement.operations = {"getUser"};
  return requirement;
}

// A requirement whose only source says that.
Suite resting_on(Source source) {
  std::vector<Requirement> requirements = verified_by_rules();
  source.documents = {{.name = "RFC 9110 §15", .url = "https://example.org"}};
  requirements.front().id = "FIRST";
  requirements.front().sources = {std::move(source)};
  return sound_suite(std::move(requirements));
}

// A case that cites a requirement and looks at an observation.
Case citing(const std::string& requirement, const std::string& observation = {},
            const std::string& interpretation = {}) {
  Case made;
  made.id = "users/some/one[attribute=locale]";
  made.file = "cases/users/some.json";
  made.requirements = {requirement};
  Step step;
  step.expect.requirement = requirement;
  step.expect.observation = observation;
  step.expect.alternatives = {{.name = interpretation,
                               .status = {.ranges = {{200, 200}}},
                               .effect = std::nullopt,
                               .headers = {},
                               .matches = {},
                               .deviation = std::nullopt}};
  made.steps = {step};
  return made;
}

TEST(Lint, FindsNothingInASoundSuite) { EXPECT_EQ(found(sound_suite()), Lines{}); }

TEST(LintSources, TakesAQuoteAndAParaphrase) {
  EXPECT_EQ(found(resting_on({.documents = {}, .quote = "data object", .paraphrase = {}})), Lines{});
  EXPECT_EQ(found(resting_on({.documents = {}, .quote = {}, .paraphrase = "data is “an object” …"})), Lines{});
}

TEST(LintSources, FindsAQuoteThatLeavesWordsOut) {
  for (const char* quote : {"Subtags ... are to be treated as case insensitive", "Subtags … are"}) {
    EXPECT_EQ(found(resting_on({.documents = {}, .quote = quote, .paraphrase = {}})),
              Lines{"schemas/requirements.json: FIRST: a quote leaves words out (quote the words as they are printed, "
                    "or write a \"paraphrase\")"});
  }
}

TEST(LintSources, FindsWhiteSpaceAndQuotationMarksAroundWords) {
  for (const char* words : {" data object", "data object ", "“data object”"}) {
    EXPECT_EQ(found(resting_on({.documents = {}, .quote = words, .paraphrase = {}})).size(), 1U) << words;
    EXPECT_EQ(found(resting_on({.documents = {}, .quote = {}, .paraphrase = words})).size(), 1U) << words;
  }
}

// ---- alternatives

// The cases of a file, in a suite that knows the alternatives kept-or-422.
Lines about_alternatives(const std::string& cases, bool with_names = true) {
  Suite suite = sound_suite(test::base_suite().rules.requirements());
  suite.alternatives = test::base_suite().alternatives;
  suite.cases = test::loaded(test::case_file(cases));
  if (!with_names) suite.alternatives.clear();
  Lines lines;
  for (const std::string& line : found(suite)) {
    if (line.find("alternatives") != std::string::npos || line.find("requests") != std::string::npos)
      lines.push_back(line);
  }
  return lines;
}

std::string taking(const std::string& operation, const std::string& alternatives, const std::string& id = "one") {
  return test::a_case(
      R"("steps": [{"send": {"operation": ")" + operation + R"("}, "expect": {"alternatives": )" + alternatives + "}}]",
      id);
}

constexpr const char* kept_or_422 = R"([
  {"alternative": "kept", "status": 200, "effect": "merge"},
  {"alternative": "refused", "status": 422, "effect": "none",
   "violates": {"level": "should", "requirement": "SUCCESS-GET-USER-200"}}])";

TEST(LintAlternatives, TakesThoseThatAreUsedAndThoseThatStandOnce) {
  EXPECT_EQ(about_alternatives(taking("updateUser", R"("kept-or-422")")), Lines{});
  EXPECT_EQ(
      about_alternatives(taking("updateUser", R"("kept-or-422")") + ", " +
                         taking("updateUser", R"([{"alternative": "kept", "status": 200, "effect": "merge"}])", "two")),
      Lines{});
}

TEST(LintAlternatives, FindsThoseThatNoCaseUses) {
  EXPECT_EQ(about_alternatives(test::a_case("")),
            Lines{"cases/alternatives.json: /alternatives/kept-or-422: no case uses these alternatives (drop them)"});
}

TEST(LintAlternatives, FindsAListThatHasAName) {
  EXPECT_EQ(
      about_alternatives(taking("updateUser", R"("kept-or-422")") + ", " + taking("updateUser", kept_or_422, "two")),
      Lines{"cases/users/some.json:1: users/some/two, step 1: the same alternatives are already named "
            "\"kept-or-422\" (\"alternatives\": \"kept-or-422\")"});
  const std::string by_put = R"([{"alternative": "kept", "status": "success", "effect": "replace"},
                                 {"alternative": "refused", "status": 422, "effect": "none", "violates": {"level": "should"}}])";
  EXPECT_EQ(
      about_alternatives(taking("updateUser", R"("kept-or-422")") + ", " + taking("setUser", by_put, "two")).size(),
      1U);
  const std::string interpretation = R"([{"alternative": "kept", "status": 200},
                                  {"alternative": "refused", "status": 422, "violates": {"level": "should"}}])";
  EXPECT_EQ(
      about_alternatives(taking("updateUser", R"("kept-or-422")") + ", " + taking("getUser", interpretation, "two"))
          .size(),
      1U);
}

TEST(LintAlternatives, FindsAListThatIsWrittenTwice) {
  EXPECT_EQ(
      about_alternatives(taking("updateUser", kept_or_422) + ", " + taking("updateUser", kept_or_422, "two"), false),
      Lines{
          "cases/users/some.json:4: users/some/two, step 1: the same alternatives are written out for users/some/one, "
          "step 1 as well (give them a name in cases/alternatives.json)"});
}

TEST(LintAlternatives, TellsListsApartByEveryMember) {
  const auto differs = [](const std::string& second) {
    return about_alternatives(taking("updateUser", R"([{"alternative": "kept", "status": 200, "effect": "merge"}])") +
                                  ", " + taking("updateUser", "[" + second + "]", "two"),
                              false)
        .empty();
  };
  EXPECT_FALSE(differs(R"({"alternative": "kept", "status": "success", "effect": "served"})"));
  EXPECT_TRUE(differs(R"({"alternative": "stored", "status": 200, "effect": "merge"})"));
  EXPECT_TRUE(differs(R"({"alternative": "kept", "status": [200, 204], "effect": "merge"})"));
  EXPECT_TRUE(differs(R"({"alternative": "kept", "status": 200, "effect": "none"})"));
  EXPECT_TRUE(differs(R"({"alternative": "kept", "status": 200, "effect": "merge", "headers": {"ETag": "present"}})"));
  EXPECT_TRUE(
      differs(R"({"alternative": "kept", "status": 200, "effect": "merge", "matches": [{"at": "/a", "equals": 1}]})"));
  EXPECT_TRUE(differs(R"({"alternative": "kept", "status": 200, "effect": "merge", "violates": {"level": "should"}})"));
}

TEST(LintTogether, FindsRequestsThatRepeatThemselves) {
  const auto step = [](const std::string& together) {
    return about_alternatives(
        test::a_case(R"("steps": [{"concurrent": )" + together + R"(, "expect": {"status": [200, 401]}}])"), false);
  };
  const std::string a = R"({"operation": "getUser"})";
  const std::string b = R"({"operation": "getUser", "as": "nobody"})";
  const auto list = [](std::initializer_list<std::string> sends) {
    std::string text;
    for (const std::string& send : sends) text += (text.empty() ? "[" : ", ") + send;
    return text + "]";
  };
  EXPECT_EQ(step(list({a, a})),
            Lines{"cases/users/some.json:1: users/some/one, step 1: the same requests are written out "
                  "several times (write them once, with \"count\")"});
  EXPECT_EQ(step(list({a, b, a, b})).size(), 1U);
  EXPECT_EQ(step(list({a, b})), Lines{});
  EXPECT_EQ(step(list({a, b, b})), Lines{});
  EXPECT_EQ(step(list({a, b, a})), Lines{});
  EXPECT_EQ(step(list({a, b}) + R"(, "count": 2)"), Lines{});
}

TEST(LintRules, FindsEveryRuleThatSpeaksForNothing) {
  std::vector<Requirement> requirements = verified_by_rules();
  std::erase_if(requirements, [](const Requirement& requirement) { return requirement.id == "STATUS-GET-USER"; });
  const Lines diagnostics = found(sound_suite(std::move(requirements)));
  ASSERT_EQ(diagnostics.size(), 8U);
  EXPECT_EQ(diagnostics.front(),
            "schemas/requirements.json: no requirement of version 2021-2 is bound to the rule contract.status for "
            "getUser (add it to the \"rules\" of one)");
}

TEST(LintRules, FindsTheVersionThatIsLeftOut) {
  std::vector<Requirement> requirements = verified_by_rules();
  for (Requirement& requirement : requirements) {
    if (requirement.id == "UPDATE-NULL-NOT-IGNORED")
      requirement.versions = {"2021-2", "2022-1", "2023-1", "2024-1", "2024-2", "2024-4", "2025-1"};
  }
  EXPECT_EQ(found(sound_suite(std::move(requirements))),
            Lines{"schemas/requirements.json: no requirement of version 2024-3 is bound to the rule effect.merge.null "
                  "for updateUser (add it to the \"rules\" of one)"});
}

TEST(LintRules, FindsARuleThatIsBoundInOnePlaceOnly) {
  std::vector<Requirement> requirements = verified_by_rules();
  for (Requirement& requirement : requirements) {
    if (requirement.id == "ERROR-DOCUMENT") requirement.rules.front().at = "/errors";
  }
  const Lines diagnostics = found(sound_suite(std::move(requirements)));
  ASSERT_EQ(diagnostics.size(), 8U * 5U);
  EXPECT_NE(diagnostics.front().find("the rule contract.error for "), std::string::npos);
}

// Every rule of every operation, taken away one at a time: none of them may go unnoticed.
TEST(LintRules, MissesNoRuleThatARequirementIsBoundTo) {
  std::set<std::string> rules;
  for (const Requirement& requirement : verified_by_rules()) {
    for (const RuleBinding& binding : requirement.rules) {
      if (!binding.rule.starts_with("expect.error-")) rules.insert(binding.rule);
    }
  }
  ASSERT_GE(rules.size(), 20U);
  Suite suite = sound_suite();
  for (const std::string& rule : rules) {
    std::vector<Requirement> requirements = verified_by_rules();
    for (Requirement& requirement : requirements) {
      std::erase_if(requirement.rules, [&](const RuleBinding& binding) { return binding.rule == rule; });
    }
    suite.rules = RuleBook{std::move(requirements)};
    const Lines diagnostics = found(suite);
    EXPECT_TRUE(std::any_of(diagnostics.begin(), diagnostics.end(), [&](const std::string& line) {
      return line.find("rule " + rule) != std::string::npos;
    })) << rule;
  }
}

TEST(LintRules, FindsARuleThatNoCheckHas) {
  std::vector<Requirement> requirements = verified_by_rules();
  requirements.push_back(a_requirement("MISTYPED"));
  requirements.back().rules = {{.rule = "contract.statsu", .at = ""}};
  EXPECT_EQ(found(sound_suite(std::move(requirements))).size(), 1U);
}

TEST(LintCoverage, FindsARequirementThatNothingVerifies) {
  std::vector<Requirement> requirements = verified_by_rules();
  requirements.push_back(a_requirement("FORGOTTEN"));
  EXPECT_EQ(found(sound_suite(std::move(requirements))),
            Lines{"schemas/requirements.json: no case and no implicit check verifies FORGOTTEN (write a case, or say "
                  "why it is \"untestable\")"});
}

TEST(LintCoverage, IsContentWithACase) {
  std::vector<Requirement> requirements = verified_by_rules();
  requirements.push_back(a_requirement("CITED"));
  Suite suite = sound_suite(std::move(requirements));
  suite.cases.push_back(citing("CITED"));
  EXPECT_EQ(found(suite), Lines{});
}

TEST(LintCoverage, IsContentWithAnExpectation) {
  std::vector<Requirement> requirements = verified_by_rules();
  requirements.push_back(a_requirement("CITED"));
  Suite suite = sound_suite(std::move(requirements));
  suite.cases.push_back(citing("USER-EMAIL"));
  suite.cases.back().steps.front().expect.requirement = "CITED";
  EXPECT_EQ(found(suite), Lines{});
}

TEST(LintCoverage, IsContentWithAReadingThatViolatesIt) {
  std::vector<Requirement> requirements = verified_by_rules();
  requirements.push_back(a_requirement("CITED"));
  Suite suite = sound_suite(std::move(requirements));
  suite.cases.push_back(citing("USER-EMAIL"));
  suite.cases.back().steps.front().expect.alternatives.front().deviation =
      Deviation{.level = Level::should, .requirement = "CITED"};
  EXPECT_EQ(found(suite), Lines{});
}

TEST(LintCoverage, IsContentWithAReason) {
  std::vector<Requirement> requirements = verified_by_rules();
  requirements.push_back(a_requirement("HIDDEN"));
  requirements.back().untestable = "Nothing shows it.";
  EXPECT_EQ(found(sound_suite(std::move(requirements))), Lines{});
}

std::vector<Requirement> with_observation() {
  std::vector<Requirement> requirements = verified_by_rules();
  requirements.push_back(a_requirement("OPEN"));
  requirements.back().observation = "open-question";
  requirements.back().alternatives = {"yes", "no"};
  return requirements;
}

TEST(LintObservations, IsContentWithAReadingOfTheRequirement) {
  Suite suite = sound_suite(with_observation());
  suite.cases.push_back(citing("OPEN", "open-question", "yes"));
  EXPECT_EQ(found(suite), Lines{});
}

TEST(LintObservations, FindsAnObservationThatNoRequirementNames) {
  Suite suite = sound_suite(with_observation());
  suite.cases.push_back(citing("OPEN", "open-qestion", "yes"));
  EXPECT_EQ(found(suite), Lines{"cases/users/some.json: users/some/one uses the observation \"open-qestion\", which no "
                                "requirement names"});
}

TEST(LintObservations, FindsAReadingThatTheRequirementDoesNotList) {
  Suite suite = sound_suite(with_observation());
  suite.cases.push_back(citing("OPEN", "open-question", "perhaps"));
  EXPECT_EQ(found(suite), Lines{"cases/users/some.json: users/some/one: the observation open-question has no "
                                "interpretation \"perhaps\" (OPEN lists them)"});
}

TEST(LintObservations, TellsOnceOfManyInstances) {
  Suite suite = sound_suite(with_observation());
  for (int i = 0; i < 3; ++i) suite.cases.push_back(citing("OPEN", "open-question", "perhaps"));
  for (int i = 0; i < 3; ++i) suite.cases.push_back(citing("OPEN", "other", "yes"));
  EXPECT_EQ(found(suite).size(), 2U);
}

TEST(LintOpenRequirements, FindsOnceThatOneComparesAnAnswer) {
  Suite suite = sound_suite(with_observation());
  for (int i = 0; i < 2; ++i) {
    suite.cases.push_back(citing("OPEN", "open-question", "yes"));
    suite.cases.back().steps.front().expect.open = true;
  }
  EXPECT_EQ(found(suite), Lines{}) << "a status is not compared";
  for (Case& test_case : suite.cases) test_case.steps.front().expect.distinct = {"/data/id"};
  EXPECT_EQ(found(suite), Lines{"cases/users/some.json: users/some/one compares a response for OPEN, which is of level "
                                "observe (name a requirement of level must or should as the \"requirement\" of the "
                                "expectation)"});
  for (Case& test_case : suite.cases) test_case.steps.front().expect.level = Level::should;
  EXPECT_EQ(found(suite), Lines{});
}

TEST(LintSamples, AreThoseOfAUser) {
  Suite suite = sound_suite();
  suite.fixtures.samples["email"] = std::make_shared<const json>(json::array({"ada.${own.mark}@example.com"}));
  suite.fixtures.samples["phoneNumber"] = std::make_shared<const json>(json::array({"+1${own.area}55501${own.line}0"}));
  EXPECT_EQ(found(suite), Lines{});
}

TEST(LintSamples, FindsASampleThatTheSchemaRefuses) {
  Suite suite = sound_suite();
  suite.fixtures.samples["email"] = std::make_shared<const json>(json::array({"ada@example.com", "ada"}));
  const Lines diagnostics = found(suite);
  ASSERT_EQ(diagnostics.size(), 1U);
  EXPECT_EQ(diagnostics[0].find("cases/fixtures.json: the sample \"ada\" of email is against the schema: expected "),
            0U)
      << diagnostics[0];
}

TEST(LintSamples, FindsASampleOfAnAddressMember) {
  Suite suite = sound_suite();
  suite.fixtures.samples["address/street"] = std::make_shared<const json>(json::array({"Storgata", 7}));
  const Lines diagnostics = found(suite);
  ASSERT_EQ(diagnostics.size(), 1U);
  EXPECT_NE(diagnostics[0].find("the sample 7 of address/street"), std::string::npos) << diagnostics[0];
}

TEST(LintSmoke, FindsAnIdThatNoCaseHas) {
  Suite suite = sound_suite();
  suite.smoke = {"users/get/no-such-case"};
  const Lines lines = found(suite);
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_NE(lines.front().find("there is no case instance \"users/get/no-such-case\""), std::string::npos);
}

}  // namespace
}  // namespace conform
