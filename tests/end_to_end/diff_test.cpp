#include <gtest/gtest.h>

#include "end_to_end/program.hpp"

namespace conform::test {
namespace {

using nlohmann::json;

/// Records of a healthy server and of one with a fault.
class Diff : public ::testing::Test {
 protected:
  Diff() {
    result({}, "healthy.json");
    result({"--fault", "put-merges"}, "broken.json");
  }
  [[nodiscard]] std::string path(const std::string& name) const { return (folder_.path() / name).string(); }

  ScratchFolder folder_;

 private:
  void result(const Arguments& server_arguments, const std::string& name) const {
    const ReferenceServer server{server_arguments};
    EXPECT_LT(conform({"run", "-q", "--target", server.target(), "--report", "json=" + path(name), "users/put/clear"})
                  .exit_code,
              2);
  }
};

TEST_F(Diff, NamesRegressionsAndFails) {
  const Finished diff = conform({"diff", path("healthy.json"), path("broken.json"), "--report",
                                 "json=" + path("diff.json"), "--report", "markdown=" + path("diff.md")});
  EXPECT_EQ(diff.exit_code, 1) << diff.all();
  EXPECT_TRUE(holds(diff.out, "users/put/clear/empty-address (passed -> failed)")) << diff.out;
  EXPECT_TRUE(holds(diff.out, "suite and profile are the same")) << diff.out;
  const json document = read_json(path("diff.json"));
  EXPECT_FALSE(document.at("regressions").empty());
  EXPECT_TRUE(document.at("fixed").empty());
  EXPECT_TRUE(holds(read_file(path("diff.md")), "### Regressions ("));
}

TEST_F(Diff, NamesWhatIsFixed) {
  const Finished diff = conform({"diff", path("broken.json"), path("healthy.json"), "--report", "json=-"});
  EXPECT_EQ(diff.exit_code, 0) << diff.all();
  const json document = json::parse(diff.out);
  EXPECT_FALSE(document.at("fixed").empty());
  EXPECT_TRUE(document.at("regressions").empty());
  EXPECT_TRUE(holds(diff.err, "Fixed: ")) << diff.err;
}

TEST_F(Diff, IsNothingBetweenTheSame) {
  const Finished diff = conform({"diff", "-q", path("broken.json"), path("broken.json")});
  EXPECT_EQ(diff.exit_code, 0) << diff.all();
  EXPECT_TRUE(holds(diff.out, "0 regressions")) << diff.out;
}

TEST_F(Diff, KnowsARenamedCaseByItsFormerId) {
  const std::string present = "users/semantic/document/type-null-by-patch";
  ASSERT_LT(conform({"run", "-q", "--report", "json=" + path("after.json"), present}).exit_code, 2);
  std::string text = read_file(path("after.json"));
  for (std::size_t at = text.find(present); at != std::string::npos; at = text.find(present, at + 1))
    text.replace(at, present.size(), "users/semantic/document/type-null[operation=updateUser]");
  folder_.write("before.json", text);
  const Finished diff = conform({"diff", path("before.json"), path("after.json"), "--report", "json=-"});
  EXPECT_EQ(diff.exit_code, 0) << diff.all();
  const json document = json::parse(diff.out);
  EXPECT_TRUE(document.at("gone").empty());
  EXPECT_TRUE(document.at("new").empty());
}

TEST_F(Diff, RefusesWhatItCannotUse) {
  EXPECT_EQ(conform({"diff", path("healthy.json")}).exit_code, 2);
  EXPECT_EQ(conform({"diff", path("healthy.json"), path("not-there.json")}).exit_code, 2);
  EXPECT_EQ(conform({"diff", path("healthy.json"), path("broken.json"), "--report", "junit=x"}).exit_code, 2);
  folder_.write("file", "");
  EXPECT_EQ(
      conform({"diff", path("healthy.json"), path("broken.json"), "--report", "json=" + path("file/d.json")}).exit_code,
      2);
}

}  // namespace
}  // namespace conform::test
