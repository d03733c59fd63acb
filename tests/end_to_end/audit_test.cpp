// conform audit: recordings in, a result out, nothing sent.
#include <gtest/gtest.h>

#include <csignal>
#include <fstream>

#include "end_to_end/program.hpp"

namespace conform::test {
namespace {

constexpr const char* recorded_id = "c0daf39b-4df5-4241-9e7d-b1b85f829090";

/// One line of NDJSON: a write of a locale, or of none, that gets a record as its response.
std::string line_of(const std::string& method, const nlohmann::json& sent, const nlohmann::json& shown, int second) {
  const auto document = [](const nlohmann::json& attributes) {
    return nlohmann::json{{"data", {{"type", "User"}, {"id", recorded_id}, {"attributes", attributes}}}}.dump();
  };
  return nlohmann::json{{"startedAt", "2026-01-01T00:00:" + std::to_string(10 + second) + ".000Z"},
                        {"ms", 5},
                        {"request",
                         {{"method", method},
                          {"url", std::string{"https://user.example/user/2024-3/users/"} + recorded_id},
                          {"headers",
                           {{"Accept", "application/vnd.api+json"},
                            {"Content-Type", "application/vnd.api+json"},
                            {"Authorization", "Bearer a-token-that-must-not-show"},
                            {"Cookie", "sid=a-cookie-that-must-not-show"}}},
                          {"body", document(sent)}}},
                        {"response",
                         {{"status", 200},
                          {"headers", {{"Content-Type", "application/vnd.api+json"}, {"Date", "now"}}},
                          {"body", document(shown)}}}}
             .dump() +
         '\n';
}

class Audit : public ::testing::Test {
 protected:
  [[nodiscard]] std::string path(const std::string& name) const { return (folder_.path() / name).string(); }
  [[nodiscard]] std::string file(const std::string& text) const { return folder_.write("t.ndjson", text).string(); }
  ScratchFolder folder_;
};

TEST_F(Audit, OfTheHarOfARunFindsWhatTheRunFound) {
  const ReferenceServer server{{"--fault", "put-merges"}};
  const Finished ran = conform(
      {"run", "-q", "--target", server.target(), "--report", "har=" + path("run.har"), "users/put/clear", "users/get"});
  ASSERT_EQ(ran.exit_code, 1) << ran.all();
  const Finished audited = conform({"audit", path("run.har")});
  EXPECT_EQ(audited.exit_code, 1) << audited.all();
  EXPECT_TRUE(holds(audited.out, "REPLACE-CLEARS-OMITTED")) << audited.all();
}

TEST_F(Audit, OfAConformingServerFindsNothing) {
  const ReferenceServer server;
  const Finished ran = conform({"run", "-q", "--target", server.target(), "--report", "har=" + path("run.har"),
                                "users/put", "users/patch", "users/get", "auth", "accept"});
  ASSERT_EQ(ran.exit_code, 0) << ran.all();
  const Finished audited = conform({"audit", path("run.har")});
  EXPECT_EQ(audited.exit_code, 0) << audited.all();
  EXPECT_FALSE(holds(audited.out, "conform run recorded/")) << audited.out;
}

TEST_F(Audit, ShowsShapesAndNeverCredentials) {
  const std::string recording =
      file(line_of("PUT", {{"firstName", "Mahulda"}}, {{"firstName", "Mahulda"}, {"locale", "de-DE"}}, 1));
  for (const bool values : {false, true}) {
    Arguments arguments{"audit",
                        recording,
                        "--verbose",
                        "--report",
                        "html=" + path("r.html"),
                        "--report",
                        "json=" + path("r.json"),
                        "--report",
                        "har=" + path("r.har")};
    if (values) arguments.emplace_back("--show-values");
    const Finished audited = conform(arguments);
    EXPECT_EQ(audited.exit_code, 1) << audited.all();
    const std::string all =
        audited.all() + read_file(path("r.html")) + read_file(path("r.json")) + read_file(path("r.har"));
    EXPECT_FALSE(holds(all, "that-must-not-show"));
    EXPECT_EQ(holds(all, "de-DE"), values);
    EXPECT_EQ(holds(all, recorded_id), values);
  }
}

TEST_F(Audit, ReadsStandardInputAndCompressedFiles) {
  const std::string text = line_of("PATCH", {{"locale", "de-DE"}}, {{"locale", "de-DE"}}, 1);
  EXPECT_EQ(conform({"audit", "-"}, {}, text).exit_code, 0);
  EXPECT_EQ(conform({"audit", "-", "--format", "har"}, {}, text).exit_code, 2);
}

TEST_F(Audit, FollowsARecordingUntilItIsInterrupted) {
  const std::string recording = file(line_of("PATCH", {{"locale", "de-DE"}}, {{"locale", "de-DE"}}, 1));
  ChildProcess audit{start_conform({"audit", "--follow", recording, "--report", "json=" + path("r.json")})};
  std::ofstream{recording, std::ios::app}
      << line_of("PUT", {{"firstName", "Mahulda"}}, {{"firstName", "Mahulda"}, {"locale", "de-DE"}}, 2);
  ASSERT_TRUE(audit.wait_for("REPLACE-CLEARS-OMITTED", patience));
  audit.signal(SIGINT);
  const Finished finished = finish(audit);
  EXPECT_EQ(finished.exit_code, 1) << finished.all();
  EXPECT_EQ(nlohmann::json::parse(read_file(path("r.json"))).at("totals").at("failed"), 1);
}

TEST_F(Audit, EndsWith2ForUnusableInput) {
  for (const char* text : {"", "nothing\n", "{\"log\":{\"entries\":[", "PK\x03\x04", "\x1f\x8b\x08"}) {
    const Finished audited = conform({"audit", file(text)});
    EXPECT_EQ(audited.exit_code, 2) << text << audited.all();
    EXPECT_TRUE(holds(audited.err, "t.ndjson")) << audited.err;
  }
  EXPECT_EQ(conform({"audit", path("not-there")}).exit_code, 2);
  EXPECT_EQ(conform({"audit"}).exit_code, 2);
  EXPECT_EQ(conform({"audit", file("{}"), "--base-url", "ftp://x"}).exit_code, 2);
}

TEST_F(Audit, EndsWith3WhereNothingOfTheApiIsInIt) {
  const std::string recording = file(line_of("PATCH", {{"locale", "de-DE"}}, {{"locale", "de-DE"}}, 1));
  const Finished audited = conform({"audit", recording, "--base-url", "https://other.example/user/2024-3"});
  EXPECT_EQ(audited.exit_code, 3) << audited.all();
  EXPECT_TRUE(holds(audited.err, "--base-url")) << audited.err;
}

TEST_F(Audit, CountsFirstWhatItCouldNotJudge) {
  const std::string line = line_of("PATCH", {{"locale", "de-DE"}}, {{"locale", "de-DE"}}, 1);
  nlohmann::json cached = nlohmann::json::parse(line);
  cached["response"]["status"] = 304;
  const Finished audited = conform({"audit", file(line + line + cached.dump() + "\n")});
  EXPECT_EQ(audited.exit_code, 0) << audited.all();
  EXPECT_TRUE(audited.out.starts_with("3 exchanges in the recording, 3 under the base URL, 2 judged.\n"))
      << audited.out;
  EXPECT_TRUE(holds(audited.out, "response from a cache (1)")) << audited.out;
}

}  // namespace
}  // namespace conform::test
