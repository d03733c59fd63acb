#include "reports/json_diff.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <string>

#include "reports/text.hpp"
#include "support/nasty_text.hpp"

namespace conform {
namespace {

std::string drawn_lines(const std::vector<DiffLine>& lines) {
  std::string text;
  for (const DiffLine& line : lines) text += std::string{mark_of(line.kind)} + line.text + '\n';
  return text;
}

TEST(JsonDiff, ComparesMembersWhateverTheirOrder) {
  EXPECT_EQ(drawn_lines(difference(R"({"b": 2, "a": 1})", R"({"a": 1, "b": 3})")),
            " {\n"
            "   \"a\": 1,\n"
            "-  \"b\": 2\n"
            "+  \"b\": 3\n"
            " }\n");
}

TEST(JsonDiff, TakesNoCommaForADifference) {
  EXPECT_EQ(drawn_lines(difference(R"({"a": 1})", R"({"a": 1, "b": 2})")),
            " {\n"
            "   \"a\": 1,\n"
            "+  \"b\": 2\n"
            " }\n");
}

TEST(JsonDiff, ShowsTheOnlyMemberOfAnObjectAlone) {
  EXPECT_EQ(drawn_lines(difference(R"({"a": {}, "b": [1]})", R"({"a": {"c": 1}, "b": []})")),
            " {\n"
            "   \"a\": {\n"
            "+    \"c\": 1\n"
            "   },\n"
            "   \"b\": [\n"
            "-    1\n"
            "   ]\n"
            " }\n");
}

TEST(JsonDiff, LeavesOutWhatIsFarFromADifference) {
  std::string expected = "[";
  for (int i = 0; i < 20; ++i) expected += std::to_string(i) + ", ";
  const std::string actual = expected + "98]";
  expected += "99]";
  EXPECT_EQ(drawn_lines(difference(expected, actual)),
            " … 18 lines\n"
            "   17,\n"
            "   18,\n"
            "   19,\n"
            "-  99\n"
            "+  98\n"
            " ]\n");
}

TEST(JsonDiff, ShowsWhatIsNoJsonAsItIs) {
  EXPECT_EQ(drawn_lines(difference("a JSON document", "<html>\nOops")), "-a JSON document\n+<html>\n+Oops\n");
  EXPECT_EQ(drawn_lines(difference("\"de-DE\"", "absent")), "-\"de-DE\"\n+absent\n");
  EXPECT_EQ(drawn_lines(difference("", "absent")), "+absent\n");
}

TEST(JsonDiff, EndsAfterSoManyLines) {
  const auto lines = difference("[1,2,3,4,5,6]", "words", 4);
  ASSERT_EQ(lines.size(), 5U);
  EXPECT_EQ(lines.back().text, "… 5 more lines");
}

TEST(JsonDiff, OfLargeDocumentsDoesNotTakeTheirProduct) {
  std::string large = "[0";
  for (int i = 1; i < 20'000; ++i) large += "," + std::to_string(i);
  EXPECT_LE(difference(large + "]", large + ",0]").size(), 201U);
}

RC_GTEST_PROP(JsonDiff, OfAnythingIsPrintableLines, ()) {
  for (const DiffLine& line : difference(*test::nasty_bytes(), *test::nasty_bytes())) {
    RC_ASSERT(printable_line(line.text) == line.text);
  }
}

RC_GTEST_PROP(JsonDiff, HasTheLinesOfBothSides, ()) {
  const auto numbers = rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 5));
  const auto list = [](const std::vector<int>& values) {
    std::string text = "[9";  // never empty
    for (const int value : values) text += "," + std::to_string(value);
    return text + "]";
  };
  const std::string expected = list(*numbers);
  const std::string actual = list(*numbers);
  const auto without_comma = [](std::string line) {
    if (line.ends_with(',')) line.pop_back();
    return line;
  };
  const auto side = [&](DiffLine::Kind other) {
    std::vector<std::string> lines;
    for (const DiffLine& line : difference(expected, actual, 10'000)) {
      RC_PRE(line.kind != DiffLine::Kind::omitted);
      if (line.kind != other) lines.push_back(without_comma(line.text));
    }
    return lines;
  };
  const auto laid_out = [&](const std::string& text) {
    std::vector<std::string> lines = laid_out_json(text);
    std::transform(lines.begin(), lines.end(), lines.begin(), without_comma);
    return lines;
  };
  RC_PRE(expected != actual);
  RC_ASSERT(side(DiffLine::Kind::actual) == laid_out(expected));
  RC_ASSERT(side(DiffLine::Kind::expected) == laid_out(actual));
}

}  // namespace
}  // namespace conform
