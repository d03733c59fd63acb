#include <gtest/gtest.h>

#include <fstream>

#include "end_to_end/program.hpp"

namespace conform::test {
namespace {

using nlohmann::json;

/// A server that kept address members that setUser leaves out, and the file that knows it.
class Waivers : public ::testing::Test {
 protected:
  [[nodiscard]] std::string path(const std::string& name) const { return (folder_.path() / name).string(); }
  [[nodiscard]] Finished run(const Arguments& more, const ReferenceServer& server) const {
    Arguments all{"run", "--target", server.target(), "users/put/clear"};
    all.insert(all.end(), more.begin(), more.end());
    return conform(all);
  }
  /// What fails there, each entry changed.
  template <class Change>
  std::string known(const ReferenceServer& server, Change change) {
    EXPECT_EQ(run({"-q", "--write-known", path("written.json")}, server).exit_code, 1);
    json file = read_json(path("written.json"));
    EXPECT_FALSE(file.at("waivers").empty());
    for (json& entry : file.at("waivers")) change(entry);
    return folder_.write("known.json", file.dump(1)).string();
  }
  std::string accepted(const ReferenceServer& server) {
    return known(server, [](json& entry) { entry["reason"] = "the old database <&"; });
  }

  ScratchFolder folder_;
  ReferenceServer broken_{{"--fault", "put-merges"}};
};

TEST_F(Waivers, AreWaivedEverywhere) {
  const Finished finished = run({"--known", accepted(broken_), "--report", "json=" + path("result.json"), "--report",
                                 "junit=" + path("junit.xml")},
                                broken_);
  EXPECT_EQ(finished.exit_code, 0) << finished.all();
  EXPECT_TRUE(holds(finished.out, "Waived: ")) << finished.out;
  EXPECT_TRUE(holds(finished.out, "the old database <& (until ")) << finished.out;
  EXPECT_TRUE(holds(finished.out, "Incomplete: only known failures (")) << finished.out;
  EXPECT_FALSE(holds(finished.err, "known.json")) << finished.err;
  const json result = read_json(path("result.json"));
  EXPECT_EQ(result.at("totals").at("failed"), 0);
  EXPECT_GT(result.at("totals").at("waived"), 0);
  EXPECT_EQ(result.at("waivers").size(), read_json(path("known.json")).at("waivers").size());
  EXPECT_TRUE(is_valid_result(path("result.json")));
  EXPECT_TRUE(is_valid_junit(path("junit.xml")));
  EXPECT_TRUE(holds(read_file(path("junit.xml")), "<skipped message=\"waived: the old database &lt;&amp; (until "));
}

TEST_F(Waivers, DoNotHideOthersOfTheSameCases) {
  const std::string file = accepted(broken_);
  const ReferenceServer worse{{"--fault", "put-merges", "--fault", "put-ignores:first-name"}};
  const Finished finished = run({"-q", "--known", file}, worse);
  EXPECT_EQ(finished.exit_code, 1) << finished.all();
}

TEST_F(Waivers, FailTheRunWhenTheyHaveExpired) {
  const std::string file = known(broken_, [](json& entry) {
    entry["reason"] = "old";
    entry["expires"] = "2020-01-01";
    entry["owner"] = "team users";
  });
  Finished finished = run({"-q", "--known", file}, broken_);
  EXPECT_EQ(finished.exit_code, 1) << finished.all();
  EXPECT_TRUE(holds(finished.err, "known.json:")) << finished.err;
  EXPECT_TRUE(holds(finished.err, "has expired on 2020-01-01: it waives nothing (owner team users")) << finished.err;
  const ReferenceServer healthy;
  finished = run({"-q", "--known", file}, healthy);
  EXPECT_EQ(finished.exit_code, 1) << finished.all();
  EXPECT_TRUE(holds(finished.err, "the run fails because known failures have expired")) << finished.err;
}

TEST_F(Waivers, ThatNoLongerFailAreWarningsUnlessStrict) {
  const std::string file = accepted(broken_);
  const ReferenceServer healthy;
  const Finished warned = run({"-q", "--known", file}, healthy);
  EXPECT_EQ(warned.exit_code, 0) << warned.all();
  EXPECT_TRUE(holds(warned.err, "no longer fails in this way (remove the entry)")) << warned.err;
  const Finished strict = run({"-q", "--known", file, "--strict-known"}, healthy);
  EXPECT_EQ(strict.exit_code, 1) << strict.all();
  EXPECT_TRUE(holds(strict.err, "--strict-known")) << strict.err;
}

TEST_F(Waivers, HaveToHaveReasons) {
  ASSERT_EQ(run({"-q", "--write-known", path("written.json")}, broken_).exit_code, 1);
  const Finished finished = run({"-q", "--known", path("written.json")}, broken_);
  EXPECT_EQ(finished.exit_code, 2) << finished.all();
  EXPECT_TRUE(holds(finished.err, "written.json:")) << finished.err;
  EXPECT_TRUE(holds(finished.err, "the reason is blank (say why this failure is accepted)")) << finished.err;
}

TEST_F(Waivers, KeepTheirReasonsWhenWrittenAgain) {
  const std::string file = accepted(broken_);
  ASSERT_EQ(run({"-q", "--known", file, "--write-known", path("again.json")}, broken_).exit_code, 0);
  EXPECT_EQ(read_json(path("again.json")), read_json(file));
  const ReferenceServer healthy;
  ASSERT_EQ(run({"-q", "--known", file, "--write-known", path("again.json")}, healthy).exit_code, 0);
  EXPECT_EQ(read_json(path("again.json")), json::parse(R"({"format": 2, "waivers": []})"));
}

TEST_F(Waivers, AreUnusableInputWhenTheyCannotBeReadOrWritten) {
  EXPECT_EQ(run({"--known", path("not-there.json")}, broken_).exit_code, 2);
  EXPECT_EQ(run({"--strict-known"}, broken_).exit_code, 2);
  folder_.write("file", "");
  EXPECT_EQ(run({"--write-known", path("file/known.json")}, broken_).exit_code, 2);
}

}  // namespace
}  // namespace conform::test
