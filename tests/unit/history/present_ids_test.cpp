#include "history/present_ids.hpp"

#include <gtest/gtest.h>

#include "history/diff.hpp"
#include "unit/waivers/verdicts.hpp"

namespace conform::test {
namespace {

const Aliases aliases{.cases = {{"users/old", "users/new"}}, .requirements = {{"OLD", "UPDATE-MERGE"}}};

RunResult record_with(const std::string& case_id, const std::string& requirement) {
  RunResult result;
  Verdict verdict = failed(case_id, {finding("/data/attributes/locale")});
  verdict.findings.front().requirement = requirement;
  verdict.unconfirmed = verdict.findings;
  verdict.requirements = {requirement};
  result.verdicts = {verdict};
  result.requirements.emplace_back();
  result.requirements.front().id = requirement;
  result.requirements.front().cases = {case_id};
  result.waivers = {entry(case_id)};
  result.waivers.front().requirement = requirement;
  return result;
}

TEST(PresentIds, TakeThePlaceOfFormerOnesEverywhere) {
  RunResult result = record_with("users/old[attribute=locale]", "OLD");
  use_present_ids(result, aliases);
  EXPECT_EQ(result, record_with("users/new[attribute=locale]", "UPDATE-MERGE"));
}

TEST(PresentIds, MakeARenamedCaseTheSameCaseForADiff) {
  RunResult before = record_with("users/old", "OLD");
  const RunResult after = record_with("users/new", "UPDATE-MERGE");
  EXPECT_FALSE(diff_runs(before, after).gone.empty());
  use_present_ids(before, aliases);
  const RunDiff diff = diff_runs(before, after);
  EXPECT_TRUE(diff.gone.empty());
  EXPECT_TRUE(diff.fresh.empty());
  EXPECT_TRUE(diff.suite.empty());
  EXPECT_EQ(diff.still_failing.size(), 1U);
}

}  // namespace
}  // namespace conform::test
