#include "schema/schema_files.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "unit/schema/schema_folder.hpp"

namespace conform {
namespace {

namespace fs = std::filesystem;

TEST(SchemaFiles, ThatAreMissingAreProblems) {
  SchemaFolder folder;
  folder.add("a.json", "{\n\"items\": {\"$ref\": \"gone.json\"}}");
  EXPECT_EQ(folder.diagnostics({"a.json", "absent.json"}),
            (Diagnostics{{.file = "a.json",
                          .line = 2,
                          .pointer = "/items/$ref",
                          .message = "reference \"gone.json\": gone.json cannot be read: No such file or directory",
                          .hint = {}},
                         {.file = "absent.json",
                          .line = 0,
                          .pointer = "",
                          .message = "cannot be read: No such file or directory",
                          .hint = {}}}));
}

TEST(SchemaFiles, InAFolderThatIsMissingAreProblems) {
  const auto set = SchemaSet::load("/nonexistent-folder", {"a.json"});
  ASSERT_FALSE(set);
  EXPECT_EQ(set.error()[0].message, "cannot read the folder /nonexistent-folder: No such file or directory");
}

TEST(SchemaFiles, AreStrictJson) {
  SchemaFolder folder;
  folder.add("a.json", "{\n \"type\": \"string\",\n \"type\": \"null\"}")
      .add("b.json", "{} // no")
      .add("c.json", "")
      .add("d.json", "\xEF\xBB\xBF{}");
  const Diagnostics diagnostics = folder.diagnostics({"a.json", "b.json", "c.json", "d.json"});
  ASSERT_EQ(diagnostics.size(), 4U);
  EXPECT_EQ(to_string(diagnostics[0]), "a.json:3: /type: duplicate member \"type\" (column 2)");
  EXPECT_EQ(diagnostics[1].message, "comments are not allowed here (column 4)");
  EXPECT_EQ(diagnostics[2].message, "empty (column 1)");
  EXPECT_EQ(diagnostics[3].message, "starts with a byte order mark (column 1)");
}

TEST(SchemaFiles, TellAllProblemsOfAllFilesInOrder) {
  SchemaFolder folder;
  folder
      .add("b.json",
           "{\n\"minLength\": -1,\n\"items\": {\"$ref\": \"#/nowhere\"},\n\"not\": {\"$ref\": \"../x.json\"}\n}")
      .add("a.json", "{\n\"$ref\": \"b.json\",\n\"definitions\": {\n\"d\": {\"tipe\": 1}}}");
  std::vector<std::string> reported;
  for (const Diagnostic& diagnostic : folder.diagnostics({"b.json", "a.json"}))
    reported.push_back(to_string(diagnostic));
  EXPECT_EQ(reported,
            (std::vector<std::string>{
                "a.json:4: /definitions/d/tipe: unknown keyword \"tipe\" (did you mean \"type\"?)",
                "b.json:2: /minLength: expected at least 0, found -1",
                "b.json:3: /items/$ref: reference \"#/nowhere\" leads to nothing",
                "b.json:4: /not/$ref: reference \"../x.json\": it names a file outside of the folder of the schemas"}));
}

TEST(SchemaFiles, AreNamedAsTheCallerNamesTheFolder) {
  SchemaFolder folder;
  folder.add("sub/a.json", "[]");
  const auto set = SchemaSet::load(folder.path(), {"sub/a.json"});
  ASSERT_FALSE(set);
  EXPECT_EQ(set.error()[0].file, (folder.path() / "sub/a.json").generic_string());
}

TEST(SchemaFiles, OutsideOfTheFolderAreRefused) {
  SchemaFolder outside;
  outside.add("secret.json", "{}");
  SchemaFolder folder;
  folder.add("a.json", R"({"items": {"$ref": "link.json"}})")
      .add("b.json", R"({"items": {"$ref": "linked/secret.json"}})");
  fs::create_symlink(outside.path() / "secret.json", folder.path() / "link.json");
  fs::create_directory_symlink(outside.path(), folder.path() / "linked");
  for (const char* file : {"a.json", "b.json", "link.json", "linked/secret.json"}) {
    const Diagnostics diagnostics = folder.diagnostics({file});
    ASSERT_EQ(diagnostics.size(), 1U) << file;
    EXPECT_TRUE(diagnostics[0].message.ends_with("leads outside of the folder of the schemas"))
        << diagnostics[0].message;
  }
  for (const std::string& file :
       {std::string{"../x.json"}, std::string{"/etc/passwd"}, (outside.path() / "secret.json").string()}) {
    EXPECT_FALSE(folder.load({file})) << file;
  }
}

TEST(SchemaFiles, MayBeLinksWithinTheFolder) {
  SchemaFolder folder;
  folder.add("real/a.json", R"({"type": "null"})");
  fs::create_symlink("real/a.json", folder.path() / "alias.json");
  EXPECT_TRUE(folder.load({"alias.json"}));
}

TEST(SchemaFiles, MustBeRegularFiles) {
  SchemaFolder folder;
  fs::create_directory(folder.path() / "folder.json");
  ASSERT_EQ(mkfifo((folder.path() / "pipe.json").c_str(), 0600), 0);
  EXPECT_EQ(folder.diagnostics({"folder.json"})[0].message, "no regular file");
  EXPECT_EQ(folder.diagnostics({"pipe.json"})[0].message, "no regular file");
}

TEST(SchemaFiles, MayBeNoBiggerThanTheLimit) {
  SchemaFolder folder;
  folder.add("big.json", "{\"title\": \"" + std::string(17U << 20U, 'x') + "\"}");
  EXPECT_EQ(folder.diagnostics({"big.json"})[0].message, "has more than 16777216 bytes");
}

TEST(SchemaFiles, AreReadOnceWhateverTheirSpelling) {
  SchemaFolder folder;
  folder.add("a.json", R"({"items": [{"$ref": "./b.json"}, {"$ref": "x/../b.json"}, {"$ref": "%62.json"}]})")
      .add("b.json", "{}");
  const LoadedFiles loaded = load_schema_files(folder.path(), {"a.json", "./a.json"}, {});
  EXPECT_EQ(loaded.files.size(), 2U);
  EXPECT_TRUE(loaded.diagnostics.empty());
}

}  // namespace
}  // namespace conform
