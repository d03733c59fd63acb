// What the fuzzer has found worth keeping, through the same targets, without libFuzzer: what was mended stays mended.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <ostream>
#include <string>

#include "fuzz/target.hpp"

namespace conform::fuzz {

/// For test names, which must not hold addresses.
void PrintTo(const Target& target, std::ostream* out) { *out << target.name; }

namespace {

class Corpus : public ::testing::TestWithParam<Target> {};

TEST_P(Corpus, KeepsTheLawsOfItsTarget) {
  std::size_t inputs = 0;
  const std::filesystem::path folder = std::filesystem::path{CONFORM_SOURCE_DIR} / "fuzz/corpus" / GetParam().name;
  for (const auto& entry : std::filesystem::directory_iterator{folder}) {
    std::ifstream file{entry.path(), std::ios::binary};
    const std::string bytes{std::istreambuf_iterator<char>{file}, {}};
    SCOPED_TRACE(entry.path().string());
    GetParam().run(bytes);
    ++inputs;
  }
  EXPECT_GT(inputs, 0U) << "the corpus of " << GetParam().name << " is empty";
}

INSTANTIATE_TEST_SUITE_P(Of, Corpus, ::testing::ValuesIn(targets().begin(), targets().end()),
                         [](const auto& tested) { return std::string{tested.param.name}; });

}  // namespace
}  // namespace conform::fuzz
