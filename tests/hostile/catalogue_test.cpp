// One case of a run meets the catalogue of misbehaving servers, one after the other. What is wrong is found in that
// case, within the deadline and in bounded memory; the cases beside it are none the worse.
#include "hostile/catalogue.hpp"

#include <gtest/gtest.h>

#include <cctype>

#include "hostile/hostile_run.hpp"
#include "hostile/hostile_server.hpp"

namespace conform::test {
namespace {

using nlohmann::json;

class Catalogue : public ::testing::TestWithParam<Misbehaviour> {};

void expect_verdict(const json& verdict, const Expected& expected) {
  EXPECT_EQ(verdict.at("outcome"), expected.outcome) << verdict.dump(1);
  if (expected.rule.empty()) {
    EXPECT_TRUE(verdict.at("findings").empty()) << verdict.at("findings").dump(1);
    EXPECT_TRUE(holds(verdict.at("reason").get<std::string>(), expected.words)) << verdict.at("reason");
    return;
  }
  bool there = false;
  for (const json& finding : verdict.at("findings")) {
    there = there ||
            (finding.at("rule") == expected.rule && (holds(finding.at("actual").get<std::string>(), expected.words) ||
                                                     holds(finding.at("message").get<std::string>(), expected.words)));
  }
  EXPECT_TRUE(there) << expected.rule << ": " << expected.words << "\nis not in\n" << verdict.at("findings").dump(1);
}

int exit_code_of(const std::string& outcome) { return outcome == "passed" ? 0 : outcome == "errored" ? 3 : 1; }

TEST_P(Catalogue, HarmsNothingButItsOwnCase) {
  const ReferenceServer conforming;
  const HostileServer server{port_of(conforming), GetParam().behaviour};
  const HostileRun hostile_run =
      judge(GetParam().name, target_through(conforming, server.url()),
            {victim, "users/get/read", "users/patch/merge/two-attributes", "attributes/merge/answer"});
  EXPECT_EQ(hostile_run.run.exit_code, exit_code_of(GetParam().expected.outcome)) << hostile_run.run.all();
  EXPECT_GT(server.victims(), 0U);
  std::size_t others = 0;
  for (const json& verdict : hostile_run.result.at("verdicts")) {
    if (verdict.at("id") == victim) {
      expect_verdict(verdict, GetParam().expected);
    } else {
      EXPECT_EQ(verdict.at("outcome"), "passed") << verdict.dump(1);
      ++others;
    }
  }
  EXPECT_GE(others, 5U);
  EXPECT_TRUE(hostile_run.result.at("restoration").at("unrestored").empty());
}

INSTANTIATE_TEST_SUITE_P(Server, Catalogue, ::testing::ValuesIn(catalogue()), [](const auto& tested) {
  std::string name;
  for (const char c : tested.param.name) name += std::isalnum(static_cast<unsigned char>(c)) != 0 ? c : '_';
  return name;
});

}  // namespace
}  // namespace conform::test
