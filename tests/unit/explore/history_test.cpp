#include "explore/history.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <set>

namespace conform {
namespace {

using Some = std::vector<const Case*>;

RC_GTEST_PROP(NeededOf, KeepsWhatIsNeededAndNothingElse, ()) {
  std::vector<Case> cases(static_cast<std::size_t>(*rc::gen::inRange(0, 40)));
  Some all;
  for (const Case& one : cases) all.push_back(&one);
  Some needed = all;
  std::erase_if(needed, [](const Case*) { return *rc::gen::inRange(0, 5) != 0; });
  const auto shows_it = [&](const Some& some) {
    return std::ranges::all_of(needed, [&](const Case* one) { return std::ranges::find(some, one) != some.end(); });
  };
  RC_ASSERT(needed_of(all, shows_it, 100'000) == needed);
}

// Fails where the case "first" was executed before it.
struct Server {
  std::vector<std::string> carried_out{};
  Verdict operator()(const Case& one) {
    carried_out.push_back(one.id);
    Verdict verdict;
    verdict.id = one.id;
    const bool behind = std::ranges::find(carried_out, "first") != carried_out.end();
    if (one.id != "late") return verdict;
    if (behind)
      verdict.findings.push_back(
          {.rule = "effect.none", .requirement = "X", .where = "", .expected = {}, .actual = {}, .message = "wrong"});
    carried_out.clear();
    return verdict;
  }
};

Case named(const char* id) {
  Case one;
  one.id = id;
  return one;
}

const Case first = named("first");
const Case second = named("second");
const Case late = named("late");

TEST(HistoryReduction, NamesTheEarlierCaseThatIsNeeded) {
  Server server;
  HistoryReduction reduction{
      "late", {.requirement = "X", .rule = "effect.none", .where = "", .status = ""}, {&first, &second}};
  Verdict verdict;
  reduction.look_into(late, verdict, std::ref(server));
  EXPECT_EQ(reduction.conclusion(), "late fails behind 1 of the 2 cases before it:\n  first\n");
}

TEST(HistoryReduction, SaysThatItIsFlakyWhereNothingMakesItFail) {
  HistoryReduction reduction{"late", {.requirement = "X", .rule = "effect.none", .where = "", .status = ""}, {&second}};
  Verdict verdict;
  reduction.look_into(late, verdict, [](const Case&) { return Verdict{}; });
  EXPECT_NE(reduction.conclusion().find("flaky"), std::string::npos);
}

}  // namespace
}  // namespace conform
