#include "reports/console.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <string>

#include "golden/sample_result.hpp"
#include "reports/text.hpp"
#include "support/holds.hpp"
#include "unit/reports/arbitrary_result.hpp"

namespace conform {
namespace {

using testing::holds;
std::string last_line(const std::string& text) {
  const std::size_t end = text.find_last_not_of('\n');
  const std::size_t start = text.rfind('\n', end);
  return text.substr(start + 1, end - start);
}

TEST(Console, EndsWithTheConclusion) {
  EXPECT_EQ(last_line(to_console(testing::sample_result())), "Nonconformant: 2 requirements are violated.");
}

TEST(Console, ListsFailuresByCauseWithRequirementSourceAndCommandLine) {
  const std::string text = to_console(testing::sample_result(), {.width = 200});
  for (const char* part : {"PATCH wiped locale, which was left out", "UPDATE-MERGE (must)",
                           "All omitted fields will be left untouched.", "\"de-DE\"", "absent", "2 times in 2 cases",
                           "users/patch/merge/omitted-attributes-stay[attribute=firstName]", "curl --request PATCH"}) {
    EXPECT_TRUE(holds(text, part)) << part << "\n" << text;
  }
  EXPECT_FALSE(holds(text, "PATCH wiped firstName"));  // joined with the other
}

TEST(Console, ListsEveryOtherSection) {
  const std::string text = to_console(testing::sample_result(), {.width = 200});
  for (const char* part : {"Findings that do not fail the run", "a 401 says how to authenticate", "Errored: 2 cases",
                           "connection refused", "Skipped: 1 case", "no actor \"reader\"", "Waived: 1 case",
                           "known: nested values", "Observations: 2 choices where the specification is ambiguous",
                           "Not verified", "AUTH-SCOPE: A token without the scope is denied.", "and 1 below must",
                           "getUser is not offered", "Flaky: 1 case", "did not recur when the case was repeated",
                           "3 reads", "Not restored", "conform restore out/conform-restore-0123456789abcdef.json",
                           "10 cases of 12: 3 passed, 3 failed, 2 errored, 1 skipped, 1 waived, 1 of them flaky; "
                           "5 must-level and 2 should-level findings; 12.3 s"}) {
    EXPECT_TRUE(holds(text, part)) << part << "\n" << text;
  }
}

TEST(Console, ListsObservationsWhenVerbose) {
  const std::string text = to_console(testing::sample_result(), {.width = 200, .verbose = true});
  for (const char* part : {"address-on-partial-patch: merge (pinned: merge)", "null-on-patch: cleared"})
    EXPECT_TRUE(holds(text, part)) << part << "\n" << text;
}

TEST(Console, ExplainsTheMarksOfADifference) {
  EXPECT_TRUE(holds(to_console(testing::sample_result(), {.width = 200}), "(- expected, + actual)\n"));
}

TEST(Console, GroupsReasonsThatDifferOnlyInTheUser) {
  RunResult result;
  for (const char* user : {"user-1", "user-2", "user-11"}) {
    Verdict& verdict = result.verdicts.emplace_back();
    verdict.id = std::string{"case-of-"} + user;
    verdict.exchanges.emplace_back().actor = user;
    verdict.outcome = {.kind = OutcomeKind::errored,
                       .reason = std::string{"the record of "} + user + " cannot be read: getUser got 401"};
  }
  const std::string text = to_console(result, {.width = 200});
  EXPECT_TRUE(holds(text,
                    "Errored: 3 cases\n  the record of a user cannot be read: getUser got 401\n"
                    "     - case-of-user-1\n"))
      << text;
}

TEST(Console, QuietHasTheOneReasonThatNoNoteGives) {
  RunResult result;
  result.notes = {"Nothing was run: the backup of the user data could not be made."};
  result.verdicts.resize(3);
  for (Verdict& verdict : result.verdicts)
    verdict.outcome = {.kind = OutcomeKind::errored, .reason = "no space left on device"};
  EXPECT_TRUE(holds(to_console(result, {.quiet = true}), "no space left on device"));
}

TEST(Console, QuietSaysTotalsAndConclusionOnlyWhenEverybodyIsRestored) {
  RunResult result = testing::sample_result();
  EXPECT_TRUE(holds(to_console(result, {.width = 200, .quiet = true}), "Not restored"));
  result.restoration = {};
  const std::string text = to_console(result, {.width = 200, .quiet = true});
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 2);
}

TEST(Console, SaysOnceWhyNoCaseBegan) {
  RunResult result;
  result.notes = {"Nothing was run: the token is refused"};
  result.verdicts.resize(3);
  for (Verdict& verdict : result.verdicts)
    verdict.outcome = {.kind = OutcomeKind::errored, .reason = "the token is refused"};
  for (const bool quiet : {false, true}) {
    const std::string text = to_console(result, {.quiet = quiet});
    EXPECT_TRUE(holds(text, "Nothing was run: the token is refused")) << text;
    EXPECT_FALSE(holds(text, "Errored")) << text;
  }
  result.verdicts.front().outcome.reason = "something else";
  EXPECT_TRUE(holds(to_console(result), "Errored"));
  EXPECT_TRUE(holds(to_console(result), "something else"));
}

TEST(Console, ShowsSomeCasesAndAllOfThemWhenVerbose) {
  RunResult result;
  for (int i = 0; i < 8; ++i) {
    Verdict& verdict = result.verdicts.emplace_back();
    verdict.id = "a/b/c" + std::to_string(i);
    verdict.outcome = {.kind = OutcomeKind::skipped, .reason = "no reader"};
  }
  EXPECT_TRUE(holds(to_console(result), "- and 3 more"));
  EXPECT_FALSE(holds(to_console(result), "c7"));
  EXPECT_TRUE(holds(to_console(result, {.verbose = true}), "c7"));
}

TEST(Console, ShowsExchangesWhenVerbose) {
  EXPECT_FALSE(holds(to_console(testing::sample_result()), "> PATCH"));
  EXPECT_TRUE(holds(to_console(testing::sample_result(), {.verbose = true}), "> PATCH"));
}

TEST(Console, WrapsTextToTheWidthButNoIdAndNoCommandLine) {
  const std::string text = to_console(testing::sample_result(), {.width = 60});
  for (std::size_t at = 0; at < text.size();) {
    const std::string line = text.substr(at, text.find('\n', at) - at);
    at += line.size() + 1;
    if (holds(line, "   - ") || holds(line, "curl ") || holds(line, "conform run ")) continue;
    EXPECT_LE(columns(line), 60U) << line;
  }
}

TEST(Console, HasNoEscapeWithoutColour) {
  EXPECT_FALSE(holds(to_console(testing::sample_result(), {.verbose = true}), "\x1b"));
  EXPECT_TRUE(holds(to_console(testing::sample_result(), {.colour = true}), "\x1b[1;31mNonconformant"));
}

RC_GTEST_PROP(Console, HoldsNothingThatATerminalActsOn, ()) {
  const ConsoleStyle style{.colour = false,
                           .width = *rc::gen::inRange<std::size_t>(0, 200),
                           .verbose = *rc::gen::arbitrary<bool>(),
                           .quiet = *rc::gen::arbitrary<bool>()};
  const std::string text = to_console(*testing::nasty_result(), style);
  RC_ASSERT(printable(text) == text);
}

TEST(Console, MarksDeparturesInTheAnswer) {
  const std::string text = to_console(testing::sample_result());
  EXPECT_TRUE(holds(text, "\n     -       \"locale\": \"de-DE\"\n")) << text;
}

TEST(Console, GroupsWhatIsNotVerifiedByAreaWhenItIsMuch) {
  RunResult result = testing::sample_result();
  const RequirementResult open = result.requirements[6];
  for (int i = 0; i < 20; ++i) result.requirements.push_back(open);
  EXPECT_TRUE(holds(to_console(result), "\n  Replace (setUser): 21 of 21\n"));
  EXPECT_FALSE(holds(to_console(result), "\n  SET-REPLACE: "));
  EXPECT_TRUE(holds(to_console(result, {.verbose = true}), "\n  SET-REPLACE: "));
}

TEST(Console, GivesNoCommandToACiServer) {
  RunResult result = testing::sample_result();
  result.notes = {
      "a note that ends so that the next line begins with what is a command to GitHub Actions "
      "::add-mask::x",
      "##vso[task.complete]"};
  const std::string text = to_console(result, {.width = 100});
  EXPECT_FALSE(holds(text, "\n  ::add-mask")) << text;
  EXPECT_FALSE(holds(text, "##vso[")) << text;
}

TEST(Conclusion, IsOneSentence) {
  RunResult result;
  result.target.api_version = "2024-3";
  result.conclusion = Conclusion::conformant;
  EXPECT_EQ(conclusion_text(result), "Conformant: every must-level requirement of 2024-3 was verified and holds.");
  result.conclusion = Conclusion::incomplete;
  result.requirements.resize(2);
  result.requirements[1].level = Level::should;
  EXPECT_EQ(conclusion_text(result),
            "Incomplete: no violation, but 1 must-level requirement of 2024-3 was not verified.");
  result.totals.waived = 3;
  EXPECT_EQ(conclusion_text(result),
            "Incomplete: only known failures (3 cases waived); 1 must-level requirement of 2024-3 was not "
            "verified.");
  result.conclusion = Conclusion::inconclusive;
  EXPECT_EQ(conclusion_text(result), "Inconclusive: no case was run.");
  result.verdicts.resize(1);
  EXPECT_EQ(conclusion_text(result), "Inconclusive: nothing was verified.");
  result.totals.errored = 1;
  result.interrupted = true;
  EXPECT_EQ(conclusion_text(result), "Inconclusive: 1 case without a result. The run was interrupted.");
}

}  // namespace
}  // namespace conform
