#include "json/source_lines.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace conform {
namespace {

SourceLines lines_of(const std::string& sample_text, std::size_t noted_depth) {
  JsonLines outer;
  EXPECT_TRUE(parse_json(sample_text, {}, &outer, noted_depth));
  return {sample_text, {}, std::move(outer)};
}

const std::string sample_text = "{\n\"a\": [\n1,\n{\"b\":\n2}],\n\"c\": 3}";

TEST(SourceLines, AreThoseOfFullParsingHoweverFewWereNoted) {
  JsonLines all;
  ASSERT_TRUE(parse_json(sample_text, {}, &all));
  for (const std::size_t depth : {0U, 1U, 2U, 9U}) {
    const SourceLines lines = lines_of(sample_text, depth);
    for (const auto& [pointer, line] : all) EXPECT_EQ(lines.line_of(pointer), line) << pointer << " " << depth;
  }
}

TEST(SourceLines, OfWhatIsNotThereAreThoseOfWhatIsAroundIt) {
  const SourceLines lines = lines_of(sample_text, 1);
  EXPECT_EQ(lines.line_of("/a/1/x/y"), 4U);
  EXPECT_EQ(lines.line_of("/missing"), 1U);
}

TEST(SourceLines, AreUnknownWithoutAText) { EXPECT_EQ(SourceLines{}.line_of("/a"), 0U); }

}  // namespace
}  // namespace conform
