#include "explore/shrink.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <set>
#include <string>
#include <vector>

namespace conform {
namespace {

using nlohmann::json;

json a_step(const std::string& name, json attributes = json::object()) {
  attributes["firstName"] = name;
  return {{"send", {{"operation", "updateUser"}, {"attributes", std::move(attributes)}}},
          {"expect", {{"status", 200}, {"effect", "merge"}}}};
}

json a_sequence(std::size_t steps) {
  json sequence = {{"id", "sequence-1"}, {"setup", {{"attributes", "third"}}}, {"steps", json::array()}};
  for (std::size_t i = 0; i < steps; ++i) sequence["steps"].push_back(a_step(std::to_string(i)));
  return sequence;
}

std::vector<std::string> names_in(const json& sequence) {
  std::vector<std::string> names;
  for (const json& step : sequence.at("steps"))
    names.push_back(step.at("send").at("attributes").value("firstName", std::string{}));
  return names;
}

// Fails when steps with these names come in this order.
ShowsIt needs(std::vector<std::string> wanted) {
  return [wanted = std::move(wanted)](const json& sequence) {
    std::size_t found = 0;
    for (const std::string& name : names_in(sequence))
      found += found < wanted.size() && name == wanted[found] ? 1U : 0U;
    return found == wanted.size();
  };
}

TEST(Shrink, KeepsTheStepsThatAreNeededAlone) {
  const Shrunk shrunk = shrink(a_sequence(30), 29, needs({"3", "17", "22"}), 200);
  EXPECT_EQ(names_in(shrunk.sequence), (std::vector<std::string>{"3", "17", "22"}));
}

TEST(Shrink, NeedsFewTriesWhereTheLastStepsDo) {
  const Shrunk shrunk = shrink(a_sequence(30), 21, needs({"20", "21"}), 200);
  EXPECT_EQ(names_in(shrunk.sequence), (std::vector<std::string>{"20", "21"}));
  EXPECT_LE(shrunk.tries, 30U);
}

TEST(Shrink, RemovesMembersThatAreNotNeeded) {
  json sequence = a_sequence(1);
  sequence["steps"][0] =
      a_step("Ada", {{"locale", "de-DE"}, {"gender", "other"}, {"address", {{"country", "DE"}, {"street", "X"}}}});
  const Shrunk shrunk = shrink(
      sequence, 0,
      [](const json& one) {
        const json& sent = one.at("steps").at(0).at("send").at("attributes");
        return sent.contains("address") && sent.at("address").contains("street");
      },
      100);
  EXPECT_EQ(shrunk.sequence["steps"][0]["send"]["attributes"], (json{{"address", {{"street", "X"}}}}));
}

TEST(Shrink, AllowsTheRefusalOfWhatItLeavesOutOfAPut) {
  json sequence = a_sequence(1);
  sequence["steps"][0] = a_step("Ada", {{"locale", "de-DE"}});
  sequence["steps"][0]["send"]["operation"] = "setUser";
  const Shrunk shrunk = shrink(
      sequence, 0, [](const json&) { return true; }, 100);
  EXPECT_EQ(shrunk.sequence["steps"][0]["expect"]["alternatives"], "replaces-or-refuses-omission");
}

TEST(Shrink, StopsAtItsBudget) {
  std::size_t asked = 0;
  const Shrunk shrunk = shrink(
      a_sequence(30), 29,
      [&](const json& one) {
        ++asked;
        return needs({"1", "28"})(one);
      },
      7);
  EXPECT_LE(asked, 7U);
  EXPECT_EQ(shrunk.tries, asked);
  EXPECT_TRUE(needs({"1", "28"})(shrunk.sequence));
}

RC_GTEST_PROP(Shrink, GivesASequenceThatShowsTheFindingWithNoStepTooMany, ()) {
  const auto steps = static_cast<std::size_t>(*rc::gen::inRange(1, 25));
  const auto chosen = *rc::gen::container<std::set<std::size_t>>(rc::gen::inRange<std::size_t>(0, steps));
  RC_PRE(!chosen.empty());
  std::vector<std::string> wanted;
  for (const std::size_t index : chosen) wanted.push_back(std::to_string(index));
  const Shrunk shrunk = shrink(a_sequence(steps), steps - 1, needs(wanted), 10'000);
  RC_ASSERT(names_in(shrunk.sequence) == wanted);
}

}  // namespace
}  // namespace conform
