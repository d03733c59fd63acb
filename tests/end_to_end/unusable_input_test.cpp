#include <gtest/gtest.h>

#include <fstream>

#include "end_to_end/program.hpp"
#include "support/raw_server.hpp"

namespace conform::test {
namespace {

namespace fs = std::filesystem;

/// A server that only counts, a target file for it, and a copy of the suite that may be broken.
class UnusableInput : public ::testing::Test {
 protected:
  [[nodiscard]] std::string target(const nlohmann::json& changes = nlohmann::json::object()) const {
    auto document = target_for(server_.url());
    document.merge_patch(changes);
    return folder_.write("target.json", document.dump(2)).string();
  }
  [[nodiscard]] fs::path suite_copy() const {
    fs::path copy = folder_.path() / "suite";
    fs::create_directory(copy);
    for (const char* part : {"cases", "schemas"})
      fs::copy(fs::path{CONFORM_SOURCE_DIR} / part, copy / part, fs::copy_options::recursive);
    return copy;
  }
  /// It ends with 2, says all of this, and the server has not heard of it.
  void expect_refusal(const Finished& run, const std::vector<std::string>& said) const {
    EXPECT_EQ(run.exit_code, 2) << run.all();
    for (const std::string& text : said) EXPECT_TRUE(holds(run.err, text)) << text << " is not in:\n" << run.err;
    EXPECT_EQ(server_.connections(), 0U);
    EXPECT_EQ(run.out, "");
  }

