// Which cases are run, listed and shown, and what each of them sends.
#include <gtest/gtest.h>

#include <algorithm>
#include <mutex>
#include <set>

#include "end_to_end/program.hpp"
#include "end_to_end/user_data_reader.hpp"
#include "support/plain_server.hpp"

namespace conform::test {
namespace {

using nlohmann::json;

std::size_t line_feeds_of(const std::string& text) { return static_cast<std::size_t>(std::ranges::count(text, '\n')); }

/// Output that is JSON and valid against a schema of the suite.
json valid_json(const Arguments& arguments, const std::string& schema) {
  const Finished run = conform(arguments);
  EXPECT_EQ(run.exit_code, 0) << run.all();
  const Finished validation = conform({"validate", schema, "-"}, {}, run.out);
  EXPECT_EQ(validation.exit_code, 0) << validation.all();
  return json::parse(run.out, nullptr, false);
}

TEST(ListJson, IsValidForEveryList) {
  for (const std::string what : {"cases", "requirements", "tags", "operations", "coverage", "faults", "variants"}) {
    const json list = valid_json({"list", what, "--json"}, "list");
    ASSERT_TRUE(list.contains(what)) << what;
    EXPECT_FALSE(list.at(what).empty()) << what;
  }
}

TEST(ListJson, HasTheSameCasesAsTheText) {
  const json list = valid_json({"list", "cases", "users/get", "--json"}, "list");
  EXPECT_EQ(list.at("cases").size(), line_feeds_of(conform({"list", "cases", "users/get"}).out));
}

TEST(List, TakesSelectorsForEveryList) {
  EXPECT_TRUE(conform({"list", "requirements", "ACCEPT-406"}).out.starts_with("ACCEPT-406  ["));
  EXPECT_TRUE(conform({"list", "faults", "put-merges"}).out.starts_with("put-merges"));
  const std::string operations = conform({"list", "operations", "getUser"}).out;
  EXPECT_TRUE(holds(operations, "getUser ") && holds(operations, "getUserAttributes ")) << operations;
  EXPECT_FALSE(holds(operations, "setUser")) << operations;
  EXPECT_TRUE(conform({"list", "variants", "latency*"}).out.starts_with("latency-"));
  EXPECT_FALSE(holds(conform({"list", "coverage", "setUserAttributes"}).out, "updateUser"));
  for (const std::string what : {"cases", "requirements", "tags", "operations", "coverage", "faults", "variants"}) {
    const Finished nothing = conform({"list", what, "no-such-thing"});
    EXPECT_EQ(nothing.exit_code, 2) << what;
    EXPECT_NE(nothing.err, "") << what;
  }
}

TEST(List, OfTagsSaysHowManyCasesHaveEach) {
  const Finished tags = conform({"list", "tags"});
  EXPECT_EQ(tags.exit_code, 0) << tags.all();
  EXPECT_TRUE(holds(tags.out, " cases\n")) << tags.out;
}

TEST(List, IsSilentWhenItsReaderHasSeenEnough) {
  ChildProcess process{Start{.command = {"/bin/sh", "-c", std::string{CONFORM_PROGRAM} + " list faults | head -n 1"},
                             .environment = {},
                             .folder = {},
                             .input = {}}};
  const Finished list = finish(process);
  EXPECT_EQ(list.exit_code, 0);
  EXPECT_EQ(line_feeds_of(list.out), 1U);
  EXPECT_FALSE(holds(list.err, "cannot be written")) << list.err;
}

TEST(ShowJson, IsValidForACaseARequirementAndAlternatives) {
  const json one = valid_json({"show", "users/put/clear/omitted-attribute[attribute=locale]", "--json"}, "show");
  const json& requests = one.at("case").at("instances").at(0).at("requests");
  std::set<std::string> purposes;
  for (const json& request : requests) purposes.insert(request.at("purpose").get<std::string>());
  EXPECT_TRUE(purposes.contains("request")) << one.dump(1);
  EXPECT_GE(requests.size(), 3U) << "setup, request and what reads its effect\n" << one.dump(1);
  EXPECT_TRUE(valid_json({"show", "update-keeps-omitted", "--json"}, "show").contains("requirement"))
      << "letter case does not matter";
  EXPECT_TRUE(valid_json({"show", "clears-or-422", "--json"}, "show").contains("alternatives"));
}

TEST(LintJson, IsValidWithAndWithoutProblems) {
  EXPECT_TRUE(valid_json({"lint", "--json"}, "lint").at("problems").empty());
  const ScratchFolder folder;
  const Finished broken = conform({"--suite", folder.path().string(), "lint", "--json"});
  EXPECT_EQ(broken.exit_code, 2);
  EXPECT_EQ(conform({"validate", "lint", "-"}, {}, broken.out).exit_code, 0) << broken.all();
}

// The same case, dry and real: every request of the real run is printed by the dry one.
TEST(DryRun, PrintsEveryRequestThatTheRunSends) {
  const ReferenceServer server{{"--users", "1"}};
  const ScratchFolder folder;
  const std::string result = (folder.path() / "result.json").string();
  const std::string har = (folder.path() / "run.har").string();
  const Arguments selected{"users/put/clear/omitted-attribute[attribute=locale]", "accept/refused"};
  Arguments dry{"run", "--target", server.target(), "--seed", "7", "--dry-run"};
  Arguments real{"run", "--target", server.target(), "--seed", "7", "--report", "har=" + har};
  for (Arguments* all : {&dry, &real}) all->insert(all->end(), selected.begin(), selected.end());
  const Finished plan = conform(dry);
  EXPECT_EQ(plan.exit_code, 0) << plan.err;
  EXPECT_EQ(conform(real).exit_code, 0);
  const auto sent = read_json(har).at("log").at("entries").size();
  EXPECT_TRUE(holds(plan.out, ", " + std::to_string(sent) + " requests, nothing was sent\n"))
      << sent << "\n"
      << plan.out.substr(plan.out.size() - std::min<std::size_t>(plan.out.size(), 600));
  EXPECT_TRUE(holds(plan.out, "# setup")) << plan.out;
  EXPECT_TRUE(holds(plan.out, "Left out: at most ")) << plan.out;
  EXPECT_TRUE(holds(plan.out, server.target_document().at("users").at(0).at("id").get<std::string>()));
}

TEST(ReadOnly, SendsNothingButGetAndNeedsNoPermissionToWrite) {
  std::mutex noting;
  std::set<std::string> methods;
  const ReferenceServer reference;
  const json right = reference.target_document();
  const PlainServer server{[&](const PlainRequest& request) {
    const std::scoped_lock lock{noting};
    methods.insert(request.method);
    return PlainResponse{.status = 401, .media_type = "application/json", .body = "{}"};
  }};
  const ScratchFolder folder;
  const auto file = folder.write("target.json", target_for(server.url()).dump());
  EXPECT_EQ(conform({"run", "--read-only", "--target", file.string()}).exit_code, 3);
  EXPECT_EQ(methods, std::set<std::string>{"GET"});

  const Finished run = conform({"run", "--read-only", "--target", reference.target()});
  EXPECT_EQ(run.exit_code, 0) << run.all();
  EXPECT_FALSE(holds(run.out, "errored: ")) << run.out;
  EXPECT_TRUE(journals_here().empty());
}

TEST(FailedIn, RunsAgainWhatFailed) {
  const ReferenceServer server{{"--fault", "put-merges"}};
  const ScratchFolder folder;
  const std::string result = (folder.path() / "result.json").string();
  EXPECT_EQ(
      conform({"run", "-q", "--target", server.target(), "--report", "json=" + result, "users/put/clear", "users/get"})
          .exit_code,
      1);
  std::set<std::string> failed;
  for (const auto& [id, outcome] : outcomes_of(read_json(result))) {
    if (outcome == "failed") failed.insert(id);
  }
  ASSERT_FALSE(failed.empty());
  const std::string again = (folder.path() / "again.json").string();
  EXPECT_EQ(
      conform({"run", "-q", "--target", server.target(), "--failed-in", result, "--report", "json=" + again}).exit_code,
      1);
  std::set<std::string> run;
  for (const auto& [id, outcome] : outcomes_of(read_json(again))) run.insert(id);
  EXPECT_EQ(run, failed);
}

TEST(FailedIn, IsAMistakeWhereNothingFailed) {
  const ScratchFolder folder;
  const std::string result = (folder.path() / "result.json").string();
  EXPECT_EQ(conform({"run", "-q", "--report", "json=" + result, "users/get"}).exit_code, 0);
  const Finished again = conform({"run", "--failed-in", result});
  EXPECT_EQ(again.exit_code, 2);
  EXPECT_TRUE(holds(again.err, "no case failed or errored in this run")) << again.err;
}

TEST(Smoke, RunsAboutAHundredCases) {
  const ScratchFolder folder;
  const std::string result = (folder.path() / "result.json").string();
  const Finished run = conform({"run", "--smoke", "--report", "json=" + result});
  EXPECT_EQ(run.exit_code, 0) << run.all();
  const std::size_t cases = read_json(result).at("verdicts").size();
  EXPECT_GE(cases, 80U);
  EXPECT_LE(cases, 120U);
  const ReferenceServer faulty{{"--fault", "put-merges"}};
  EXPECT_EQ(conform({"run", "-q", "--smoke", "--target", faulty.target()}).exit_code, 1);
}

TEST(Smoke, IsProvenAgainstTheFaultsThatAreNamed) {
  const Finished proof = conform({"prove", "--smoke", "put-merges", "media-type-html:update-user"});
  EXPECT_EQ(proof.exit_code, 0) << proof.all();
  EXPECT_TRUE(holds(proof.out, "find 2 of 2 must-level faults (100 %)")) << proof.out;
}

}  // namespace
}  // namespace conform::test
