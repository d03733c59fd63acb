#include "waivers/waiver_file.hpp"

#include <gtest/gtest.h>

#include "load/suite_loader.hpp"
#include "support/scratch_folder.hpp"

namespace conform::test {
namespace {

// The suite of this project, loaded once.
const Suite& suite() {
  static const Suite loaded = *load_suite(CONFORM_SOURCE_DIR);
  return loaded;
}

class WaiverFile : public ::testing::Test {
 protected:
  Result<std::vector<Waiver>> load(std::string_view text) {
    return load_waivers(folder_.write("known.json", text), suite());
  }
  std::vector<std::string> diagnostics(std::string_view text) {
    std::vector<std::string> lines;
    const auto loaded = load(text);
    if (loaded) return lines;
    for (Diagnostic diagnostic : loaded.error()) {
      diagnostic.file = std::filesystem::path{diagnostic.file}.filename().string();
      lines.push_back(to_string(diagnostic));
    }
    return lines;
  }
  ScratchFolder folder_;
};

TEST_F(WaiverFile, IsReadWithEverythingInIt) {
  const auto loaded = load(R"({
  "format": 2,  // what we know of
  "waivers": [
    {"cases": ["users/put/*"], "requirement": "ACCEPT-406", "rule": "contract.status", "where": "status", "status": 500,
     "reason": "old", "link": "https://issues.example/7", "owner": "team users", "expires": "2026-12-31"},
    {"cases": ["a", "b"], "requirement": "ACCEPT-406", "rule": "contract.answer", "where": "", "status": "timed-out",
     "reason": "slow", "expires": "2027-02-28"}
  ]
})");
  ASSERT_TRUE(loaded);
  ASSERT_EQ(loaded->size(), 2U);
  EXPECT_EQ(loaded->front(), (Waiver{.cases = {"users/put/*"},
                                     .requirement = "ACCEPT-406",
                                     .rule = "contract.status",
                                     .where = "status",
                                     .status = "500",
                                     .reason = "old",
                                     .link = "https://issues.example/7",
                                     .owner = "team users",
                                     .expires = "2026-12-31",
                                     .file = (folder_.path() / "known.json").string(),
                                     .line = 4}));
  EXPECT_EQ(loaded->back().status, "timed-out");
  EXPECT_EQ(loaded->back().line, 6U);
}

TEST_F(WaiverFile, RefusesBlankReasonsWithTheirLine) {
  const std::vector<std::string> expected{
      "known.json:3: /waivers/0/reason: the reason is blank (say why this failure is accepted)"};
  for (const std::string reason : {"", " \\t "})
    EXPECT_EQ(diagnostics("{\"format\": 2, \"waivers\": [{\"cases\": [\"a\"], \"requirement\": \"ACCEPT-406\",\n "
                          "\"rule\": \"r\", \"where\": \"\",\n"
                          " \"reason\": \"" +
                          reason + "\", \"expires\": \"2026-12-31\"}]}"),
              expected);
}

TEST_F(WaiverFile, RefusesARequirementThatThereIsNot) {
  const auto found =
      diagnostics(R"({"format": 2, "waivers": [{"cases": ["a"], "requirement": "ACCEPT-407", "rule": "r", "where": "",
    "reason": "x", "expires": "2026-12-31"}]})");
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found.front(),
            "known.json:1: /waivers/0/requirement: unknown requirement \"ACCEPT-407\" (did you mean \"ACCEPT-406\"?)");
}

TEST_F(WaiverFile, RefusesWhatTheSchemaDoesNotKnow) {
  const auto entry = [](const std::string& members) {
    return R"({"format": 2, "waivers": [{"cases": ["a"], "requirement": "ACCEPT-406", "rule": "r", "where": "", "reason": "x")" +
           members + "}]}";
  };
  EXPECT_EQ(diagnostics(entry(R"(, "expires": "2026-12-31")")).size(), 0U);
  EXPECT_EQ(diagnostics(entry("")).size(), 1U);
  EXPECT_EQ(diagnostics(entry(R"(, "expires": "2026-02-30")")).size(), 1U);
  EXPECT_EQ(diagnostics(entry(R"(, "expires": "soon")")).size(), 1U);
  EXPECT_EQ(diagnostics(entry(R"(, "expires": "2026-12-31", "until": 1)")).size(), 1U);
  EXPECT_EQ(diagnostics(entry(R"(, "expires": "2026-12-31", "status": "gone")")).size(), 1U);
  EXPECT_EQ(diagnostics("[]").size(), 1U);
  EXPECT_EQ(diagnostics("{").size(), 1U);
  EXPECT_FALSE(load_waivers(folder_.path() / "not-there.json", suite()));
}

TEST_F(WaiverFile, UnderstandsFormerIds) {
  Suite small;
  small.folder = CONFORM_SOURCE_DIR;
  Requirement requirement;
  requirement.id = "NEW";
  small.rules = RuleBook{{requirement}};
  for (const char* id : {"users/new[attribute=email]", "users/new[attribute=locale]", "users/other"})
    small.cases.emplace_back().id = id;
  small.aliases = {.cases = {{"auth/old", "users/new"}}, .requirements = {{"OLD", "NEW"}}};
  const auto cases = [&](const std::string& pattern) {
    const auto loaded = load_waivers(
        folder_.write("known.json", R"({"format": 2, "waivers": [{"cases": [")" + pattern +
                                        R"("], "requirement": "OLD", "rule": "r", "where": "", "reason": "x",
                                            "expires": "2026-12-31"}]})"),
        small);
    if (!loaded) return std::vector{to_string(loaded.error().front())};
    EXPECT_EQ(loaded->front().requirement, "NEW");
    return loaded->front().cases;
  };
  using Ids = std::vector<std::string>;
  EXPECT_EQ(cases("auth/old[attribute=email]"), Ids{"users/new[attribute=email]"});
  EXPECT_EQ(cases("users/other"), Ids{"users/other"});
  EXPECT_EQ(cases("auth/*"), (Ids{"auth/*", "users/new[attribute=email]", "users/new[attribute=locale]"}));
  EXPECT_EQ(cases("auth/old[attribute=l*"), Ids{"users/new[attribute=l*"});
  EXPECT_EQ(cases("*"), Ids{"*"}) << "it names the present id, too";
}

TEST_F(WaiverFile, OfAnotherFormatIsRefusedWithTheRemedy) {
  const std::string file = (folder_.path() / "known.json").string();
  EXPECT_EQ(diagnostics(R"({"known": []})"),
            (std::vector<std::string>{"known.json:1: this waiver file has no format number, so it has format 1; this "
                                      "version reads format 2 (run: tools/migrate --in-place " +
                                      file + ")"}));
  EXPECT_EQ(diagnostics(R"({"format": 3, "waivers": []})").size(), 1U);
  EXPECT_EQ(diagnostics(R"({"format": 2, "waivers": []})").size(), 0U);
}

}  // namespace
}  // namespace conform::test
