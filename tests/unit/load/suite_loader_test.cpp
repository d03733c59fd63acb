#include "load/suite_loader.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "unit/load/mini_suite.hpp"

namespace conform {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using test::a_case;
using test::case_file;
using test::ids;
using test::lines;
using test::MiniSuite;
using test::ScratchFolder;
using Lines = std::vector<std::string>;

TEST(SuiteLoader, LoadsAGoodSuite) {
  const MiniSuite mini;
  const auto suite = mini.load();
  ASSERT_TRUE(suite.has_value()) << to_string(suite.error().front());
  EXPECT_EQ(suite->folder, mini.path());
  EXPECT_EQ(ids(suite->cases), (Lines{"users/basic/read", "users/basic/change[attribute=firstName]",
                                      "users/basic/change[attribute=locale]"}));
  EXPECT_EQ(suite->contracts.size(), 2U);
  ASSERT_NE(suite->contract("2024-3"), nullptr);
  EXPECT_EQ(suite->contract("2024-3")->version, "2024-3");
  EXPECT_EQ(suite->contract("1999-1"), nullptr);
  EXPECT_NE(suite->rules.find("UPDATE-NULL"), nullptr);
  EXPECT_EQ(suite->fixtures.attributes(), (Lines{"address", "firstName", "locale"}));
  EXPECT_TRUE(suite->schemas.contains("user-document.schema.json"));
}

TEST(SuiteLoader, ReadsCaseFilesInTheOrderOfTheirNames) {
  MiniSuite mini;
  mini.write("cases/z.json", case_file(a_case("", "last"))).write("cases/auth/a.json", case_file(a_case("", "first")));
  const auto suite = mini.load();
  ASSERT_TRUE(suite.has_value());
  ASSERT_EQ(suite->cases.size(), 5U);
  EXPECT_EQ(suite->cases.front().id, "auth/a/first");
  EXPECT_EQ(suite->cases.back().id, "z/last");
}

TEST(SuiteLoader, LoadsAFileThatIsNotWantedWhenItsCasesCannotBeCounted) {
  MiniSuite mini;
  mini.write("cases/broken.json", R"({"format": 2, "about": "x", "cases": 7})");
  const auto suite = load_suite(mini.path(), [](std::string_view) { return false; });
  ASSERT_FALSE(suite.has_value());
  EXPECT_NE(to_string(suite.error().front()).find("broken.json"), std::string::npos);
}

TEST(SuiteLoader, PassesOverFilesThatAreNoJson) {
  MiniSuite mini;
  mini.write("cases/README.md", "no case").write("cases/users/basic.json~", "{");
  EXPECT_EQ(mini.diagnostics(), Lines{});
}

TEST(SuiteLoader, ReadsEveryCaseFileWhateverItsName) {
  MiniSuite mini;
  mini.write("cases/users/fixtures.json", case_file(a_case("", "hidden")));
  const auto suite = mini.load();
  ASSERT_TRUE(suite.has_value());
  EXPECT_EQ(suite->cases.size(), 4U);
}

TEST(SuiteLoader, TakesAFolderCalledLikeACaseFileForAProblem) {
  MiniSuite mini;
  mini.write("cases/users/odd.json/inner.txt", "x");
  EXPECT_EQ(mini.diagnostics(), Lines{"cases/users/odd.json: is a folder, not a file"});
}

TEST(SuiteLoader, TellsOfEveryFileAtOnce) {
  MiniSuite mini;
  mini.write("cases/a.json", "{")
      .write("cases/b.json", case_file(a_case(R"("setup": {"attributes": "ful"})")))
      .write("cases/c.json", R"({"format": 2, "about": "x", "cases": []})");
  const Lines found = mini.diagnostics();
  ASSERT_EQ(found.size(), 3U);
  EXPECT_EQ(found[0].find("cases/a.json:1: "), 0U) << found[0];
  EXPECT_EQ(found[1].find("cases/b.json:1: "), 0U) << found[1];
  EXPECT_EQ(found[2].find("cases/c.json:1: "), 0U) << found[2];
}

TEST(SuiteLoader, TellsOfRequirementsFixturesAndContractsAtOnce) {
  MiniSuite mini;
  mini.write("cases/fixtures.json", "{}")
      .write("schemas/requirements.json", "[]")
      .write("schemas/openapi/2024-3.json", "{}");
  const Lines found = mini.diagnostics();
  const auto about = [&](const std::string& file) {
    return std::any_of(found.begin(), found.end(), [&](const std::string& line) { return line.starts_with(file); });
  };
  EXPECT_TRUE(about("cases/fixtures.json"));
  EXPECT_TRUE(about("schemas/requirements.json"));
  EXPECT_TRUE(about("schemas/openapi/2024-3.json"));
}

TEST(SuiteLoader, TakesOwnValuesOfUsersInFixtures) {
  MiniSuite mini;
  mini.change("cases/fixtures.json", [](json& fixtures) {
    fixtures["states"]["full"]["firstName"] = "Ada ${own.mark}";
    fixtures["samples"]["firstName"] = {"Ada ${own.area} ${own.line}", "Grace ${own.number}"};
  });
  EXPECT_EQ(mini.diagnostics(), Lines{});
}

TEST(SuiteLoader, RefusesOtherExpressionsAndWordsOfTheFormatInFixtures) {
  MiniSuite mini;
  mini.change("cases/fixtures.json", [](json& fixtures) {
    fixtures["states"]["full"]["firstName"] = "Ada ${nonce}";
    fixtures["samples"]["firstName"] = {"Ada", "${own.age}"};
    fixtures["samples"]["address"] = {{{"$from", "full"}}, {{"street", "Storgata"}}};
  });
  const Lines found = mini.diagnostics();
  ASSERT_EQ(found.size(), 3U);
  EXPECT_NE(found[0].find("/states/full: \"${nonce}\" is unknown here"), std::string::npos) << found[0];
  EXPECT_NE(found[1].find("/samples/address/0/$from: the member \"$from\" has no meaning here"), std::string::npos)
      << found[1];
  EXPECT_NE(found[2].find("/samples/firstName: \"${own.age}\" is unknown here"), std::string::npos) << found[2];
}

TEST(SuiteLoader, RefusesAContractWithAnUnknownSchema) {
  MiniSuite mini;
  mini.change("schemas/openapi/2024-3.json", [](json& contract) {
    contract["paths"]["/users/{userId}"]["get"]["responses"]["200"]["content"]["application/vnd.api+json"]["schema"]
            ["$ref"] = "../user-dokument.schema.json";
  });
  EXPECT_EQ(mini.diagnostics(), Lines{"schemas/openapi/2024-3.json: /paths: getUser 200 refers to the unknown schema "
                                      "\"user-dokument.schema.json\""});
}

TEST(SuiteLoader, RefusesARequirementThatIsThereTwice) {
  MiniSuite mini;
  mini.change("schemas/requirements.json", [](json& file) { file["requirements"].push_back(file["requirements"][0]); });
  const Lines found = mini.diagnostics();
  ASSERT_EQ(found.size(), 1U);
  EXPECT_NE(found[0].find("\"ANSWER-COMPLETE\" occurs twice"), std::string::npos) << found[0];
}

TEST(SuiteLoader, RefusesASchemaThatIsNone) {
  MiniSuite mini;
  mini.change("schemas/user-document.schema.json", [](json& schema) { schema["tipe"] = "object"; });
  const Lines found = mini.diagnostics();
  ASSERT_EQ(found.size(), 1U);
  EXPECT_NE(found[0].find("tipe"), std::string::npos) << found[0];
}

TEST(SuiteLoader, RefusesASuiteWithoutCases) {
  MiniSuite mini;
  fs::remove_all(mini.path() / "cases/users");
  EXPECT_EQ(mini.diagnostics(), Lines{"cases: holds no case files (is the suite folder right?)"});
}

TEST(SuiteLoader, RefusesAFolderThatHoldsNothing) {
  const ScratchFolder folder;
  EXPECT_FALSE(load_suite(folder.path()).has_value());
  EXPECT_FALSE(load_suite(folder.path() / "absent").has_value());
}

TEST(SuiteFolder, IsTheOneGiven) {
  const MiniSuite mini;
  const auto folder = find_suite_folder(mini.path());
  ASSERT_TRUE(folder.has_value());
  EXPECT_EQ(*folder, mini.path());
}

TEST(SuiteFolder, HasToHoldSchemasAndCases) {
  const ScratchFolder scratch;
  scratch.write("schemas/x", "");
  const auto folder = find_suite_folder(scratch.path());
  ASSERT_FALSE(folder.has_value());
  EXPECT_EQ(lines(folder.error()),
            Lines{scratch.path().string() + ": is not a suite folder (it must hold schemas/ and cases/)"});
}

TEST(SuiteFolder, IsTheSourceFolderForAProgramThatIsNotInstalled) {
  const auto folder = find_suite_folder({});
  ASSERT_TRUE(folder.has_value());
  EXPECT_TRUE(fs::equivalent(*folder, test::source_folder));
}

}  // namespace
}  // namespace conform
