// What a new user does first: a target file, and whether it is right, before anything is written.
#include <gtest/gtest.h>

#include "end_to_end/program.hpp"
#include "end_to_end/proxy_server.hpp"
#include "end_to_end/secure_server.hpp"
#include "end_to_end/user_data_reader.hpp"
#include "support/closed_port.hpp"
#include "support/plain_server.hpp"
#include "support/raw_server.hpp"

namespace conform::test {
namespace {

using nlohmann::json;

const std::string base_url = "https://user.staging.example/user/2024-3";

TEST(Init, WritesATargetFileAndSaysWhatIsNext) {
  const ScratchFolder folder;
  const std::string file = (folder.path() / "staging.jsonc").string();
  const Finished init = conform({"init", base_url, "--output", file});
  EXPECT_EQ(init.exit_code, 0) << init.all();
  EXPECT_TRUE(holds(init.out, "export USER1_ID=… USER1_TOKEN=…")) << init.out;
  EXPECT_TRUE(holds(init.out, "conform check --target " + file)) << init.out;
  EXPECT_TRUE(holds(read_file(file), "\"allowWrites\": false")) << read_file(file);
  const Finished check = conform({"check", "--target", file});
  EXPECT_EQ(check.exit_code, 2) << "its variables are not set";
  EXPECT_TRUE(holds(check.err, "USER1_TOKEN")) << check.err;
}

TEST(Init, NeverWritesOverAFile) {
  const ScratchFolder folder;
  const auto file = folder.write("target.jsonc", "mine");
  const Finished init = conform({"init", base_url, "-o", file.string()});
  EXPECT_EQ(init.exit_code, 2);
  EXPECT_TRUE(holds(init.err, "is there already")) << init.err;
  EXPECT_EQ(read_file(file), "mine");
}

TEST(Init, NamesWhatItCannotUseAndNeverAToken) {
  const ScratchFolder folder;
  const std::string file = (folder.path() / "target.jsonc").string();
  const Finished init =
      conform({"init", "https://user.staging.example/api", "-o", file, "--user-id", "7", "--token-env", "ey.secret"});
  EXPECT_EQ(init.exit_code, 2);
  for (const char* part : {"does not end in a version", "\"7\" is not a UUID", "the name of an environment variable"})
    EXPECT_TRUE(holds(init.err, part)) << part << '\n' << init.err;
  EXPECT_FALSE(holds(init.err, "ey.secret")) << init.err;
  EXPECT_FALSE(std::filesystem::exists(file));
  EXPECT_EQ(conform({"init"}).exit_code, 2) << "it cannot ask here";
}

/// A right server, and a check of a target file for it.
class Check : public ::testing::Test {
 protected:
  void start(const Arguments& arguments = {}) {
    server_ = std::make_unique<ReferenceServer>(arguments);
    target_ = server_->target_document();
  }
  Finished check(const Variables& variables = {}) {
    const auto file = folder_.write("target.json", target_.dump());
    return conform({"check", "--target", file.string()}, variables);
  }
  void expect_not_ready(const std::vector<std::string>& said) {
    const Finished found = check();
    EXPECT_EQ(found.exit_code, 3) << found.all();
    EXPECT_TRUE(holds(found.out, "Not ready: ")) << found.out;
    for (const std::string& part : said) EXPECT_TRUE(holds(found.out, part)) << part << "\nis not in\n" << found.out;
    for (const auto& [name, actor] : target_.at("actors").items()) {
      const auto token = actor.at("token").get<std::string>();
      EXPECT_FALSE(holds(found.all(), token)) << name;
    }
  }

