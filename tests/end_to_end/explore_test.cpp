#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "end_to_end/program.hpp"

namespace conform::test {
namespace {

TEST(Explore, FindsNothingInTheServerWithoutAFault) {
  const Finished run = conform({"explore", "--requests", "300", "--seed", "5"});
  EXPECT_EQ(run.exit_code, 0) << run.all();
  EXPECT_TRUE(holds(unwrapped(run.out), "Explored 3")) << run.out;
  EXPECT_TRUE(holds(unwrapped(run.out), "no violation found")) << run.out;
  EXPECT_FALSE(holds(run.out, "Conformant")) << run.out;
  EXPECT_TRUE(holds(run.err, "exploring with seed 5")) << run.err;
}

TEST(Explore, WritesACaseFileThatFailsOnTheFaultAndPassesWithoutIt) {
  const ReferenceServer server{{"--fault", "update-behind-put-keeps-email"}};
  const ScratchFolder folder;
  const std::string found = (folder.path() / "found").string();
  const Finished run =
      conform({"explore", "--target", server.target(), "--requests", "2000", "--seed", "1", "--write-cases", found});
  EXPECT_EQ(run.exit_code, 1) << run.all();
  ASSERT_TRUE(std::filesystem::exists(found)) << run.all();
  EXPECT_TRUE(holds(run.out, "replay: conform run --cases")) << run.out;
  const Finished again = conform({"run", "--target", server.target(), "--cases", found, "found/*"});
  EXPECT_EQ(again.exit_code, 1) << again.all();
  const Finished healthy = conform({"run", "--cases", found, "found/*"});
  EXPECT_EQ(healthy.exit_code, 0) << healthy.all();
}

TEST(Explore, IsPartOfARunThatAsksForIt) {
  const ScratchFolder folder;
  const auto result = folder.path() / "result.json";
  const Finished run = conform({"run", "users/get", "--explore", "100", "--report", "json=" + result.string()});
  EXPECT_EQ(run.exit_code, 0) << run.all();
  EXPECT_TRUE(is_valid_result(result));
  EXPECT_FALSE(holds(run.out, "Conformant")) << run.out;
  bool has_sequence = false;
  const auto record = read_json(result);
  for (const auto& verdict : record.at("verdicts"))
    has_sequence = has_sequence || verdict.at("id").get<std::string>().starts_with("explore/sequence-");
  EXPECT_TRUE(has_sequence);
}

TEST(Explore, SaysWhatIsWrongWithAFolderOfCases) {
  const ScratchFolder folder;
  const Finished run = conform({"run", "--cases", folder.path().string()});
  EXPECT_EQ(run.exit_code, 2) << run.all();
  EXPECT_TRUE(holds(run.err, "holds no case files")) << run.err;
  const auto file = folder.path() / "broken.json";
  std::ofstream{file} << "{\"format\": 2, \"about\": \"Broken.\",\n \"cases\": 7}";
  const Finished broken = conform({"run", "--cases", folder.path().string()});
  EXPECT_EQ(broken.exit_code, 2) << broken.all();
  EXPECT_TRUE(holds(broken.err, file.string() + ":2: /cases")) << broken.err;
}

TEST(Explore, ProvesItselfOnAFaultAndAVariant) {
  const Finished run = conform({"prove", "--explore", "600", "count-fourth-update-lost", "put-merges"});
  EXPECT_EQ(run.exit_code, 0) << run.all();
  EXPECT_TRUE(holds(run.out, "sequences  1 of 1 found (100 %)")) << run.out;
}

}  // namespace
}  // namespace conform::test
