#include "history/diff_text.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace conform {
namespace {

RunDiff a_diff() {
  RunDiff diff;
  diff.before = {.conclusion = Conclusion::conformant, .totals = {.passed = 3}};
  diff.after = {.conclusion = Conclusion::nonconformant, .totals = {.passed = 1, .failed = 2}};
  diff.regressions = {{.id = "users/put/a[x=`1`]",
                       .before = OutcomeKind::passed,
                       .after = OutcomeKind::failed,
                       .details = {"kept \x1b[31mlocale", "and more"}}};
  diff.still_failing = {
      {.id = "users/put/b", .before = OutcomeKind::failed, .after = OutcomeKind::failed, .details = {}}};
  diff.fresh = {{.id = "users/put/c", .before = {}, .after = OutcomeKind::passed, .details = {}}};
  diff.gone = {{.id = "users/put/d", .before = OutcomeKind::passed, .after = {}, .details = {}}};
  diff.requirements = {{.id = "UPDATE-MERGE",
                        .level = Level::must,
                        .before = RequirementState::verified,
                        .after = RequirementState::violated}};
  return diff;
}

TEST(DiffText, SaysWhatBecameOfEachCase) {
  EXPECT_EQ(diff_text(a_diff(), 100, false),
            "Regressions: 1 case\n"
            "  - users/put/a[x=`1`] (passed -> failed)\n"
            "      kept \xE2\x90\x9B[31mlocale\n"
            "      and more\n"
            "\n"
            "Still failing: 1 case\n"
            "  - users/put/b (failed)\n"
            "\n"
            "New cases: 1 case\n"
            "  - users/put/c (passed)\n"
            "\n"
            "Removed cases: 1 case\n"
            "  - users/put/d (was passed)\n"
            "\n"
            "Requirements:\n"
            "  UPDATE-MERGE (must): verified -> violated\n"
            "\n"
            "Target, suite and profile are the same: the server changed.\n"
            "1 regressions, 1 still failing, 1 new cases, 1 removed cases\n"
            "The later run is nonconformant, before conformant.\n");
}

TEST(DiffText, IsShortWhenQuiet) {
  EXPECT_EQ(diff_text({}, 100, true),
            "Target, suite and profile are the same: the server changed.\n"
            "0 regressions\n"
            "The later run is inconclusive, as before.\n");
}

TEST(DiffText, SaysWhatTheChangesCanBePutDownTo) {
  RunDiff diff;
  diff.server = {"target: b, before a"};
  EXPECT_EQ(attribution(diff), "The target differs, suite and profile are the same: the server changed.");
  diff.suite = {"version: 2, before 1"};
  EXPECT_EQ(attribution(diff), "Not only the server: the target and the suite changed.");
  EXPECT_NE(diff_text(diff, 100, true).find("  version: 2, before 1\n"), std::string::npos);
  diff.server.clear();
  diff.profile = {"failing level: should, before must"};
  EXPECT_EQ(attribution(diff), "Not only the server: the suite and the profile changed.");
}

TEST(DiffMarkdown, LetsNoForeignTextHaveAMeaning) {
  const std::string markdown = diff_markdown(a_diff());
  EXPECT_NE(markdown.find("- ``users/put/a[x=`1`]``: passed -> failed: `kept \xE2\x90\x9B[31mlocale` and 1 more\n"),
            std::string::npos)
      << markdown;
  EXPECT_NE(markdown.find("| `UPDATE-MERGE` | must | verified | violated |\n"), std::string::npos) << markdown;
}

TEST(DiffMarkdown, FitsIntoAComment) {
  RunDiff diff;
  for (int i = 0; i < 2000; ++i)
    diff.regressions.push_back({.id = std::string(200, 'x') + std::to_string(i),
                                .before = {},
                                .after = {},
                                .details = {std::string(1000, 'y')}});
  EXPECT_LT(diff_markdown(diff).size(), 65'000U);
  EXPECT_NE(diff_markdown(diff).find("- and 1900 more\n"), std::string::npos);
}

TEST(DiffJson, HasEverything) {
  const auto json = nlohmann::json::parse(diff_json(a_diff()));
  EXPECT_EQ(json.at("regressions").at(0).at("before"), "passed");
  EXPECT_EQ(json.at("regressions").at(0).at("details").size(), 2U);
  EXPECT_EQ(json.at("new").at(0).at("before"), nullptr);
  EXPECT_EQ(json.at("gone").at(0).at("after"), nullptr);
  EXPECT_EQ(json.at("after").at("failed"), 2);
  EXPECT_EQ(json.at("changed").at("suite"), nlohmann::json::array());
  EXPECT_EQ(json.at("requirements").at(0).at("after"), "violated");
}

}  // namespace
}  // namespace conform