  ScratchFolder folder_;
  RawServer server_{[](RawConnection&) {}};
};

void replace_first(const fs::path& file, const std::string& from, const std::string& to) {
  std::string text = read_file(file);
  const std::size_t at = text.find(from);
  ASSERT_NE(at, std::string::npos) << file;
  std::ofstream{file, std::ios::binary} << text.replace(at, from.size(), to);
}

TEST_F(UnusableInput, CaseFileThatIsNoJson) {
  const fs::path suite = suite_copy();
  std::ofstream{suite / "cases/users/patch/merge.json"} << "{\n  \"about\": \"Nothing.\",\n  \"cases\": [,]\n}\n";
  expect_refusal(conform({"--suite", suite.string(), "run", "--target", target()}),
                 {(suite / "cases/users/patch/merge.json").string() + ":3: /cases", "unexpected ','"});
}

TEST_F(UnusableInput, CaseFileWithAMistypedMember) {
  const fs::path suite = suite_copy();
  replace_first(suite / "cases/users/get/read.json", "\"status\"", "\"statuss\"");
  expect_refusal(conform({"--suite", suite.string(), "run", "--target", target()}),
                 {"cases/users/get/read.json:", ": /cases/0/steps/0/expect/statuss: ", "did you mean \"status\"?"});
}

TEST_F(UnusableInput, CaseFileWithAnUnknownRequirement) {
  const fs::path suite = suite_copy();
  replace_first(suite / "cases/users/patch/merge.json", "\"UPDATE-KEEPS-OMITTED\"", "\"UPDATE-KEEPS-OMITED\"");
  expect_refusal(conform({"--suite", suite.string(), "run", "--target", target()}),
                 {"cases/users/patch/merge.json:", ": /cases/0/requirements", "UPDATE-KEEPS-OMITED",
                  "did you mean \"UPDATE-KEEPS-OMITTED\"?"});
}

TEST_F(UnusableInput, ProblemsOfSeveralFilesAtOnce) {
  const fs::path suite = suite_copy();
  replace_first(suite / "cases/users/get/read.json", "\"status\"", "\"statuss\"");
  replace_first(suite / "cases/users/patch/merge.json", "\"steps\"", "\"step\"");
  expect_refusal(conform({"--suite", suite.string(), "run", "--target", target()}),
                 {"cases/users/get/read.json:", "cases/users/patch/merge.json:", " problems\n"});
}

TEST_F(UnusableInput, SchemaThatIsNone) {
  const fs::path suite = suite_copy();
  replace_first(suite / "schemas/user-document.schema.json", "\"required\"", "\"requierd\"");
  expect_refusal(conform({"--suite", suite.string(), "run", "--target", target()}),
                 {"user-document.schema.json", "requierd", "did you mean \"required\"?"});
}

TEST_F(UnusableInput, SuiteFolderWithoutASuite) {
  expect_refusal(conform({"--suite", folder_.path().string(), "run", "--target", target()}),
                 {folder_.path().string(), "schemas/ and cases/"});
}

TEST_F(UnusableInput, TargetFileThatIsNoJson) {
  const fs::path file = folder_.write("target.json", "{\n\"baseUrl\": }\n");
  expect_refusal(conform({"run", "--target", file.string()}), {file.string() + ":2: /baseUrl: unexpected '}'"});
}

TEST_F(UnusableInput, TargetFileThatIsNotThere) {
  expect_refusal(conform({"run", "--target", "no-such-target.json"}), {"no-such-target.json", "cannot be read"});
}

TEST_F(UnusableInput, TargetFileWithSeveralMistakes) {
  expect_refusal(conform({"run", "--target", target({{"serverManged", {"createdAt"}}, {"apiVersion", "2024-9"}})}),
                 {"/serverManged: ", "did you mean \"serverManaged\"?", "\"2024-9\" is not known", "2 problems"});
}

TEST_F(UnusableInput, TargetWithAVariableThatIsNotSet) {
  const std::string file = target({{"actors", {{"user-1", {{"token", "${env:CONFORM_TEST_UNSET}"}}}}}});
  expect_refusal(conform({"run", "--target", file}, {{"CONFORM_TEST_UNSET", ""}}),
                 {file + ":", "/actors/user-1/token: ", "CONFORM_TEST_UNSET is not set", "set it before the run"});
}

TEST_F(UnusableInput, TargetElsewhereWithoutAllowWrites) {
  expect_refusal(conform({"run", "--target", target({{"baseUrl", "http://user.example/user/2024-3"}})}),
                 {"/baseUrl: ", "allowWrites"});
}

TEST_F(UnusableInput, UnknownFlag) {
  expect_refusal(conform({"run", "--target", target(), "--reprot", "junit=x"}),
                 {"conform: unknown option --reprot (did you mean \"--report\"?)", "see conform run --help"});
}

TEST_F(UnusableInput, UnknownCommand) {
  expect_refusal(conform({"rnu"}), {"conform: unknown command \"rnu\" (did you mean \"run\"?)", "--help"});
}

TEST_F(UnusableInput, UnknownFault) {
  expect_refusal(conform({"serve", "--fault", "put-kepes:locale"}),
                 {"unknown fault \"put-kepes:locale\"", "did you mean"});
}

TEST_F(UnusableInput, PinThatPinsNothing) {
  const std::string unknown = target({{"pins", {{"adress", "merge"}}}});
  expect_refusal(conform({"run", "--target", unknown}), {unknown + ": /pins/adress: ", "\"adress\""});
  const std::string reading = target({{"pins", {{"accept-any", "sometimes"}}}});
  expect_refusal(conform({"run", "--target", reading}),
                 {"/pins/accept-any: ", "\"sometimes\" is not an interpretation", "it has: "});
}

TEST_F(UnusableInput, NoCommand) {
  expect_refusal(conform({}), {"conform run", "conform init", "conform --help lists all commands"});
}

TEST_F(UnusableInput, UnknownSelector) {
  expect_refusal(conform({"run", "--target", target(), "users/patchh"}),
                 {"\"users/patchh\"", "did you mean \"users/patch\"?"});
}

TEST_F(UnusableInput, UnknownSelectorBesideAGoodOne) {
  expect_refusal(conform({"run", "--target", target(), "users/get", "users/gett"}), {"\"users/gett\""});
}

TEST_F(UnusableInput, UnknownReportFormat) {
  expect_refusal(conform({"run", "--target", target(), "--report", "jnuit=x.xml"}), {"jnuit", "junit", "json"});
}

TEST_F(UnusableInput, ReportPathThatCannotBeOpened) {
  const fs::path file = folder_.write("file", "");
  expect_refusal(conform({"run", "--target", target(), "--report", "junit=" + (file / "x.xml").string()}),
                 {(file / "x.xml").string(), "check the path and its rights"});
}

TEST_F(UnusableInput, LeavesReportsOfEarlierRunsAlone) {
  const fs::path report = folder_.write("junit.xml", "of an earlier run");
  expect_refusal(conform({"run", "--target", target(), "--report", "junit=" + report.string(), "users/gett"}), {});
  EXPECT_EQ(read_file(report), "of an earlier run");
}

TEST_F(UnusableInput, TwoReportsInOneFile) {
  const std::string path = (folder_.path() / "report").string();
  expect_refusal(conform({"run", "--target", target(), "--report", "junit=" + path, "--report", "json=" + path}),
                 {path});
}

TEST_F(UnusableInput, QuickTargetWithoutItsUser) {
  expect_refusal(conform({"run", "--base-url", server_.url() + "/user/2024-3"}), {"--base-url", "--user-id"});
}

TEST_F(UnusableInput, QuickTargetWhoseTokenIsNotSet) {
  expect_refusal(conform({"run", "--base-url", server_.url() + "/user/2024-3", "--user-id",
                          "6c1c5f3a-0b61-4d39-8d2c-5d2f6f0d9a10", "--token-env", "CONFORM_TEST_UNSET"},
                         {{"CONFORM_TEST_UNSET", ""}}),
                 {"--token-env", "CONFORM_TEST_UNSET is not set"});
}

}  // namespace
}  // namespace conform::test
