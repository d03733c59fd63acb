#include "history/present_ids.hpp"

#include <gtest/gtest.h>

#include "history/diff.hpp"
#include "unit/known/verdicts.hpp"

namespace conform::test {
namespace {

const Aliases aliases{.cases = {{"users/old", "users/new"}}, .requirements = {{"OLD", "UPDATE-MERGE"}}};

RunRecord record_with(const std::string& case_id, const std::string& requirement) {
  RunRecord record;
  Verdict verdict = failed(case_id, {finding("/data/attributes/locale")});
  verdict.findings.front().requirement = requirement;
  verdict.unconfirmed = verdict.findings;
  verdict.requirements = {requirement};
  record.verdicts = {verdict};
  record.requirements.emplace_back();
  record.requirements.front().id = requirement;
  record.requirements.front().cases = {case_id};
  record.known = {entry(case_id)};
  record.known.front().requirement = requirement;
  return record;
}

TEST(PresentIds, TakeThePlaceOfFormerOnesEverywhere) {
  RunRecord record = record_with("users/old[attribute=locale]", "OLD");
  use_present_ids(record, aliases);
  EXPECT_EQ(record, record_with("users/new[attribute=locale]", "UPDATE-MERGE"));
}

TEST(PresentIds, MakeARenamedCaseTheSameCaseForADiff) {
  RunRecord before = record_with("users/old", "OLD");
  const RunRecord after = record_with("users/new", "UPDATE-MERGE");
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
