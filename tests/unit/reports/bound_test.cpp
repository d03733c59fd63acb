#include "reports/bound.hpp"

#include <gtest/gtest.h>

#include <string>

#include "reports/text.hpp"

namespace conform {
namespace {

Verdict with_bodies(const std::string& sent, const std::string& received) {
  Verdict verdict;
  Exchange& exchange = verdict.exchanges.emplace_back();
  exchange.request.body = sent;
  exchange.response = Response{.status = 200, .reason = {}, .headers = {}, .body = received};
  return verdict;
}

TEST(BoundBodies, LeavesShortBodiesAlone) {
  Verdict verdict = with_bodies("abc", "defg");
  const Verdict before = verdict;
  bound_bodies(verdict, 4);
  EXPECT_EQ(verdict, before);
}

TEST(BoundBodies, KeepsTheBeginningWithLengthAndHash) {
  Verdict verdict = with_bodies("abcdef",
                                "ab\xc3\x9f"
                                "f");
  bound_bodies(verdict, 3);
  const Request& request = verdict.exchanges[0].request;
  EXPECT_EQ(request.body, "abc");
  EXPECT_EQ(request.body_cut, (BodyCut{.bytes = 6, .sha256 = sha256_hex("abcdef")}));
  EXPECT_EQ(response_of(verdict.exchanges[0])->body, "ab");
  EXPECT_EQ(response_of(verdict.exchanges[0])->body_cut->bytes, 5U);
}

TEST(BoundBodies, CutsWhatHadComeOfABrokenAnswer) {
  Verdict verdict = with_bodies("", "");
  verdict.exchanges[0].response =
      TransportError{.kind = TransportErrorKind::closed,
                     .detail = {},
                     .partial = Response{.status = 200, .reason = {}, .headers = {}, .body = "abcdef"}};
  bound_bodies(verdict, 2);
  EXPECT_EQ(std::get<TransportError>(verdict.exchanges[0].response).partial->body, "ab");
}

TEST(BoundBodies, KeepsTheNoteOfAnEarlierCut) {
  Verdict verdict = with_bodies("", "abcdef");
  bound_bodies(verdict, 4);
  bound_bodies(verdict, 2);
  EXPECT_EQ(response_of(verdict.exchanges[0])->body, "ab");
  EXPECT_EQ(response_of(verdict.exchanges[0])->body_cut, (BodyCut{.bytes = 6, .sha256 = sha256_hex("abcdef")}));
}

TEST(BoundBodies, KeepLittleOfEachWhenTheBudgetOfTheRunIsSpent) {
  const std::string body(3 * BodyBudget::scarce_body_bytes, 'x');
  BodyBudget budget{body.size() + 1};
  for (const std::size_t kept : {body.size(), body.size(), BodyBudget::scarce_body_bytes}) {
    Verdict verdict = with_bodies("", body);
    budget.keep(verdict);
    EXPECT_EQ(response_of(verdict.exchanges[0])->body.size(), kept);
    EXPECT_EQ(response_of(verdict.exchanges[0])->body_cut.has_value(), kept < body.size());
  }
}

TEST(BoundBodies, BoundsEveryVerdictOfARecord) {
  RunResult result;
  result.verdicts = {with_bodies("", "abc"), with_bodies("", "def")};
  bound_bodies(result, 1);
  EXPECT_EQ(response_of(result.verdicts[0].exchanges[0])->body, "a");
  EXPECT_EQ(response_of(result.verdicts[1].exchanges[0])->body, "d");
}

}  // namespace
}  // namespace conform
