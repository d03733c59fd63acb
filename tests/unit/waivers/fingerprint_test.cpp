#include "waivers/fingerprint.hpp"

#include <gtest/gtest.h>

#include "unit/waivers/verdicts.hpp"

namespace conform::test {
namespace {

TEST(Fingerprint, IsOfRequirementRulePlaceAndStatus) {
  const Verdict verdict = failed("a", {finding("/data/attributes/locale")}, 500);
  EXPECT_EQ(fingerprint_of(verdict, verdict.findings.front()), (Fingerprint{.requirement = "UPDATE-MERGE",
                                                                            .rule = "effect.merge.kept",
                                                                            .where = "/data/attributes/locale",
                                                                            .status = "500"}));
}

TEST(Fingerprint, HoldsNothingThatChangesFromRunToRun) {
  Finding first = finding("/errors/0/source");
  first.message = "one";
  first.actual = "1";
  Finding second = finding("/errors/17/source");
  second.message = "another";
  second.actual = "2";
  const Verdict verdict = failed("a", {first, second});
  EXPECT_EQ(fingerprint_of(verdict, first), fingerprint_of(verdict, second));
  EXPECT_EQ(fingerprint_of(verdict, first).where, "/errors/*/source");
}

TEST(Fingerprint, KeepsPlacesThatAreNoPointers) {
  const Verdict verdict = failed("a", {});
  for (const char* where : {"status", "header Content-Type", "", "/data/attributes/a~1b"})
    EXPECT_EQ(fingerprint_of(verdict, finding(where)).where, where);
}

TEST(Fingerprint, IsTextWhateverTheServerSent) {
  const Verdict verdict = failed("a", {});
  EXPECT_EQ(fingerprint_of(verdict, finding("/data/\xff")).where, "/data/*");
  EXPECT_EQ(fingerprint_of(verdict, finding("header \xff")).where, "*");
}

TEST(Fingerprint, NamesTheTroubleWhereThereIsNoAnswer) {
  Verdict verdict = failed("a", {finding("status")});
  verdict.exchanges.front().response =
      TransportError{.kind = TransportErrorKind::timed_out, .detail = "after 3217 ms", .partial = {}};
  EXPECT_EQ(status_of(verdict, verdict.findings.front()), "timed-out");
  verdict.exchanges.clear();
  EXPECT_EQ(status_of(verdict, verdict.findings.front()), "");
}

}  // namespace
}  // namespace conform::test
