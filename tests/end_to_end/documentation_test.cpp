// The examples of docs/case-format.md are cases that run.
#include <gtest/gtest.h>

#include "end_to_end/program.hpp"

namespace conform::test {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

// The ```jsonc blocks of a page; a case by itself is put into a file of its own.
std::vector<json> example_files(const fs::path& page) {
  const std::string text = read_file(page);
  std::vector<json> files;
  const std::string fence = "```jsonc\n";
  for (std::size_t at = text.find(fence); at != std::string::npos; at = text.find(fence, at)) {
    at += fence.size();
    const std::size_t end = text.find("```", at);
    json block = json::parse(text.substr(at, end - at), nullptr, true, true);
    if (!block.contains("cases")) block = {{"cases", json::array({block})}};
    block.emplace("format", 2);
    block.emplace("about", "From the documentation.");
    block.erase("$schema");
    files.push_back(std::move(block));
    at = end;
  }
  return files;
}

TEST(Documentation, ExamplesOfTheCaseFormatPass) {
  const ScratchFolder suite;
  fs::copy(fs::path{CONFORM_SOURCE_DIR} / "schemas", suite.path() / "schemas", fs::copy_options::recursive);
  fs::create_directory(suite.path() / "cases");
  for (const char* shared : {"cases/fixtures.json", "cases/alternatives.json"})
    fs::copy(fs::path{CONFORM_SOURCE_DIR} / shared, suite.path() / shared);
  const std::vector<json> files = example_files(fs::path{CONFORM_SOURCE_DIR} / "docs/case-format.md");
  ASSERT_GE(files.size(), 8U);
  std::size_t number = 0;
  for (const json& file : files) suite.write("cases/example-" + std::to_string(++number) + ".json", file.dump(2));

  const Finished run = conform({"--suite", suite.path().string(), "run", "--report", "json=-"});
  ASSERT_EQ(run.exit_code, 0) << run.all();
  const Outcomes outcomes = outcomes_of(json::parse(run.out));
  EXPECT_GE(outcomes.size(), files.size());
  for (const auto& [id, outcome] : outcomes) EXPECT_EQ(outcome, "passed") << id;
}

}  // namespace
}  // namespace conform::test
