// Users have after a run what they had before, however the run ends.
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <random>

#include "end_to_end/program.hpp"
#include "end_to_end/record_reader.hpp"

namespace conform::test {
namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;
using nlohmann::json;

class Restoring : public ::testing::Test {
 protected:
  [[nodiscard]] std::string record() const { return (folder_.path() / "record.json").string(); }
  [[nodiscard]] std::string junit() const { return (folder_.path() / "junit.xml").string(); }
  [[nodiscard]] Arguments run(const std::string& target, const Arguments& more = {}) const {
    Arguments all{"run", "--target", target, "--report", "json=" + record(), "--report", "junit=" + junit()};
    all.insert(all.end(), more.begin(), more.end());
    return all;
  }
  /// The journals that lie beside the reports.
  [[nodiscard]] std::vector<fs::path> journals() const {
    std::vector<fs::path> found;
    for (const auto& entry : fs::directory_iterator{folder_.path()}) {
      if (entry.path().filename().string().starts_with("conform-restore-")) found.push_back(entry.path());
    }
    return found;
  }
  /// Waits until the server has answered so many requests more, or the run is over.
  static void let_run(ReferenceServer& server, ChildProcess& run, std::size_t requests) {
    const auto answered = [&] { return std::ranges::count(server.process().errors(), '\n'); };
    const auto goal = answered() + static_cast<std::ptrdiff_t>(requests);
    const auto begun = std::chrono::steady_clock::now();
    while (answered() < goal && !run.wait(1ms) && std::chrono::steady_clock::now() - begun < patience) {
    }
  }
  ScratchFolder folder_;
};

TEST_F(Restoring, HappensAtTheEndOfARun) {
  const ReferenceServer server;
  const json target = server.target_document();
  make_unmistakable(target);
  const auto before = everything(target, known_attributes(target));
  const Finished finished = conform(run(server.target()));
  EXPECT_EQ(finished.exit_code, 0) << finished.all();
  EXPECT_EQ(everything(target, known_attributes(target)), before);
  EXPECT_TRUE(journals().empty()) << "a journal is for what is not restored yet";
  EXPECT_EQ(read_json(record()).at("restoration"), (json{{"unrestored", json::array()}, {"journal", nullptr}}));
}

TEST_F(Restoring, IsLeftOutOnRequest) {
  const ReferenceServer server;
  const json target = server.target_document();
  make_unmistakable(target);
  const auto before = everything(target);
  const Finished finished = conform(run(server.target(), {"--no-restore", "users/put"}));
  EXPECT_EQ(finished.exit_code, 0) << finished.all();
  EXPECT_NE(everything(target), before);
  EXPECT_TRUE(journals().empty());
}

TEST_F(Restoring, IsNotNeededWhereNothingIsWritten) {
  const ReferenceServer server{{"--access-log"}};
  EXPECT_EQ(conform(run(server.target(), {"users/get/read/own-record"})).exit_code, 0);
}

TEST_F(Restoring, HappensOnFailureToo) {
  const ReferenceServer server{{"--fault", "patch-replaces"}};
  const json target = server.target_document();
  make_unmistakable(target);
  const auto before = everything(target, known_attributes(target));
  const Finished finished = conform(run(server.target(), {"users/patch", "--max-failures", "3"}));
  EXPECT_EQ(finished.exit_code, 1) << finished.all();
  EXPECT_EQ(everything(target, known_attributes(target)), before);
  EXPECT_TRUE(journals().empty());
}

class RestoringInterrupted : public Restoring, public ::testing::WithParamInterface<int> {};

TEST_P(RestoringInterrupted, PutsUsersBack) {
  ReferenceServer server{{"--access-log", "--variant", "latency-20ms"}};
  const json target = server.target_document();
  make_unmistakable(target);
  const auto before = everything(target, known_attributes(target));
  ChildProcess process{start_conform(run(server.target()))};
  let_run(server, process, 100);
  process.signal(GetParam());
  const Finished finished = finish(process);
  EXPECT_EQ(finished.exit_code, 130) << finished.all();
  EXPECT_EQ(everything(target, known_attributes(target)), before);
  EXPECT_TRUE(journals().empty());
}

INSTANTIATE_TEST_SUITE_P(By, RestoringInterrupted, ::testing::Values(SIGINT, SIGTERM),
                         [](const auto& tested) { return tested.param == SIGINT ? "SIGINT" : "SIGTERM"; });

// Five times here; CONFORM_KILLS=20 for a longer look.
TEST_F(Restoring, IsFinishedByRestoreAfterAKillAtAnyMoment) {
  ReferenceServer server{{"--access-log"}};
  const json target = server.target_document();
  make_unmistakable(target);
  const auto before = everything(target, known_attributes(target));
  const char* kills = std::getenv("CONFORM_KILLS");  // NOLINT(concurrency-mt-unsafe): nobody changes it
  const unsigned seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random{seed};
  int changed = 0;
  for (int left = kills == nullptr ? 5 : std::stoi(kills); left > 0; --left) {
    ChildProcess process{start_conform(run(server.target(), {"--jobs", "4"}))};
    let_run(server, process, random() % 3000);
    process.signal(SIGKILL);
    static_cast<void>(finish(process));
    changed += everything(target, known_attributes(target)) == before ? 0 : 1;
    for (const fs::path& journal : journals()) {
      struct stat found {};
      EXPECT_EQ(::stat(journal.c_str(), &found), 0);
      EXPECT_EQ(found.st_mode & 0777U, 0600U);
      for (const std::string& token : server.tokens()) EXPECT_FALSE(holds(read_file(journal), token));
      EXPECT_EQ(conform({"validate", "restore-journal", journal.string()}).exit_code, 0);
      const std::string originals = read_file(journal);
      const Finished again = conform(run(server.target(), {"users/get"}));
      EXPECT_EQ(again.exit_code, 0) << again.all();
      EXPECT_TRUE(holds(again.out, "An earlier run did not put its users back")) << again.out;
      EXPECT_EQ(read_file(journal), originals) << "they must not be overwritten";
      const Finished restored = conform({"restore", journal.string()});
      EXPECT_EQ(restored.exit_code, 0) << restored.all();
      EXPECT_TRUE(holds(restored.out, "Restored: ")) << restored.out;
    }
    EXPECT_TRUE(journals().empty());
    ASSERT_EQ(everything(target, known_attributes(target)), before);
  }
  EXPECT_GT(changed, 0) << "no kill came while anything was changed: this test tests nothing";
}

/// A server, and the journal that a killed run has left of it.
class Journalled : public Restoring {
 protected:
  void SetUp() override {
    make_unmistakable(target_);
    before_ = everything(target_, known_attributes(target_));
    ChildProcess process{start_conform(run(server_.target(), {"users/put", "--rate", "200/s"}))};
    let_run(server_, process, 60);
    process.signal(SIGKILL);
    static_cast<void>(finish(process));
    ASSERT_EQ(journals().size(), 1U);
    journal_ = journals().front().string();
    ASSERT_NE(everything(target_, known_attributes(target_)), before_);
  }
  ReferenceServer server_{{"--access-log"}};
  json target_ = server_.target_document();
  Everything before_;
  std::string journal_;
};

TEST_F(Journalled, CanBeRestoredTwice) {
  const auto copy = folder_.write("copy.json", read_file(journal_));
  EXPECT_EQ(conform({"restore", journal_}).exit_code, 0);
  EXPECT_EQ(everything(target_, known_attributes(target_)), before_);
  EXPECT_EQ(conform({"restore", copy.string()}).exit_code, 0);
  EXPECT_EQ(everything(target_, known_attributes(target_)), before_);
  const Finished gone = conform({"restore", journal_});
  EXPECT_EQ(gone.exit_code, 2);
  EXPECT_TRUE(holds(gone.err, "everything has been restored")) << gone.err;
}

TEST_F(Journalled, IsRestoredWithAnotherTargetFileOfTheSameServer) {
  const auto moved = folder_.write("moved.json", target_.dump());
  EXPECT_EQ(conform({"restore", journal_, "--target", moved.string()}).exit_code, 0);
  EXPECT_EQ(everything(target_, known_attributes(target_)), before_);
}

TEST_F(Journalled, IsNotRestoredToAnotherServer) {
  const ReferenceServer other;
  const auto untouched = everything(other.target_document());
  const Finished refused = conform({"restore", journal_, "--target", other.target()});
  EXPECT_EQ(refused.exit_code, 2) << refused.all();
  EXPECT_TRUE(holds(refused.err, "--target")) << refused.err;
  EXPECT_EQ(everything(other.target_document()), untouched);
  EXPECT_TRUE(fs::exists(journal_));
}

TEST_F(Journalled, StaysWhenNotEverythingCouldBeRestored) {
  json wrong = target_;
  wrong["actors"]["user-1"]["token"] = "no-token-of-this-server";
  const auto file = folder_.write("wrong.json", wrong.dump());
  const Finished partly = conform({"restore", journal_, "--target", file.string()});
  EXPECT_EQ(partly.exit_code, 3) << partly.all();
  EXPECT_TRUE(holds(partly.out, "user-1")) << partly.out;
  EXPECT_TRUE(holds(partly.out, "401")) << partly.out;
  EXPECT_TRUE(fs::exists(journal_));
  EXPECT_EQ(conform({"restore", journal_}).exit_code, 0) << "and can be finished";
  EXPECT_EQ(everything(target_, known_attributes(target_)), before_);
}

TEST_F(Journalled, ThatIsDamagedIsRefused) {
  const std::string text = read_file(journal_);
  const auto cut = folder_.write("cut.json", text.substr(0, text.size() / 2));
  const Finished refused = conform({"restore", cut.string()});
  EXPECT_EQ(refused.exit_code, 2);
  EXPECT_TRUE(holds(refused.err, "cut.json")) << refused.err;
}

TEST(TwoRuns, OnTheSameUsersAreNoticed) {
  ReferenceServer server{{"--access-log", "--variant", "latency-20ms"}};
  const ScratchFolder folder;
  const auto arguments = [&](const char* name) {
    return Arguments{"run", "--target", server.target(), "--report",
                     "json=" + (folder.path() / name / "r.json").string()};
  };
  ChildProcess first{start_conform(arguments("first"))};
  ASSERT_TRUE(server.process().wait_for("PUT", patience));
  const Finished second = conform(arguments("second"));
  EXPECT_EQ(second.exit_code, 2) << second.all();
  EXPECT_TRUE(holds(second.err, "another conform is at work on the same users")) << second.err;
  EXPECT_TRUE(holds(second.err, "(pid ")) << second.err;
  first.signal(SIGKILL);
  static_cast<void>(finish(first));
  const Finished third = conform({"run", "--target", server.target(), "users/get/read", "--no-restore"});
  EXPECT_NE(third.exit_code, 2) << "a run that died holds nothing: " << third.all();
}

TEST(HostsThatAreNotLoopback, NeedLeaveBeforeTheFirstRequest) {
  const ScratchFolder folder;
  json target = target_for("http://192.0.2.1");
  for (const bool said : {false, true}) {
    if (said) target["allowWrites"] = false;
    const auto file = folder.write("target.json", target.dump());
    const Finished refused = conform({"run", "--target", file.string()});
    EXPECT_EQ(refused.exit_code, 2) << refused.all();
    EXPECT_TRUE(holds(refused.err, "allowWrites")) << refused.err;
    EXPECT_LT(refused.took, 30s) << "nothing was sent to an address where nobody answers";
  }
}

}  // namespace
}  // namespace conform::test
