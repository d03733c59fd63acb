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
  exchange.answer = Response{.status = 200, .reason = {}, .headers = {}, .body = received};
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
  verdict.exchanges[0].answer =
      NoResponse{.trouble = Trouble::closed,
                 .detail = {},
                 .partial = Response{.status = 200, .reason = {}, .headers = {}, .body = "abcdef"}};
  bound_bodies(verdict, 2);
  EXPECT_EQ(std::get<NoResponse>(verdict.exchanges[0].answer).partial->body, "ab");
}

TEST(BoundBodies, KeepsTheNoteOfAnEarlierCut) {
  Verdict verdict = with_bodies("", "abcdef");
  bound_bodies(verdict, 4);
  bound_bodies(verdict, 2);
  EXPECT_EQ(response_of(verdict.exchanges[0])->body, "ab");
  EXPECT_EQ(response_of(verdict.exchanges[0])->body_cut, (BodyCut{.bytes = 6, .sha256 = sha256_hex("abcdef")}));
}

TEST(BoundBodies, BoundsEveryVerdictOfARecord) {
  RunRecord record;
  record.verdicts = {with_bodies("", "abc"), with_bodies("", "def")};
  bound_bodies(record, 1);
  EXPECT_EQ(response_of(record.verdicts[0].exchanges[0])->body, "a");
  EXPECT_EQ(response_of(record.verdicts[1].exchanges[0])->body, "d");
}

}  // namespace
}  // namespace conform
