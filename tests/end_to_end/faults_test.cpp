#include <gtest/gtest.h>

#include <ostream>

#include "end_to_end/program.hpp"

namespace conform::test {
namespace {

/// A fault of the reference server, and a finding that names it.
struct Fault {
  std::string name;
  std::string rule;
  std::string requirement;
  std::string selector;  ///< cases that look for it
  std::string said;      ///< on the console
  friend std::ostream& operator<<(std::ostream& stream, const Fault& fault) { return stream << fault.name; }
};

class EveryFault : public ::testing::TestWithParam<Fault> {};

TEST_P(EveryFault, FailsTheRunAndIsNamed) {
  const Fault& fault = GetParam();
  const ReferenceServer server{{"--fault", fault.name}};
  const ScratchFolder folder;
  const auto result = folder.path() / "result.json";
  const auto junit = folder.path() / "junit.xml";
  const Finished run = conform({"run", "--target", server.target(), "--report", "json=" + result.string(), "--report",
                                "junit=" + junit.string(), fault.selector});
  EXPECT_EQ(run.exit_code, 1) << run.all();
  EXPECT_TRUE(has_finding(read_json(result), fault.rule, fault.requirement)) << run.out;
  EXPECT_EQ(read_json(result).at("conclusion"), "nonconformant");
  EXPECT_TRUE(holds(run.out, fault.requirement)) << run.out;
  EXPECT_TRUE(holds(run.out, fault.said)) << run.out;
  EXPECT_TRUE(holds(run.out, "Nonconformant: ")) << run.out;
  EXPECT_TRUE(is_valid_result(result));
  EXPECT_TRUE(is_valid_junit(junit));
  EXPECT_TRUE(holds(read_file(junit), "<failure")) << "a finding is a failure, not an error";
}

TEST_P(EveryFault, IsNotThereInTheServerWithoutIt) {
  EXPECT_EQ(conform({"run", "-q", GetParam().selector}).exit_code, 0);
}

INSTANTIATE_TEST_SUITE_P(Reference, EveryFault,
                         ::testing::Values(Fault{"put-merges", "effect.replace.cleared", "REPLACE-CLEARS-OMITTED",
                                                 "users/put", "setUser kept "},
                                           Fault{"patch-replaces", "effect.merge.kept", "UPDATE-KEEPS-OMITTED",
                                                 "users/patch", "updateUser wiped "},
                                           Fault{"not-found-as-html", "contract.media-type", "MEDIA-TYPE-JSON-API",
                                                 "existence", "responded 404 as text/html"},
                                           Fault{"accept-ignored", "expect.status", "ACCEPT-406", "accept/refused",
                                                 "updateUser responded 200 instead of 406"}),
                         [](const auto& tested) {
                           std::string name = tested.param.name;
                           for (char& c : name) c = c == '-' ? '_' : c;
                           return name;
                         });

TEST(Faults, FailTheWholeSuiteWhateverElseItLooksAt) {
  const ReferenceServer server{{"--fault", "put-merges"}};
  const Finished run = conform({"run", "--target", server.target(), "-q"});
  EXPECT_EQ(run.exit_code, 1) << run.all();
  EXPECT_TRUE(holds(run.out, "Nonconformant: ")) << run.out;
}

TEST(Faults, OfTheShouldLevelFailTheRunOnlyOnRequest) {
  const ReferenceServer server{{"--fault", "accept-ignored"}};
  const Arguments command{"run", "--target", server.target(), "-q", "requirement:ACCEPT-Q-ZERO"};
  EXPECT_EQ(conform(command).exit_code, 0);
  Arguments strict = command;
  strict.insert(strict.end(), {"--fail-on", "should"});
  EXPECT_EQ(conform(strict).exit_code, 1);
}

TEST(Faults, EndTheRunEarlyOnRequest) {
  const ReferenceServer server{{"--fault", "patch-replaces"}};
  const ScratchFolder folder;
  const auto result = folder.path() / "result.json";
  const Finished run = conform({"run", "--target", server.target(), "-q", "--jobs", "1", "--max-failures", "2",
                                "--report", "json=" + result.string(), "users/patch"});
  EXPECT_EQ(run.exit_code, 1) << run.all();
  const auto document = read_json(result);
  EXPECT_EQ(document.at("totals").at("failed"), 2);
  EXPECT_GT(document.at("totals").at("skipped"), 100);
  EXPECT_TRUE(holds(document.at("verdicts").back().at("reason").get<std::string>(), "not run")) << run.out;
}

}  // namespace
}  // namespace conform::test
