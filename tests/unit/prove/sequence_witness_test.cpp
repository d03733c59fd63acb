// Each case file in tests/sequences is the shortest sequence that exploration found for a fault of the reference
// server.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <map>

#include "load/case_loader.hpp"
#include "load/suite_loader.hpp"
#include "prove/trial.hpp"

namespace conform {
namespace {

namespace fs = std::filesystem;

const fs::path sequences = fs::path{CONFORM_SOURCE_DIR} / "tests/sequences";

const Suite& suite_without_cases() {
  static const Suite suite = *load_suite(CONFORM_SOURCE_DIR, [](std::string_view) { return false; });
  return suite;
}

// By the name of their file.
std::map<std::string, reference::FaultInfo> faults_by_file() {
  std::map<std::string, reference::FaultInfo> faults;
  for (const reference::FaultInfo& fault : reference::faults()) {
    std::string name = fault.name;
    std::ranges::replace(name, ':', '-');
    if (fault.by_sequences) faults.emplace(name, fault);
  }
  return faults;
}

std::size_t failures(const ServerUnderProof& server, const std::vector<Case>& cases) {
  Plan plan;
  for (const Case& one : cases) plan.cases.push_back(&one);
  plan.total = plan.cases.size();
  Trial trial{server, suite_without_cases(), "test"};
  return trial.run(plan, {}).totals.failed;
}

TEST(SequenceWitness, IsThereForThreeOfFiveFaults) {
  const auto files = static_cast<std::size_t>(std::distance(fs::directory_iterator{sequences}, {}));
  EXPECT_GE(files * 5, faults_by_file().size() * 3);
}

TEST(SequenceWitness, FailsOnItsFaultAndPassesWithoutIt) {
  const auto faults = faults_by_file();
  for (const auto& entry : fs::directory_iterator{sequences}) {
    const std::string name = entry.path().stem().string();
    ASSERT_TRUE(faults.contains(name)) << name;
    const auto cases = load_case_file(entry.path(), "found/" + name, suite_without_cases());
    ASSERT_TRUE(cases) << to_string(cases.error().front());
    EXPECT_EQ(failures({.kind = ServerKind::fault, .what = faults.at(name), .api_version = "2024-3"}, *cases), 1U)
        << name;
    EXPECT_EQ(failures({.kind = ServerKind::healthy, .what = {}, .api_version = "2024-3"}, *cases), 0U) << name;
  }
}

}  // namespace
}  // namespace conform