  std::unique_ptr<ReferenceServer> server_;
  ScratchFolder folder_;
  json target_;
};

TEST_F(Check, FindsARightTargetReadyAndChangesNothing) {
  start();
  make_unmistakable(target_);
  const Everything before = everything(target_);
  const Finished found = check();
  EXPECT_EQ(found.exit_code, 0) << found.all();
  for (const char* part :
       {"proxy: none", "ok       user-1: getUser 200", "ok       reader: getUser 200",
        "ok       admin: ", "ok       expired: refused with 401", "ok       unlinked: ", "only a write can show it",
        "whether reader is refused when it writes", "What can be verified", "requests, which take ", "Ready: "})
    EXPECT_TRUE(holds(found.out, part)) << part << "\nis not in\n" << found.out;
  EXPECT_FALSE(holds(found.out, "\x1b")) << "not a terminal";
  EXPECT_EQ(everything(target_), before);
  EXPECT_TRUE(journals_here().empty());
}

TEST_F(Check, SendsNothingButGet) {
  std::mutex noting;
  std::set<std::string> methods;
  const PlainServer server{[&](const PlainRequest& request) {
    const std::scoped_lock lock{noting};
    methods.insert(request.method);
    return PlainResponse{.status = 404, .media_type = "application/json", .body = "{}"};
  }};
  target_ = target_for(server.url());
  EXPECT_EQ(check().exit_code, 3);
  EXPECT_EQ(methods, std::set<std::string>{"GET"});
}

// What a run does not verify with the same target file, a check has said.
TEST_F(Check, SaysWhatIsNotVerifiedWithAsManyRequirementsAsTheRun) {
  start({"--users", "1"});
  for (const char* actor : {"reader", "unlinked", "expired", "admin"}) target_["actors"].erase(actor);
  const Finished found = check();
  EXPECT_EQ(found.exit_code, 0) << "what is missing is not a mistake\n" << found.all();
  for (const char* part : {"without a second user: ", "without the actor reader: ", "This is not a mistake"})
    EXPECT_TRUE(holds(found.out, part)) << part << "\nis not in\n" << found.out;
  const auto file = folder_.write("target.json", target_.dump());
  const auto result = folder_.path() / "result.json";
  const Finished run = conform({"run", "-q", "--target", file.string(), "--report", "json=" + result.string()});
  EXPECT_EQ(run.exit_code, 0) << run.all();
  std::size_t verified = 0;
  std::size_t all = 0;
  const json document = read_json(result);
  for (const json& requirement : document.at("requirements")) {
    if (requirement.at("level") != "must") continue;
    ++all;
    if (requirement.at("status") == "verified") ++verified;
  }
  const std::string figures =
      std::to_string(verified) + " of " + std::to_string(all) + " must-level requirements of 2024-3";
  EXPECT_TRUE(holds(found.out, figures)) << figures << "\nis not in\n" << found.out;
}

TEST_F(Check, NamesEveryActorThatIsRefused) {
  start();
  target_["actors"]["user-3"]["token"] = "some-other-token-of-the-test";
  target_["actors"]["admin"]["token"] = "another-token-of-the-test";
  expect_not_ready({"refused  user-3: getUser and getUserAttributes as user-3 got 401",
                    "Is $USER_3_TOKEN the token of the user", "refused  admin: ", "ok       user-1",
                    "Not ready: 2 actors are not accepted"});
}

TEST_F(Check, NoticesAnExpiredTokenThatHasNotExpired) {
  start();
  target_["actors"]["expired"]["token"] = target_["actors"]["unlinked"]["token"];
  EXPECT_EQ(check().exit_code, 0) << "401 is all that can be seen";
  target_["actors"]["expired"] = target_["actors"]["user-8"];
  target_["actors"]["expired"]["userId"] = target_["users"][7]["id"];
  target_["users"].erase(7);
  target_["actors"].erase("user-8");
  expect_not_ready({"refused  expired: got 200 instead of 401. Has this token really expired?"});
}

TEST_F(Check, NamesAnActorThatNoCaseCanUse) {
  start();
  target_["actors"]["reader"].erase("userId");
  const Finished found = check();
  EXPECT_EQ(found.exit_code, 0) << found.all();
  EXPECT_TRUE(holds(found.out, "unclear  reader: not asked, and no case uses it: it has no \"userId\"")) << found.out;
  EXPECT_TRUE(holds(found.out, "without the actor reader: ")) << found.out;
}

TEST_F(Check, HasOneMessageWhereNothingIsThere) {
  const ClosedPort port;
  target_ = target_for(port.url());
  expect_not_ready({"the target could not be reached", "Is the server running"});
}

TEST_F(Check, CannotUseAFileThatIsWrong) {
  start();
  target_["baseURL"] = "x";
  const Finished found = check();
  EXPECT_EQ(found.exit_code, 2);
  EXPECT_TRUE(holds(found.err, "baseURL")) << found.err;
  EXPECT_EQ(conform({"check"}).exit_code, 2) << "no target";
}

TEST_F(Check, SaysWhenOnlyThePermissionToWriteIsMissing) {
  start();
  const std::string url = target_["baseUrl"];
  target_["baseUrl"] = std::string{url}.replace(url.find("127.0.0.1"), 9, "0.0.0.0");
  target_.erase("allowWrites");
  const Finished found = check();
  EXPECT_EQ(found.exit_code, 0) << found.all();
  EXPECT_TRUE(holds(found.out, "a run also needs \"allowWrites\": true")) << found.out;
}

TEST_F(Check, TakesAQuickTarget) {
  start();
  const std::string token = target_["actors"]["user-1"]["token"];
  const Finished found = conform(
      {"check", "--base-url", target_["baseUrl"], "--user-id", target_["users"][0]["id"], "--token-env", "QUICK_TOKEN"},
      {{"QUICK_TOKEN", token}});
  EXPECT_EQ(found.exit_code, 0) << found.all();
  EXPECT_TRUE(holds(found.out, "Ready: conform run --base-url ")) << found.out;
  EXPECT_FALSE(holds(found.all(), token));
}

TEST_F(Check, TakesItsTargetFromTheEnvironmentAsARunDoes) {
  start();
  const Variables variables{{"CONFORM_TARGET", server_->target()}};
  EXPECT_EQ(conform({"check"}, variables).exit_code, 0);
  const Finished run = conform({"run", "users/get"}, variables);
  EXPECT_EQ(run.exit_code, 0) << run.all();
  EXPECT_FALSE(holds(run.out, "embedded")) << run.out;
  const Finished other = conform({"run", "users/get", "--api-version", "2024-3"}, variables);
  EXPECT_EQ(other.exit_code, 2);
  EXPECT_TRUE(holds(other.err, "CONFORM_TARGET")) << other.err;
}

TEST_F(Check, NamesTheProxyAndItsVariable) {
  start();
  const ProxyServer proxy;
  const std::string url = target_["baseUrl"];
  target_["baseUrl"] = std::string{url}.replace(url.find("127.0.0.1"), 9, "0.0.0.0");
  target_["allowWrites"] = true;
  const Variables variables{{"http_proxy", "http://user:pass-word@" + proxy.authority()}, {"no_proxy", ""}};
  const Finished found = check(variables);
  EXPECT_EQ(found.exit_code, 0) << found.all();
  EXPECT_TRUE(holds(found.out, proxy.authority() + " (from http_proxy)")) << found.out;
  EXPECT_FALSE(holds(found.all(), "pass-word")) << found.all();
  const Finished without = check({{"http_proxy", "http://" + proxy.authority()}, {"no_proxy", "0.0.0.0"}});
  EXPECT_TRUE(holds(without.out, "proxy: none: http_proxy is set, but no_proxy lists the host")) << without.out;
}

TEST_F(Check, SaysThatAProxyAsksForAPassword) {
  const auto proxy = RawServer::responding(
      "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"p\"\r\nContent-Length: "
      "0\r\n\r\n");
  target_ = target_for("http://user.staging.example");
  target_["allowWrites"] = true;
  target_["transport"]["proxy"] = proxy->url();
  expect_not_ready({"asks for a user and a password (407)", "http://USER:PASSWORD@HOST:PORT"});
  target_["baseUrl"] = "https://user.staging.example/user/2024-3";
  expect_not_ready({"asks for a user and a password (407)"});
}

TEST_F(Check, SaysWhichMemberTrustsACertificate) {
  const SecureServer server;
  target_ = server.target_document();
  expect_not_ready({"the issuer of the certificate is unknown here", "\"caFile\""});
  target_["transport"]["caFile"] = server.authority_file();
  const Finished found = check();
  EXPECT_EQ(found.exit_code, 0) << found.all();
  EXPECT_TRUE(holds(found.out, "certificate: verified with " + server.authority_file())) << found.out;
}

}  // namespace
}  // namespace conform::test
