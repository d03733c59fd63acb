#include <gtest/gtest.h>

#include <cctype>
#include <map>
#include <set>

#include "end_to_end/program.hpp"

namespace conform::test {
namespace {

/// The first Authorization field of a request in a record; empty: there is none.
std::string authorization_of(const nlohmann::json& headers) {
  for (const auto& field : headers) {
    std::string name = field.at(0).is_string() ? field.at(0).get<std::string>() : std::string{};
    for (char& c : name) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    if (name == "authorization") return field.at(1).is_string() ? field.at(1).get<std::string>() : field.at(1).dump();
  }
  return {};
}

TEST(EmbeddedRun, FindsTheReferenceServerConformant) {
  const Finished run = conform({"run"});
  EXPECT_EQ(run.exit_code, 0) << run.all();
  EXPECT_TRUE(holds(run.out, " 0 failed, 0 errored, 0 skipped")) << run.out;
  EXPECT_TRUE(holds(run.out, "Conformant: every must-level requirement of 2024-3 was verified and holds")) << run.out;
}

TEST(EmbeddedRun, IsCompleteForTheLastVersionToo) {
  const Finished run = conform({"run", "--api-version", "2025-1", "--require-complete", "-q"});
  EXPECT_EQ(run.exit_code, 0) << run.all();
  EXPECT_TRUE(holds(run.out, "requirement of 2025-1 was verified")) << run.out;
}

TEST(EmbeddedRun, WritesReportsThatReadersAccept) {
  const ScratchFolder folder;
  const auto junit = folder.path() / "deep" / "down" / "junit.xml";
  const auto result = folder.path() / "result.json";
  const Finished run =
      conform({"run", "-q", "--report", "junit=" + junit.string(), "--report", "json=" + result.string()});
  ASSERT_EQ(run.exit_code, 0) << run.all();
  EXPECT_TRUE(is_valid_junit(junit));
  EXPECT_TRUE(is_valid_result(result));
  const auto document = read_json(result);
  EXPECT_EQ(document.at("conclusion"), "conformant");
  EXPECT_EQ(document.at("interrupted"), false);
  EXPECT_EQ(document.at("verdicts").size(), document.at("totals").at("passed").get<std::size_t>());
  EXPECT_EQ(document.at("suite").at("cases"), document.at("verdicts").size());
}

// The law of every exchange: its token belongs to the actor whom it names, and without a token it names none.
TEST(EmbeddedRun, NamesTheActorWhoseTokenWasSent) {
  const ScratchFolder folder;
  const auto path = folder.path() / "result.json";
  const Finished run = conform({"run", "--verbose", "--seed", "1", "--report", "json=" + path.string()});
  ASSERT_EQ(run.exit_code, 0) << run.all();
  std::map<std::string, std::size_t> of_actor;
  std::vector<std::string> wrong;
  const json document = read_json(path);
  for (const auto& verdict : document.at("verdicts")) {
    for (const auto& exchange : verdict.at("exchanges")) {
      const auto actor = exchange.at("actor").get<std::string>();
      const std::string authorization = authorization_of(exchange.at("request").at("headers"));
      std::string variable;  // "$USER_1_" of "user-1"
      for (const char c : actor) variable += c == '-' ? '_' : static_cast<char>(std::toupper(c));
      variable = "$" + variable + "_";
      const bool of_nobody = authorization.empty();
      const bool known = holds(authorization, "$") && holds(authorization, "TOKEN");
      if (of_nobody ? !actor.empty() : known && !holds(authorization, variable)) {
        wrong.push_back(verdict.at("id").get<std::string>() + ": " + exchange.at("purpose").get<std::string>() +
                        " as \"" + actor + "\" with \"" + authorization + "\"");
      }
      ++of_actor[actor];
    }
  }
  EXPECT_TRUE(wrong.empty()) << wrong.size() << ", the first of them: " << (wrong.empty() ? "" : wrong.front());
  for (const char* actor : {"", "user-1", "user-2", "reader", "admin", "expired", "unlinked"})
    EXPECT_GT(of_actor[actor], 0U) << actor;
}

TEST(EmbeddedRun, LeavesNothingButTheReportsInItsFolders) {
  const ScratchFolder folder;
  const Finished run = conform({"run", "-q", "users/get", "--report", "json=" + (folder.path() / "a.json").string(),
                                "--report", "junit=" + (folder.path() / "a.xml").string()});
  ASSERT_EQ(run.exit_code, 0) << run.all();
  std::set<std::string> left;
  for (const auto& entry : std::filesystem::directory_iterator{folder.path()})
    left.insert(entry.path().filename().string());
  EXPECT_EQ(left, (std::set<std::string>{"a.json", "a.xml"}));
}

TEST(EmbeddedRun, IsIncompleteWhenOnlySomeCasesAreSelected) {
  const Finished run = conform({"run", "-q", "users/get"});
  EXPECT_EQ(run.exit_code, 0) << run.all();
  EXPECT_TRUE(holds(run.out, "Incomplete: no violation")) << run.out;
  EXPECT_EQ(conform({"run", "-q", "users/get", "--require-complete"}).exit_code, 3);
}

TEST(EmbeddedRun, SelectsByGlobRequirementAndTag) {
  const ScratchFolder folder;
  const auto result = folder.path() / "result.json";
  const auto selected = [&](const std::string& selector) {
    const Finished run = conform({"run", "-q", selector, "--report", "json=" + result.string()});
    EXPECT_EQ(run.exit_code, 0) << run.all();
    return outcomes_of(read_json(result));
  };
  for (const auto& [id, outcome] : selected("users/*/concurrent*")) EXPECT_TRUE(holds(id, "/concurrent/")) << id;
  EXPECT_TRUE(
      selected("requirement:UPDATE-KEEPS-OMITTED").contains("users/patch/merge/one-attribute-alone[attribute=locale]"));
  EXPECT_FALSE(selected("users/get").empty());
}

}  // namespace
}  // namespace conform::test
