#include <gtest/gtest.h>

#include "end_to_end/secure_server.hpp"

namespace conform::test {
namespace {

using nlohmann::json;

class Tls : public testing::Test {
 protected:
  /// Runs against a server with a changed target file, with both reports.
  Finished run(const SecureServer& server, const json& target, Arguments more = {}) {
    Arguments all{"run",
                  "--target",
                  server.file("target.json", target.dump()),
                  "--report",
                  "json=" + result().string(),
                  "--report",
                  "junit=" + junit().string(),
                  "users/get"};
    all.insert(all.end(), more.begin(), more.end());
    return conform(all);
  }
  [[nodiscard]] std::filesystem::path result() const { return folder_.path() / "result.json"; }
  [[nodiscard]] std::filesystem::path junit() const { return folder_.path() / "junit.xml"; }
  void expect_no_verdict(const Finished& run, const std::string& reason) {
    EXPECT_EQ(run.exit_code, 3) << run.all();
    EXPECT_TRUE(holds(run.out, "could not be reached")) << run.out;
    EXPECT_TRUE(holds(run.out, reason)) << run.out;
    EXPECT_EQ(read_json(result()).at("totals").at("failed"), 0);
    EXPECT_FALSE(holds(read_file(junit()), "<failure"));
  }

 private:
  ScratchFolder folder_;
};

TEST_F(Tls, TrustsTheNamedAuthority) {
  const SecureServer server;
  json target = server.target_document();
  EXPECT_TRUE(target.at("baseUrl").get<std::string>().starts_with("https://127.0.0.1:"));
  target["transport"]["caFile"] = "ca.pem";  // relative to the target file
  const Finished finished = run(server, target);
  EXPECT_EQ(finished.exit_code, 0) << finished.all();
  EXPECT_GT(read_json(result()).at("totals").at("passed"), 0);
  EXPECT_FALSE(read_json(result()).at("target").contains("insecure"));
  EXPECT_FALSE(holds(finished.all() + read_file(junit()), "ertificates were not verified"));
}

TEST_F(Tls, UnknownAuthorityIsNoVerdictOnTheServer) {
  const SecureServer server;
  json target = server.target_document();
  expect_no_verdict(run(server, target), "certificate");
  const CertificateAuthority other;
  target["transport"]["caFile"] = server.file("other.pem", other.certificate());
  expect_no_verdict(run(server, target), "certificate");
}

TEST_F(Tls, CertificateForAnotherNameIsNoVerdictOnTheServer) {
  const SecureServer server{{}, "DNS:another.example"};
  json target = server.target_document();
  target["transport"]["caFile"] = "ca.pem";
  expect_no_verdict(run(server, target), "127.0.0.1");
}

TEST_F(Tls, InsecureIsAFlagAndStandsInEveryReport) {
  const SecureServer server;
  json target = server.target_document();
  const Finished finished = run(server, target, {"--insecure"});
  EXPECT_EQ(finished.exit_code, 0) << finished.all();
  EXPECT_TRUE(holds(finished.out, "Certificates were not verified (--insecure).")) << finished.out;
  EXPECT_EQ(read_json(result()).at("target").at("insecure"), true);
  EXPECT_TRUE(holds(read_file(junit()), "<property name=\"insecure\" value=\"certificates were not verified\""));
  EXPECT_TRUE(is_valid_result(result()));
  EXPECT_TRUE(is_valid_junit(junit()));
  EXPECT_TRUE(holds(run(server, target, {"--insecure", "--quiet"}).out, "Certificates were not verified"));
  const auto again = result().parent_path() / "again.json";
  EXPECT_EQ(conform({"report", "json=" + again.string(), "--from", result().string()}).exit_code, 0);
  EXPECT_EQ(read_json(again), read_json(result()));
  for (const std::string format : {"html", "markdown", "har", "github"}) {
    const auto report = result().parent_path() / format;
    EXPECT_EQ(conform({"report", format + "=" + report.string(), "--from", result().string()}).exit_code, 0);
    EXPECT_TRUE(holds(read_file(report), "Certificates were not verified")) << format;
  }

  target["transport"]["insecure"] = true;
  const Finished in_file = run(server, target);
  EXPECT_EQ(in_file.exit_code, 2) << "a file that is passed on must not switch it off unseen";
  EXPECT_TRUE(holds(in_file.err, "/transport/insecure")) << in_file.err;
}

TEST_F(Tls, ShowsItsCertificateToAServerThatAsks) {
  const SecureServer server{{}, "IP:127.0.0.1", true};
  json target = server.target_document();
  target["transport"]["caFile"] = "ca.pem";
  expect_no_verdict(run(server, target), "certificate");
  const CertificateAuthority other;
  const Identity foreign = other.client();
  target["transport"]["clientCertificate"] = server.file("client.pem", foreign.certificate + foreign.key);
  expect_no_verdict(run(server, target), "tls");
  const Identity own = server.authority().client();
  target["transport"]["clientCertificate"] = server.file("client.pem", own.certificate);
  target["transport"]["clientKey"] = server.file("client.key", own.key);
  const Finished finished = run(server, target);
  EXPECT_EQ(finished.exit_code, 0) << finished.all();
}

TEST_F(Tls, LowestVersionIsKept) {
  const SecureServer server;
  json target = server.target_document();
  target["transport"] = {{"caFile", "ca.pem"}, {"tlsMinimum", "1.3"}};
  EXPECT_EQ(run(server, target).exit_code, 0);
  target["transport"]["tlsMinimum"] = "1.1";
  const Finished finished = run(server, target);
  EXPECT_EQ(finished.exit_code, 2);
  EXPECT_TRUE(holds(finished.err, "/transport/tlsMinimum")) << finished.err;
}

// The whole suite, so that nothing of the server or the runner depends on plain TCP.
TEST_F(Tls, EverythingGoesOverIt) {
  const SecureServer server;
  json target = server.target_document();
  target["transport"]["caFile"] = "ca.pem";
  const Finished finished =
      conform({"run", "--jobs", "8", "--target", server.file("target.json", target.dump()), "--report",
               "json=" + result().string(), "users", "auth", "across", "attributes", "robustness"});
  EXPECT_EQ(finished.exit_code, 0) << finished.all();
}

}  // namespace
}  // namespace conform::test
