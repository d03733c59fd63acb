#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "prove/prove.hpp"

namespace conform {
namespace {

ServerResult fault(std::string name, std::map<std::string, std::vector<std::string>> found, std::string wrong = {}) {
  ServerResult result;
  result.server.kind = ServerKind::fault;
  result.server.what.name = std::move(name);
  result.server.what.area = 5;
  result.server.what.level = "must";
  result.found = std::move(found);
  result.wrong = std::move(wrong);
  return result;
}

MutationResult mutation(std::string place, MutationFate fate, std::string allowed = {}) {
  MutationResult result;
  result.mutation = {
      .kind = {.operation = "getUser", .status = 200}, .place = std::move(place), .change = "dropped", .values = {}};
  result.fate = fate;
  result.allowed = std::move(allowed);
  return result;
}

Proof proof() {
  Proof made;
  made.results = {fault("patch-wipes", {{"KEEPS", {"users/a[x=1]", "users/a[x=2]", "users/b"}}}),
                  fault("survivor", {}, "survived")};
  made.mutations = {mutation("/data", MutationFate::noticed),
                    mutation("header Date", MutationFate::unnoticed, "No test needs it."),
                    mutation("/data/id", MutationFate::unnoticed)};
  made.cases = {"users/a", "users/b", "users/c"};
  made.proven_cases = {"users/a", "users/b"};
  made.whole = true;
  return made;
}

bool holds(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

TEST(ProofMarkdown, HasARowForEachFaultWithItsCases) {
  const std::string text = proof_markdown(proof(), Suite{});
  EXPECT_TRUE(holds(text, "| patch-wipes | must | KEEPS: users/a ×2, users/b |")) << text;
  EXPECT_TRUE(holds(text, "| survivor | must | **survived**: ")) << text;
}

TEST(ProofMarkdown, TellsWhatIsAllowedFromWhatIsNotSeen) {
  const std::string text = proof_markdown(proof(), Suite{});
  EXPECT_TRUE(holds(text, "| getUser 200 | 3 | 1 | 1 | 1 |")) << text;
  EXPECT_TRUE(holds(text, "| No test needs it. | 1 | getUser 200 header Date: dropped |")) << text;
  EXPECT_TRUE(holds(text, "**Blind spot**: getUser 200 /data/id: dropped")) << text;
}

TEST(ProofMarkdown, ListsWhatIsUnproven) {
  EXPECT_TRUE(holds(proof_markdown(proof(), Suite{}), "- users/c: **no reason known**"));
}

TEST(ProofMarkdown, IsTheSameWhateverTheTimes) {
  Proof later = proof();
  later.took = std::chrono::seconds{99};
  later.results.front().took = std::chrono::seconds{99};
  EXPECT_EQ(proof_markdown(later, Suite{}), proof_markdown(proof(), Suite{}));
}

TEST(ProofJson, HasEveryCase) {
  const auto document = nlohmann::json::parse(proof_json(proof()));
  EXPECT_EQ(document.at("results").at(0).at("found").at("KEEPS").size(), 3U);
  EXPECT_EQ(document.at("mutations").at(2).at("fate"), "unnoticed");
  EXPECT_EQ(document.at("unprovenCases"), nlohmann::json::array({"users/c"}));
  EXPECT_FALSE(document.at("holds").get<bool>());
}

TEST(Proof, HoldsWhenNothingIsWrong) {
  Proof good = proof();
  EXPECT_FALSE(good.holds());
  good.results.pop_back();
  EXPECT_FALSE(good.holds()) << "a blind spot";
  good.mutations.pop_back();
  EXPECT_TRUE(good.holds());
  good.unused_reasons = {"Once upon a time."};
  EXPECT_FALSE(good.holds());
  EXPECT_FALSE(Proof{}.holds()) << "nothing was proven";
}

TEST(ProofDrift, OfAWholeProofIsAnyDifference) {
  const std::string text = proof_markdown(proof(), Suite{});
  EXPECT_TRUE(proof_drift(proof(), text, text).empty());
  EXPECT_FALSE(proof_drift(proof(), text, text + "more\n").empty());
  EXPECT_FALSE(proof_drift(proof(), text, text.substr(0, text.size() / 2)).empty());
}

TEST(ProofDrift, OfAPartIsADifferenceInItsRows) {
  const std::string kept = proof_markdown(proof(), Suite{});
  Proof part = proof();
  part.whole = false;
  part.results.pop_back();
  part.mutations.clear();
  EXPECT_TRUE(proof_drift(part, proof_markdown(part, Suite{}), kept).empty());
  part.results.front().found = {{"KEEPS", {"users/b"}}};
  EXPECT_FALSE(proof_drift(part, proof_markdown(part, Suite{}), kept).empty());
}

}  // namespace
}  // namespace conform
