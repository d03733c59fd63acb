#include <gtest/gtest.h>

#include "end_to_end/program.hpp"

namespace conform::test {
namespace {

class OtherVersions : public ::testing::TestWithParam<const char*> {};
class SomeVersions : public ::testing::TestWithParam<const char*> {};

Outcomes run_to_outcomes(const Arguments& arguments) {
  const ScratchFolder folder;
  const auto result = folder.path() / "result.json";
  Arguments all{"run", "-q", "--report", "json=" + result.string()};
  all.insert(all.end(), arguments.begin(), arguments.end());
  const Finished run = conform(all);
  EXPECT_EQ(run.exit_code, 0) << run.all();
  return outcomes_of(read_json(result));
}

std::string name_of(const ::testing::TestParamInfo<const char*>& tested) {
  std::string name = tested.param;
  name.replace(name.find('-'), 1, "_");
  return "Version" + name;
}

// The same cases, in process and over the wire, one at a time and side by side: the first version, one in use, the
// last.
TEST_P(SomeVersions, HaveTheSameVerdictsEmbeddedAndServedWithOneJobAndWithFour) {
  const std::string version = GetParam();
  const Outcomes embedded = run_to_outcomes({"--api-version", version});
  EXPECT_GT(embedded.size(), 1000U);
  const ReferenceServer server{{"--api-version", version}};
  EXPECT_EQ(run_to_outcomes({"--target", server.target(), "--jobs", "1"}), embedded);
  EXPECT_EQ(run_to_outcomes({"--target", server.target(), "--jobs", "4"}), embedded);
}

INSTANTIATE_TEST_SUITE_P(Api, SomeVersions, ::testing::Values("2021-2", "2024-3", "2025-1"), name_of);

// The five others, once.
TEST_P(OtherVersions, AreServedAsTheirContractsSay) {
  const ReferenceServer server{{"--api-version", GetParam()}};
  EXPECT_GT(run_to_outcomes({"--target", server.target()}).size(), 1000U);
}

INSTANTIATE_TEST_SUITE_P(Api, OtherVersions, ::testing::Values("2022-1", "2023-1", "2024-1", "2024-2", "2024-4"),
                         name_of);

}  // namespace
}  // namespace conform::test
