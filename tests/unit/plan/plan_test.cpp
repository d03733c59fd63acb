#include "plan/plan.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace conform {
namespace {

Case a_case(std::string id, std::vector<std::string> requirements, std::vector<std::string> tags = {},
            std::vector<std::string> versions = {"2024-2", "2024-3"}) {
  Case result;
  result.id = std::move(id);
  result.requirements = std::move(requirements);
  result.tags = std::move(tags);
  result.versions = std::move(versions);
  return result;
}

Requirement a_requirement(std::string id) {
  Requirement requirement;
  requirement.id = std::move(id);
  return requirement;
}

// Not in the order of the ids.
Suite a_suite() {
  Suite suite;
  suite.rules =
      RuleBook{{a_requirement("UPDATE-MERGES"), a_requirement("REPLACE-CLEARS"), a_requirement("ANSWER-COMPLETE")}};
  suite.cases.push_back(a_case("users/put/replace/clears[attribute=locale]", {"REPLACE-CLEARS"}));
  suite.cases.push_back(a_case("users/put/replace/clears[attribute=email]", {"REPLACE-CLEARS"}));
  suite.cases.push_back(a_case("users/patch/merge/stays", {"UPDATE-MERGES"}, {"smoke"}));
  suite.cases.push_back(a_case("users/patch/merge-more/stays", {"UPDATE-MERGES", "REPLACE-CLEARS"}));
  suite.cases.push_back(a_case("auth/old", {"UPDATE-MERGES"}, {"slow"}, {"2021-2"}));
  return suite;
}

std::vector<std::string> ids(const std::vector<std::string>& selectors, const std::string& version = "2024-3") {
  const Suite suite = a_suite();
  const auto plan = make_plan(suite, {.version = version, .selectors = selectors});
  std::vector<std::string> result;
  if (!plan) return {to_string(plan.error().front())};
  std::ranges::transform(plan->cases, std::back_inserter(result), [](const Case* test_case) { return test_case->id; });
  return result;
}

std::string diagnostic(const std::string& selector, const std::string& version = "2024-3") {
  const Suite suite = a_suite();
  const auto plan = make_plan(suite, {.version = version, .selectors = {selector}});
  if (plan) return "no problem";
  EXPECT_EQ(plan.error().size(), 1U);
  return to_string(plan.error().front());
}

const std::string email = "users/put/replace/clears[attribute=email]";
const std::string locale = "users/put/replace/clears[attribute=locale]";
const std::string merge = "users/patch/merge/stays";
const std::string merge_more = "users/patch/merge-more/stays";

TEST(Plan, HasEveryCaseOfTheVersionWithoutSelectors) {
  EXPECT_EQ(ids({}), (std::vector{merge_more, merge, email, locale}));
}

TEST(Plan, IsInTheOrderOfTheIdsWhateverTheOrderOfTheSelectors) {
  EXPECT_EQ(ids({"users/put", "users/patch/merge/"}), (std::vector{merge, email, locale}));
}

TEST(Plan, UnderstandsFormerIds) {
  Suite suite = a_suite();
  suite.aliases = {.cases = {{"users/put/clears", "users/put/replace/clears"},
                             {"users/merge[operation=updateUser]", "users/patch/merge/stays"}},
                   .requirements = {{"MERGES", "UPDATE-MERGES"}}};
  const auto selected = [&](const std::string& selector) {
    std::vector<std::string> found;
    const auto plan = make_plan(suite, {.version = "2024-3", .selectors = {selector}});
    if (!plan) return std::vector{to_string(plan.error().front())};
    for (const Case* test_case : plan->cases) found.push_back(test_case->id);
    return found;
  };
  EXPECT_EQ(selected("users/put/clears"), (std::vector{email, locale}));
  EXPECT_EQ(selected("users/put/clears[attribute=email]"), std::vector{email});
  EXPECT_EQ(selected("users/merge[operation=updateUser]"), std::vector{merge});
  EXPECT_EQ(selected("requirement:MERGES"), (std::vector{merge_more, merge}));
  EXPECT_NE(selected("users/put/clear").front().find("selects no case"), std::string::npos) << "only whole ids";
}

TEST(Plan, CountsTheCasesOfTheVersionSelectedOrNot) {
  const Suite suite = a_suite();
  const auto plan = make_plan(suite, {.version = "2024-3", .selectors = {"tag:smoke"}});
  ASSERT_TRUE(plan.has_value());
  EXPECT_EQ(plan->total, 4U);
  EXPECT_EQ(plan->cases.size(), 1U);
}

TEST(Plan, PointsIntoTheSuite) {
  const Suite suite = a_suite();
  const auto plan = make_plan(suite, {.version = "2021-2", .selectors = {}});
  ASSERT_TRUE(plan.has_value());
  EXPECT_EQ(plan->cases, std::vector{&suite.cases.back()});
}

TEST(Plan, TakesACaseOnceWhenSeveralSelectorsSelectIt) {
  EXPECT_EQ(ids({"users/patch/merge/", "tag:smoke", "requirement:UPDATE-MERGES"}), (std::vector{merge_more, merge}));
}

TEST(Selector, IsAWholeId) { EXPECT_EQ(ids({email}), std::vector{email}); }

TEST(Selector, IsTheBeginningOfAnId) {
  EXPECT_EQ(ids({"users/put"}), (std::vector{email, locale}));
  EXPECT_EQ(ids({"users/put/replace/clears[attribute=e"}), std::vector{email});
  EXPECT_EQ(ids({"users/patch/merge"}), (std::vector{merge_more, merge}));
}

TEST(Selector, IsAGlobForTheWholeId) {
  EXPECT_EQ(ids({"users/*/stays"}), (std::vector{merge_more, merge}));
  EXPECT_EQ(ids({"*[attribute=locale]"}), std::vector{locale});
  EXPECT_EQ(ids({"users/p?t/*"}), (std::vector{email, locale}));
}

TEST(Selector, IsARequirement) {
  EXPECT_EQ(ids({"requirement:REPLACE-CLEARS"}), (std::vector{merge_more, email, locale}));
}

TEST(Selector, IsATag) { EXPECT_EQ(ids({"tag:smoke"}), std::vector{merge}); }

TEST(Selector, WantsTheWholeNameOfATag) {
  EXPECT_NE(diagnostic("tag:smok").find("selects no case"), std::string::npos);
}

TEST(NothingSelected, SuggestsTheNearestName) {
  EXPECT_EQ(diagnostic("users/pacth"), "the selector \"users/pacth\" selects no case (did you mean \"users/patch\"?)");
}

TEST(NothingSelected, SuggestsTheNearestRequirement) {
  EXPECT_EQ(diagnostic("requirement:UPDATE-MERGSE"),
            "the selector \"requirement:UPDATE-MERGSE\" selects no case (did you mean \"requirement:UPDATE-MERGES\"?)");
}

TEST(NothingSelected, SaysThatARequirementIsCheckedWithoutCases) {
  EXPECT_EQ(diagnostic("requirement:ANSWER-COMPLETE"),
            "the selector \"requirement:ANSWER-COMPLETE\" selects no case (no case names this requirement: it is "
            "checked on every exchange)");
}

TEST(NothingSelected, DoesNotCallARequirementCheckedThatCannotBeTested) {
  Requirement hidden = a_requirement("HIDDEN");
  hidden.untestable = "Nothing shows it.";
  Suite suite = a_suite();
  suite.rules = RuleBook{{hidden}};
  const auto plan = make_plan(suite, {.version = "2024-3", .selectors = {"requirement:HIDDEN"}});
  ASSERT_FALSE(plan.has_value());
  EXPECT_EQ(plan.error().front().hint.find("checked on every exchange"), std::string::npos)
      << plan.error().front().hint;
}

TEST(NothingSelected, SaysThatTheCasesAreForOtherVersions) {
  const std::string expected = " selects no case (its cases are for other versions than 2024-3)";
  EXPECT_EQ(diagnostic("auth/old"), "the selector \"auth/old\"" + expected);
  EXPECT_EQ(diagnostic("tag:slow"), "the selector \"tag:slow\"" + expected);
}

TEST(NothingSelected, TellsHowToSeeWhatThereIs) {
  EXPECT_EQ(diagnostic("nothing/of/the/kind"),
            "the selector \"nothing/of/the/kind\" selects no case (\"conform list cases\" lists them)");
}

TEST(NothingSelected, IsAProblemBesideSelectorsThatSelect) {
  const Suite suite = a_suite();
  const auto plan = make_plan(suite, {.version = "2024-3", .selectors = {"users/put", "x1", "tag:smoke", "x2"}});
  ASSERT_FALSE(plan.has_value());
  ASSERT_EQ(plan.error().size(), 2U);
  EXPECT_EQ(plan.error()[0].message, "the selector \"x1\" selects no case");
  EXPECT_EQ(plan.error()[1].message, "the selector \"x2\" selects no case");
}

TEST(MaySelect, IsTrueForEveryFileThatHasASelectedCase) {
  const std::vector<std::string> selectors{"users",
                                           "users/patch/merge",
                                           "users/patch/merge/stays",
                                           "users/put/replace/clears[attribute=email]",
                                           "users/*/stays",
                                           "*",
                                           "?sers/patch/*",
                                           "tag:smoke",
                                           "requirement:UPDATE-MERGES"};
  for (const std::string& selector : selectors) {
    for (const std::string& id : ids({selector}))
      EXPECT_TRUE(may_select({"nothing/else", selector}, id.substr(0, id.rfind('/')))) << selector << " " << id;
  }
  EXPECT_TRUE(may_select({}, "users/patch/merge"));
}

TEST(MaySelect, IsFalseForFilesWhoseIdsBeginOtherwise) {
  EXPECT_FALSE(may_select({"users/patch"}, "users/put/replace"));
  EXPECT_FALSE(may_select({"users/patch/merge/stays"}, "users/patch/merge-more"));
  EXPECT_FALSE(may_select({"auth*"}, "users/patch/merge"));
  EXPECT_TRUE(may_select({"auth*", "users/patch/mer"}, "users/patch/merge"));
}

TEST(MakePlan, CountsTheCasesOfFilesThatWereLeftOut) {
  Suite suite = a_suite();
  const std::size_t there = make_plan(suite, {.version = "2024-3", .selectors = {}})->total;
  suite.left_out = {{"2024-3", 40}, {"2021-2", 7}};
  EXPECT_EQ(make_plan(suite, {.version = "2024-3", .selectors = {}})->total, there + 40);
}

std::vector<std::string> chosen(const Selection& selection) {
  const Suite suite = a_suite();
  const auto plan = make_plan(suite, selection);
  std::vector<std::string> result;
  if (!plan) return {to_string(plan.error().front())};
  for (const Case* test_case : plan->cases) result.push_back(test_case->id);
  return result;
}

TEST(PlanNarrowed, HasOnlyWhatEverySelectorSelects) {
  EXPECT_EQ(chosen({.version = "2024-3", .narrow = {"users/put"}}), (std::vector{email, locale}));
  EXPECT_EQ(chosen({.version = "2024-3",
                    .selectors = {"users/patch", "users/put"},
                    .narrow = {"requirement:REPLACE-CLEARS", "users/patch"}}),
            std::vector{merge_more});
}

TEST(PlanNarrowed, LacksWhatIsSkipped) {
  EXPECT_EQ(chosen({.version = "2024-3", .skip = {"tag:smoke", "users/put"}}), std::vector{merge_more});
  EXPECT_EQ(chosen({.version = "2024-3", .selectors = {"users/put"}, .skip = {email}}), std::vector{locale});
}

TEST(PlanNarrowed, NamesASelectorOfAnyKindThatSelectsNothing) {
  EXPECT_EQ(chosen({.version = "2024-3", .narrow = {"users/putt"}}).front(),
            "--and: the selector \"users/putt\" selects no case (did you mean \"users/put\"?)");
  EXPECT_EQ(chosen({.version = "2024-3", .skip = {"tag:smok"}}).front(),
            "--skip: the selector \"tag:smok\" selects no case (did you mean \"tag:smoke\"?)");
}

TEST(PlanNarrowed, IsAProblemWhenNoCaseIsLeft) {
  EXPECT_TRUE(chosen({.version = "2024-3", .selectors = {"users/put"}, .narrow = {"users/patch"}})
                  .front()
                  .starts_with("no case is left"));
  EXPECT_TRUE(chosen({.version = "2024-3", .only = {{"users/put/other"}}}).front().starts_with("no case is left"));
}

TEST(PlanNarrowed, HasOnlyCasesOfAListOfIds) {
  EXPECT_EQ(chosen({.version = "2024-3", .only = {{email, merge, "of another version"}}}), (std::vector{merge, email}));
}

TEST(PlanNarrowed, HasOnlySmokeCases) {
  Suite suite = a_suite();
  suite.smoke = {email};
  const auto plan = make_plan(suite, {.version = "2024-3", .smoke = true});
  ASSERT_TRUE(plan);
  ASSERT_EQ(plan->cases.size(), 1U);
  EXPECT_EQ(plan->cases.front()->id, email);
}

TEST(PlanNarrowed, HasOnlyCasesThatWriteNothing) {
  Suite suite = a_suite();
  suite.contracts = {{.version = "2024-3",
                      .operations = {{.id = "getUser", .method = "GET", .path = "/users/{userId}", .responses = {}},
                                     {.id = "setUser", .method = "PUT", .path = "/users/{userId}", .responses = {}}}}};
  for (Case& test_case : suite.cases) {
    Step& step = test_case.steps.emplace_back();
    step.sends.emplace_back().operation = test_case.id == merge ? "getUser" : "setUser";
  }
  const auto plan = make_plan(suite, {.version = "2024-3", .read_only = true});
  ASSERT_TRUE(plan);
  ASSERT_EQ(plan->cases.size(), 1U);
  EXPECT_EQ(plan->cases.front()->id, merge);
}

TEST(PlanSelectors, AreBeginningsAlsoAsGlobsAndForRequirements) {
  EXPECT_EQ(ids({"users/*/replace"}), (std::vector{email, locale}));
  EXPECT_EQ(ids({"requirement:REPLACE"}), (std::vector{merge_more, email, locale}));
  EXPECT_EQ(ids({"tag:smo*"}), std::vector{merge});
}

}  // namespace
}  // namespace conform
