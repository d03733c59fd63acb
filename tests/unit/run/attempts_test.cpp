#include "run/engine/attempts.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "unit/run/tiny_api.hpp"

namespace conform::test {
namespace {

using namespace std::chrono_literals;

Exchange exchange(ResponseOrError response) {
  Exchange made;
  made.response = std::move(response);
  return made;
}

Finding finding(std::string rule, std::size_t at) {
  Finding made;
  made.rule = std::move(rule);
  made.exchange = at;
  return made;
}

Verdict verdict(OutcomeKind kind, std::vector<Finding> findings = {}, std::vector<Exchange> exchanges = {}) {
  Verdict made;
  made.id = "a-case";
  made.outcome = {.kind = kind, .reason = {}};
  made.took = 10us;
  made.findings = std::move(findings);
  made.exchanges = std::move(exchanges);
  return made;
}

Verdict reset() {
  return verdict(OutcomeKind::failed, {finding("contract.answer", 1)},
                 {exchange(plain(200)), exchange(transport_error(TransportErrorKind::closed))});
}

Verdict worst_of(std::vector<Verdict> verdicts) {
  Repetitions repetitions;
  for (Verdict& verdict : verdicts) repetitions.add(std::move(verdict));
  return std::move(repetitions).take();
}

TEST(Attempts, HangOnTransportWhenNoAnswerCame) {
  EXPECT_TRUE(only_transport_findings(reset()));
  Verdict late = reset();
  late.exchanges[1] = exchange(transport_error(TransportErrorKind::timed_out));
  EXPECT_TRUE(only_transport_findings(late));
}

TEST(Attempts, HangOnReadsUnlessResponsesAreLarge) {
  EXPECT_FALSE(may_hang_on_reads(verdict(OutcomeKind::passed)));
  EXPECT_TRUE(may_hang_on_reads(verdict(OutcomeKind::passed, {finding("effect.none", 0)})));
  EXPECT_TRUE(may_hang_on_reads(verdict(OutcomeKind::errored)));
  EXPECT_TRUE(may_hang_on_reads(verdict(OutcomeKind::failed, {}, {exchange(plain(200, {}, std::string(9000, 'x')))})));
  const std::string large(9U << 20U, 'x');
  EXPECT_FALSE(may_hang_on_reads(verdict(OutcomeKind::failed, {}, {exchange(plain(200, {}, large))})));
}

TEST(Attempts, WithEveryReadStandWhereTheyFindSomething) {
  const Verdict with_reads = verdict(OutcomeKind::failed, {finding("effect.replace", 0)});
  const Verdict kept =
      with_all_reads(verdict(OutcomeKind::failed, {finding("effect.merge.kept", 0)}), with_reads, false);
  EXPECT_EQ(kept.findings.front().rule, "effect.replace");
  EXPECT_EQ(kept.took, 20us);
}

TEST(Attempts, WithEveryReadDoNotHideWhatTheFirstOneFound) {
  const Verdict first = verdict(OutcomeKind::failed, {finding("effect.merge.kept", 0), finding("contract.status", 0)});
  const Verdict kept = with_all_reads(first, verdict(OutcomeKind::passed), false);
  ASSERT_EQ(kept.findings.size(), 2U);
  EXPECT_NE(kept.findings[0].hint, "");
  EXPECT_EQ(kept.findings[1].hint, "") << "it has nothing to do with reads";
  EXPECT_EQ(kept.took, 20us);
}

TEST(Attempts, WithEveryReadStandWhereResponsesShowOtherValuesThanReads) {
  const Verdict first = verdict(OutcomeKind::failed, {finding("effect.merge.kept", 0)});
  EXPECT_EQ(with_all_reads(first, verdict(OutcomeKind::passed), true).outcome.kind, OutcomeKind::passed);
}

TEST(Attempts, DoNotHangOnTransportWhenSomethingElseWasFound) {
  EXPECT_FALSE(only_transport_findings(verdict(OutcomeKind::passed)));
  Verdict mixed = reset();
  mixed.findings.push_back(finding("contract.status", 0));
  EXPECT_FALSE(only_transport_findings(mixed));
  Verdict rubbish = reset();
  rubbish.exchanges[1] = exchange(transport_error(TransportErrorKind::malformed));
  EXPECT_FALSE(only_transport_findings(rubbish)) << "what came is certain";
}

TEST(Attempts, AreFlakyWhenTheFindingDoesNotComeBack) {
  const Verdict both = confirmed(reset(), verdict(OutcomeKind::passed, {}, {exchange(plain(204))}));
  EXPECT_EQ(both.outcome.kind, OutcomeKind::passed);
  EXPECT_EQ(both.flaky, "1 finding did not recur when the case was repeated");
  EXPECT_TRUE(both.findings.empty());
  ASSERT_EQ(both.unconfirmed.size(), 1U);
  ASSERT_EQ(both.exchanges.size(), 3U);
  EXPECT_EQ(both.exchanges[both.unconfirmed[0].exchange].response, transport_error(TransportErrorKind::closed));
  EXPECT_EQ(both.took, 20us);
}

TEST(Attempts, AreCertainWhenTheFindingComesBack) { EXPECT_EQ(confirmed(reset(), reset()), reset()); }

TEST(Attempts, KeepTheFirstWhenTheSecondCannotTell) {
  EXPECT_EQ(confirmed(reset(), verdict(OutcomeKind::errored)), reset());
}

TEST(Attempts, KeepWhatTheSecondFoundInstead) {
  const Verdict both =
      confirmed(reset(), verdict(OutcomeKind::failed, {finding("contract.status", 0)}, {exchange(plain(500))}));
  EXPECT_EQ(both.outcome.kind, OutcomeKind::failed);
  EXPECT_EQ(both.findings.size(), 1U);
  EXPECT_NE(both.flaky, "");
}

TEST(Repetitions, OfOneVerdictAreIt) { EXPECT_EQ(worst_of({reset()}), reset()); }

TEST(Repetitions, ThatAgreeAreNotFlaky) {
  const Verdict all = worst_of({verdict(OutcomeKind::passed), verdict(OutcomeKind::passed)});
  EXPECT_EQ(all.flaky, "");
  EXPECT_EQ(all.took, 20us);
}

TEST(Repetitions, ThatDifferAreFlakyAndTheWorstCounts) {
  const Verdict all = worst_of({verdict(OutcomeKind::passed), verdict(OutcomeKind::errored),
                                verdict(OutcomeKind::failed, {finding("contract.status", 0)}, {exchange(plain(500))}),
                                verdict(OutcomeKind::passed)});
  EXPECT_EQ(all.outcome.kind, OutcomeKind::failed);
  EXPECT_EQ(all.flaky, "4 repetitions differ: 1 failed, 1 errored, 2 passed");
}

TEST(Repetitions, ThatFindDifferentThingsAreFlaky) {
  EXPECT_NE(worst_of({verdict(OutcomeKind::failed, {finding("a", 0)}), verdict(OutcomeKind::failed, {finding("b", 0)})})
                .flaky,
            "");
}

TEST(OrderOfCases, IsThatOfThePlanUnlessShuffled) {
  EXPECT_EQ(order_of(4, false, 7), (std::vector<std::size_t>{0, 1, 2, 3}));
}

TEST(OrderOfCases, IsDecidedByTheSeedAlone) {
  std::vector<std::size_t> shuffled = order_of(50, true, 7);
  EXPECT_EQ(shuffled, order_of(50, true, 7));
  EXPECT_NE(shuffled, order_of(50, true, 8));
  std::ranges::sort(shuffled);
  EXPECT_EQ(shuffled, order_of(50, false, 0)) << "every case once";
}

}  // namespace
}  // namespace conform::test
