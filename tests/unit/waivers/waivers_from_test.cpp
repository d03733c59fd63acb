#include "waivers/waivers_from.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "unit/waivers/verdicts.hpp"

namespace conform::test {
namespace {

using nlohmann::json;

RunResult result_of(std::vector<Verdict> verdicts, std::vector<Waiver> waivers = {}) {
  RunResult made;
  made.verdicts = std::move(verdicts);
  made.waivers = std::move(waivers);
  return made;
}

json written(const RunResult& run) { return json::parse(waivers_from(run, "2027-02-18")).at("waivers"); }

TEST(WaiversFrom, WritesOneEntryForOneWayOfFailing) {
  const json entries =
      written(result_of({failed("a", {finding("/errors/0/source"), finding("/errors/1/source")}),
                         failed("b", {finding("/errors/3/source")}), ended("c", OutcomeKind::passed)}));
  EXPECT_EQ(entries, json::parse(R"([{"cases": ["a", "b"], "requirement": "UPDATE-MERGE", "rule": "effect.merge.kept",
    "where": "/errors/*/source", "status": 200, "reason": "", "expires": "2027-02-18"}])"));
}

TEST(WaiversFrom, TellsWaysOfFailingApart) {
  EXPECT_EQ(written(result_of({failed("a", {finding("/data/id")}), failed("b", {finding("/data/type")})})).size(), 2U);
  EXPECT_EQ(written(result_of({failed("a", {finding("status")}, 500), failed("b", {finding("status")}, 502)})).size(),
            2U);
}

TEST(WaiversFrom, LeavesOutWhatDoesNotFailTheRun) {
  EXPECT_EQ(written(result_of({failed("a", {finding("/meta", "r", Level::should)})})), json::array());
  Verdict passed = failed("a", {finding("/meta")});
  passed.outcome.kind = OutcomeKind::passed;
  EXPECT_EQ(written(result_of({passed})), json::array());
}

TEST(WaiversFrom, KeepsTheEntriesThatStillFit) {
  Waiver waiver = entry("a");
  waiver.cases = {"a", "gone"};
  waiver.owner = "team users";
  const json entries = written(result_of({failed("a", {finding("/data/attributes/locale"), finding("/data/id")})},
                                         {waiver, entry("c"), entry("b")}));
  ASSERT_EQ(entries.size(), 2U);
  EXPECT_EQ(entries.at(0), json::parse(R"({"cases": ["a"], "requirement": "UPDATE-MERGE", "rule": "effect.merge.kept",
    "where": "/data/attributes/locale", "reason": "the old database", "owner": "team users", "expires": "2026-12-31"})"));
  EXPECT_EQ(entries.at(1).at("where"), "/data/id");
  EXPECT_EQ(entries.at(1).at("reason"), "");
}

TEST(WaiversFrom, WritesTheTroubleOfAnAnswerThatDidNotCome) {
  Verdict verdict = failed("a", {finding("status")});
  verdict.exchanges.front().response = TransportError{.kind = TransportErrorKind::closed, .detail = {}, .partial = {}};
  EXPECT_EQ(written(result_of({verdict})).at(0).at("status"), "closed");
}

}  // namespace
}  // namespace conform::test
