#include "load/json_file.hpp"

#include <gtest/gtest.h>

#include "unit/load/mini_suite.hpp"

namespace conform {
namespace {

using test::lines;
using test::ScratchFolder;
using Lines = std::vector<std::string>;

JsonFile read(std::string_view text) {
  const ScratchFolder folder;
  auto file = read_json_file(folder.write("a.json", text), "a.json");
  EXPECT_TRUE(file.has_value());
  return file ? std::move(*file) : JsonFile{};
}

TEST(JsonFile, KnowsTheLinesOfItsValues) {
  const JsonFile file = read("{\n  \"a\": [\n    1,\n    {\"b\": 2}\n  ]\n}");
  EXPECT_EQ(file.line_of(""), 1U);
  EXPECT_EQ(file.line_of("/a"), 2U);
  EXPECT_EQ(file.line_of("/a/0"), 3U);
  EXPECT_EQ(file.line_of("/a/1/b"), 4U);
}

TEST(JsonFile, TakesTheLineOfWhatIsAroundAMissingValue) {
  const JsonFile file = read("{\n  \"a\": [\n    1]\n}");
  EXPECT_EQ(file.line_of("/a/7/x"), 2U);
  EXPECT_EQ(file.line_of("/b"), 1U);
}

TEST(JsonFile, MakesProblemsWithItsNameAndLine) {
  const JsonFile file = read("{\n \"a\": 1}");
  EXPECT_EQ(file.diagnostic("/a", "is wrong", "write 2"),
            (Diagnostic{.file = "a.json", .line = 2, .pointer = "/a", .message = "is wrong", .hint = "write 2"}));
}

TEST(ReadJsonFile, TellsWhereTextIsNoJson) {
  const ScratchFolder folder;
  const auto file = read_json_file(folder.write("a.json", "{\n  \"a\": 1,\n}"), "shown.json");
  ASSERT_FALSE(file.has_value());
  ASSERT_EQ(file.error().size(), 1U);
  EXPECT_EQ(file.error()[0].file, "shown.json");
  EXPECT_EQ(file.error()[0].line, 3U);
  EXPECT_NE(file.error()[0].message.find("(column 1)"), std::string::npos);
}

TEST(ReadJsonFile, TellsThatAFileCannotBeRead) {
  const ScratchFolder folder;
  const auto absent = read_json_file(folder.path() / "absent.json", "absent.json");
  ASSERT_FALSE(absent.has_value());
  EXPECT_EQ(lines(absent.error()), Lines{"absent.json: cannot be read: No such file or directory"});
  const auto whole = read_json_file(folder.path(), "folder");
  ASSERT_FALSE(whole.has_value());
  EXPECT_EQ(lines(whole.error()), Lines{"folder: is a folder, not a file"});
}

TEST(CheckAgainst, TellsEveryDepartureWithLineAndHint) {
  const ScratchFolder folder;
  folder.write("s.schema.json",
               R"({"type": "object", "additionalProperties": false, "required": ["b"],
                   "properties": {"status": {"type": "integer"}, "b": true}})");
  const auto schemas = SchemaSet::load(folder.path(), {"s.schema.json"});
  ASSERT_TRUE(schemas.has_value());
  const JsonFile file = read("{\n  \"statuss\": 1,\n  \"status\": \"x\"\n}");
  const Diagnostics diagnostics = check_against(file, *schemas, "s.schema.json");
  ASSERT_EQ(diagnostics.size(), 3U);
  const auto at = [&](const std::string& pointer) {
    for (const Diagnostic& diagnostic : diagnostics) {
      if (diagnostic.pointer == pointer) return to_string(diagnostic);
    }
    return std::string{"no problem at "} + pointer;
  };
  EXPECT_NE(at("/statuss").find("a.json:2: /statuss: "), std::string::npos) << at("/statuss");
  EXPECT_NE(at("/statuss").find("did you mean \"status\"?"), std::string::npos) << at("/statuss");
  EXPECT_NE(at("/status").find("a.json:3: /status: expected "), std::string::npos) << at("/status");
  EXPECT_NE(at("").find("a.json:1: missing member "), std::string::npos) << at("");
}

}  // namespace
}  // namespace conform
