#include <gtest/gtest.h>

#include <set>

#include "end_to_end/program.hpp"

namespace conform::test {
namespace {

std::set<std::string> violated(const nlohmann::json& result, const std::string& level) {
  std::set<std::string> found;
  for (const auto& verdict : result.at("verdicts")) {
    for (const auto& finding : verdict.at("findings")) {
      if (finding.at("level") == level) found.insert(finding.at("requirement").get<std::string>());
    }
  }
  return found;
}

// What real servers of this API do: their strictness is their right, their 401 in plain text is a violation.
TEST(PublishedFramework, DepartsAtMustLevelByNothingButThePlainText401) {
  const ReferenceServer server{{"--variant", "published-framework"}};
  const ScratchFolder folder;
  const auto file = folder.path() / "result.json";
  const Finished run = conform({"run", "-q", "--target", server.target(), "--report", "json=" + file.string()});
  EXPECT_EQ(run.exit_code, 1) << run.all();
  const auto result = read_json(file);
  EXPECT_EQ(result.at("conclusion"), "nonconformant");
  EXPECT_EQ(violated(result, "must"),
            (std::set<std::string>{"BODY-IS-JSON", "MEDIA-TYPE-GET-ATTRIBUTES", "MEDIA-TYPE-JSON-API"}));
  EXPECT_TRUE(violated(result, "should").contains("ERROR-POINTER-RESOLVES"));
  std::size_t plain = 0;
  for (const auto& verdict : result.at("verdicts")) {
    for (const auto& finding : verdict.at("findings")) {
      if (finding.at("level") != "must") continue;
      const auto& response = verdict.at("exchanges").at(finding.at("exchange").get<std::size_t>()).at("response");
      EXPECT_EQ(response.at("status"), 401) << verdict.at("id") << ": " << finding.at("message");
      EXPECT_EQ(response.at("body").at("text"), "Unauthorized\n");
      ++plain;
    }
  }
  EXPECT_GT(plain, 100U);
  EXPECT_EQ(result.at("totals").at("errored"), 0);
}

TEST(Prove, IsContentWithAFaultThatIsFound) {
  const ScratchFolder folder;
  const auto markdown = folder.path() / "proof.md";
  const Finished run = conform({"prove", "status-201:get-user", "--markdown", markdown.string()});
  EXPECT_EQ(run.exit_code, 0) << run.all();
  EXPECT_TRUE(holds(run.out, "1 servers, 0 with unexpected results")) << run.out;
  EXPECT_TRUE(holds(read_file(markdown), "| status-201:get-user | must | STATUS-GET-USER")) << read_file(markdown);
}

TEST(Prove, ComparesItsRowsWithADocument) {
  const ScratchFolder folder;
  const auto markdown = folder.path() / "proof.md";
  ASSERT_EQ(conform({"prove", "null-404", "--markdown", markdown.string()}).exit_code, 0);
  EXPECT_EQ(conform({"prove", "null-404", "--check", markdown.string()}).exit_code, 0);
  const auto other = folder.write("other.md", "# Proof\n");
  const Finished run = conform({"prove", "null-404", "--check", other.string()});
  EXPECT_EQ(run.exit_code, 1) << run.all();
  EXPECT_TRUE(holds(run.out, "has drifted")) << run.out;
  EXPECT_EQ(conform({"prove", "null-404", "--check", (folder.path() / "none.md").string()}).exit_code, 2);
}

TEST(Prove, NoticesMutationsAndSaysWhy) {
  const Finished run = conform({"prove", "--mutations", "-v", "getUser 200 /data/type: *"});
  EXPECT_EQ(run.exit_code, 0) << run.all();
  EXPECT_TRUE(holds(run.out, "noticed   getUser 200 /data/type: dropped: ")) << run.out;
  EXPECT_TRUE(holds(run.out, ", 0 blind spots")) << run.out;
}

TEST(Prove, KnowsNoNameThatIsNone) {
  EXPECT_EQ(conform({"prove", "no-such-fault"}).exit_code, 2);
  EXPECT_NE(conform({"prove", "--mutations", "no-such-mutation"}).exit_code, 0);
}

}  // namespace
}  // namespace conform::test
