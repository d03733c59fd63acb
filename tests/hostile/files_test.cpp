// Files that are not written by mistake, each given to the built program as every kind of file that it reads.
#include <gtest/gtest.h>

#include "hostile/hostile_file.hpp"

namespace conform::test {
namespace {

using namespace std::string_literals;
namespace fs = std::filesystem;

class HostileFile : public ::testing::TestWithParam<FileKind> {};

std::string file_members(std::size_t count) {
  std::string text = "{";
  for (std::size_t i = 0; i < count; ++i) text += "\"" + std::to_string(i) + "\":0,";
  return text + "\"\":0}";
}

TEST_P(HostileFile, ThatIsLargeOrDeepIsRefused) {
  const FileReader reader{GetParam()};
  reader.expect_refused("million-nested-arrays", std::string(1'000'000, '['), "nested deeper than");
  reader.expect_refused("500000-nested-arrays-closed", std::string(500'000, '[') + std::string(500'000, ']'),
                        "nested deeper than");
  reader.expect_refused("200000-nested-objects", repeated("{\"\":", 200'000), "nested deeper than");
  reader.expect_refused("zeros", "[" + repeated("0,", 500'000) + "0]");
  reader.expect_refused("empty-arrays", "[" + repeated("[],", 300'000) + "0]");
  reader.expect_refused("200000-members", file_members(200'000));
  reader.expect_refused("name-of-a-megabyte", "{\"" + std::string(1'000'000, 'n') + "\":1}");
  reader.expect_refused("string-without-end", "\"" + std::string(1'000'000, 's'));
  reader.expect_refused("comment-without-end", "/*" + std::string(1'000'000, '*'));
  reader.expect_refused("integer-of-100000-digits", "[" + std::string(100'000, '7') + "]");
  reader.expect_refused("exponent-of-100000-digits", "[1e" + std::string(100'000, '9') + "]");
  reader.expect_refused("gzip", "\x1f\x8b\x08\0\0\0\0\0\0\x03"s + std::string(10'000, '\xa5'));
}

TEST_P(HostileFile, ThatIsNoJsonIsRefused) {
  const FileReader reader{GetParam()};
  reader.expect_refused("empty", "");
  reader.expect_refused("duplicate-members", R"({"a":1,"\u0061":2})", "duplicate member");
  // A journal keeps what a server sent, so it may hold one.
  const bool journal = std::string_view{GetParam().name} == "journal";
  reader.expect_refused("lone-surrogate", R"(["\ud800"])", journal ? "expected an object" : "surrogate");
  reader.expect_refused("nan", "[NaN]", "NaN");
  reader.expect_refused("byte-order-mark", "\xef\xbb\xbf{}", "byte order mark");
  reader.expect_refused("trailing-garbage", "{}garbage", "after the end");
  reader.expect_refused("trailing-nul", "{}\0"s, "after the end");
  reader.expect_refused("nothing-but-nul", std::string(100'000, '\0'));
  reader.expect_refused("utf16", "\xff\xfe{\0}\0"s);
  reader.expect_refused("no-utf8", "{\"\xff\xfe\":1}", "UTF-8");
  reader.expect_refused("escape-sequences", "\x1b[2J\x1b]0;title\x07");
}

TEST_P(HostileFile, WithStrangeMembersIsRefused) {
  const FileReader reader{GetParam()};
  reader.expect_refused("escape-sequences-in-a-name", R"({"\u001b[2J\u202e\u009b":1})");
  reader.expect_refused("reference-to-itself", R"({"$ref":"#"})");
}

TEST_P(HostileFile, ThatIsALinkToItselfOrAFolderIsRefused) {
  const FileReader reader{GetParam()};
  const auto expect_refused = [&](const std::string& name) {
    const Finished finished = reader.read(name);
    EXPECT_EQ(finished.exit_code, 2) << name << ": " << finished.all();
    EXPECT_TRUE(holds(finished.err, "hostile.json")) << name << ": " << finished.err;
  };
  fs::create_symlink(reader.file().filename(), reader.file());
  expect_refused("link-to-itself");
  fs::remove(reader.file());
  fs::create_directory(reader.file());
  expect_refused("folder");
}

INSTANTIATE_TEST_SUITE_P(Of, HostileFile,
                         ::testing::Values(case_files(), target_files(), schema_files(), waiver_files(), result_files(),
                                           journal_files()),
                         [](const auto& tested) { return tested.param.name; });

}  // namespace
}  // namespace conform::test
