// What networks do to connections is distinguished from what the server does.
#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>

#include "end_to_end/program.hpp"
#include "end_to_end/raw_client.hpp"
#include "support/tcp_relay.hpp"

namespace conform::test {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;
using Fate = TcpRelay::Fate;

/// A reference server behind a relay, and a target file for the way through it.
class Relayed : public ::testing::Test {
 protected:
  Finished run_through(const TcpRelay::Decide& decide, const Arguments& more) {
    TcpRelay relay{static_cast<std::uint16_t>(port_of(server_.target_document().at("baseUrl").get<std::string>())),
                   decide};
    json target = server_.target_document();
    target["baseUrl"] = "http://127.0.0.1:" + std::to_string(relay.port()) + "/user/2024-3";
    const auto file = folder_.write("target.json", target.dump());
    Arguments all{"run", "--target", file.string(), "--report", "json=" + result(), "--report", "junit=" + junit()};
    all.insert(all.end(), more.begin(), more.end());
    Finished finished = conform(all);
    harmed_ = relay.harmed();
    return finished;
  }
  [[nodiscard]] std::string result() const { return (folder_.path() / "result.json").string(); }
  [[nodiscard]] std::string junit() const { return (folder_.path() / "junit.xml").string(); }

  ReferenceServer server_;
  ScratchFolder folder_;
  std::size_t harmed_ = 0;
};

TEST_F(Relayed, RunPassesWhenNothingIsHarmed) {
  const Finished finished = run_through([](std::string_view) { return Fate::pass; }, {"users/patch"});
  EXPECT_EQ(finished.exit_code, 0) << finished.all();
  EXPECT_EQ(read_json(result()).at("totals").at("flaky"), 0);
}

class RelayedOnce : public Relayed, public ::testing::WithParamInterface<Fate> {};

TEST_P(RelayedOnce, HarmIsFlakyAndNoFinding) {
  int patches = 0;
  const auto decide = [&](std::string_view piece) {
    return piece.starts_with("PATCH") && ++patches == 5 ? GetParam() : Fate::pass;
  };
  const Finished finished = run_through(decide, {"users/patch/merge", "--timeout", "2", "--jobs", "1"});
  EXPECT_EQ(finished.exit_code, 0) << finished.all();
  EXPECT_EQ(harmed_, 1U);
  const json written = read_json(result());
  EXPECT_EQ(written.at("totals").at("failed"), 0);
  EXPECT_EQ(written.at("totals").at("flaky"), 1);
  EXPECT_TRUE(holds(finished.out, "Flaky: 1 case")) << finished.out;
  EXPECT_TRUE(is_valid_result(result()));
  EXPECT_TRUE(is_valid_junit(junit()));
  EXPECT_TRUE(holds(read_file(junit()), "<flakyFailure "));
}

INSTANTIATE_TEST_SUITE_P(By, RelayedOnce, ::testing::Values(Fate::cut_response, Fate::stall), [](const auto& tested) {
  return tested.param == Fate::cut_response ? "ACutAnswer" : "AStall";
});

TEST_F(Relayed, HarmThatComesBackIsAFinding) {
  const auto decide = [](std::string_view piece) {
    return piece.starts_with("PATCH") ? Fate::lose_response : Fate::pass;
  };
  const Finished finished = run_through(decide, {"users/patch/merge"});
  EXPECT_EQ(finished.exit_code, 1) << finished.all();
  EXPECT_EQ(read_json(result()).at("totals").at("flaky"), 0);
}

// A network that breaks one connection in a hundred must not make a healthy server look faulty.
TEST_F(Relayed, RareHarmLeavesNoFinding) {
  // Evenly: by chance the repetition of a case could be harmed as well.
  std::atomic<int> pieces{0};
  const auto decide = [&](std::string_view) { return ++pieces % 400 == 0 ? Fate::reset : Fate::pass; };
  const Finished finished = run_through(decide, {"users"});
  EXPECT_GT(harmed_, 3U);
  EXPECT_EQ(read_json(result()).at("totals").at("failed"), 0) << finished.all();
}

TEST_F(Relayed, ServerThatStallsForEverEndsAtTheDeadline) {
  std::atomic<int> requests{0};
  const auto decide = [&](std::string_view) { return ++requests > 200 ? Fate::stall : Fate::pass; };
  const Finished finished = run_through(decide, {"--timeout", "1h", "--deadline", "3s"});
  EXPECT_EQ(finished.exit_code, 3) << finished.all();
  EXPECT_LT(finished.took, 100s);
  const json written = read_json(result());
  EXPECT_EQ(written.at("interrupted"), false);
  EXPECT_GT(written.at("totals").at("errored"), 0);
  EXPECT_TRUE(holds(read_file(result()), "not run: the run's deadline of 3 s has passed"));
  // Nor could users be restored, which every report says.
  const json restoration = written.at("restoration");
  EXPECT_FALSE(restoration.at("unrestored").empty());
  EXPECT_TRUE(std::filesystem::exists(restoration.at("journal").get<std::string>()));
  EXPECT_TRUE(holds(finished.out, "Not restored")) << finished.out;
  EXPECT_TRUE(is_valid_result(result()));
  EXPECT_TRUE(is_valid_junit(junit()));
  EXPECT_TRUE(holds(read_file(junit()), "<system-err>Not restored: user-1"));
}

TEST(Repetition, OfAHealthyServerAgrees) {
  const ScratchFolder folder;
  const std::string result = (folder.path() / "result.json").string();
  const Finished finished = conform({"run", "users/put/clear", "--repeat", "3", "--report", "json=" + result});
  EXPECT_EQ(finished.exit_code, 0) << finished.all();
  EXPECT_EQ(read_json(result).at("totals").at("flaky"), 0);
}

TEST(Seed, ChangesTheOrderAndNothingElse) {
  const ScratchFolder folder;
  Outcomes outcomes;
  std::vector<std::string> ids;
  for (const char* seed : {"1", "2"}) {
    const std::string result = (folder.path() / seed).string();
    const Finished finished = conform({"run", "users/put", "--seed", seed, "--report", "json=" + result});
    EXPECT_EQ(finished.exit_code, 0) << finished.all();
    EXPECT_TRUE(holds(finished.out, std::string{"--seed "} + seed)) << finished.out;
    const json written = read_json(result);
    std::vector<std::string> these;
    for (const json& verdict : written.at("verdicts")) these.push_back(verdict.at("id").get<std::string>());
    if (ids.empty()) ids = these;
    EXPECT_EQ(these, ids) << "verdicts stand in plan order";
    if (outcomes.empty()) outcomes = outcomes_of(written);
    EXPECT_EQ(outcomes_of(written), outcomes);
  }
}

// A read replica is not a violation, and no verdict either where the target does not allow for it.
TEST(Lagging, ReadsAreFoundOutAndWaitedForOnRequest) {
  const ReferenceServer server{{"--variant", "reads-lag"}};
  const ScratchFolder folder;
  const auto result = folder.path() / "result.json";
  const Finished unknown =
      conform({"run", "--target", server.target(), "--report", "json=" + result.string(), "users/patch/merge"});
  EXPECT_EQ(unknown.exit_code, 3) << unknown.all();
  const json first = read_json(result);
  EXPECT_EQ(first.at("totals").at("findings").at("must"), 0) << unknown.out;
  EXPECT_GT(first.at("totals").at("errored"), 0);
  EXPECT_TRUE(holds(unknown.out, "set \"consistencyMs\"")) << unknown.out;
  json target = server.target_document();
  target["consistencyMs"] = 1000;
  const auto file = folder.write("target.json", target.dump());
  const Finished known =
      conform({"run", "--target", file.string(), "--report", "json=" + result.string(), "users/patch/merge"});
  EXPECT_EQ(known.exit_code, 0) << known.all();
  EXPECT_EQ(read_json(result).at("totals").at("errored"), 0);
}

}  // namespace
}  // namespace conform::test
