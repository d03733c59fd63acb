#include <gtest/gtest.h>

#include <fstream>

#include "end_to_end/secure_server.hpp"
#include "support/plain_server.hpp"

namespace conform::test {
namespace {

using nlohmann::json;

std::size_t count(std::string_view text, std::string_view part) {
  std::size_t found = 0;
  for (std::size_t at = text.find(part); at != std::string_view::npos; at = text.find(part, at + 1)) ++found;
  return found;
}

class Oauth : public testing::Test {
 protected:
  Finished run(const json& target, Arguments more, const Variables& variables = {}) {
    Arguments all{"run",      "--verbose",
                  "--target", folder_.write("target.json", target.dump()).string(),
                  "--report", "json=" + (folder_.path() / "result.json").string(),
                  "--report", "junit=" + (folder_.path() / "junit.xml").string()};
    all.insert(all.end(), more.begin(), more.end());
    return conform(all, variables);
  }
  [[nodiscard]] json result() const { return read_json(folder_.path() / "result.json"); }
  [[nodiscard]] std::string everything(const Finished& finished) const {
    return finished.all() + read_file(folder_.path() / "result.json") + read_file(folder_.path() / "junit.xml");
  }
  void expect_no_verdict(const Finished& finished) {
    EXPECT_EQ(finished.exit_code, 3) << finished.all();
    EXPECT_EQ(result().at("totals").at("failed"), 0);
    EXPECT_EQ(result().at("totals").at("passed"), 0);
  }

  ScratchFolder folder_;
};

TEST_F(Oauth, EveryGrantServesTheWholeSuite) {
  ReferenceServer server{{"--oauth", "--access-log"}};
  const json target = server.target_document();
  for (const char* grant : {"password", "refresh_token", "client_credentials"})
    EXPECT_TRUE(holds(target.dump(), grant)) << target.dump(1);
  const Finished finished = run(target, {"--jobs", "8"});
  EXPECT_EQ(finished.exit_code, 0) << finished.all();
  EXPECT_EQ(result().at("totals").at("errored"), 0);
  // Tokens that live for an hour are got once for each actor: user-1 … user-8, reader, unlinked and admin.
  EXPECT_EQ(count(server.process().errors(), "\"/oauth2/token\""), 11U);
  EXPECT_EQ(count(server.process().errors(), "\"/.well-known/openid-configuration\""), 1U);
  EXPECT_FALSE(holds(finished.out, "was rejected with 401")) << finished.out;
}

// Tokens of two seconds, used one at a time: every one is renewed, refresh tokens with their rotation, before it is
// over.
TEST_F(Oauth, ShortLivedTokensAreRenewedBeforeTheyAreOver) {
  ReferenceServer server{{"--oauth", "--token-lifetime", "2", "--access-log"}};
  json target = server.target_document();
  target["transport"]["rate"] = "40/s";
  target["users"] = json::array({target["users"][1], target["users"][0]});
  const Finished finished = run(target, {"--jobs", "2", "users/get", "auth/expired", "auth/scope"});
  EXPECT_EQ(finished.exit_code, 0) << finished.all();
  EXPECT_GE(finished.took, std::chrono::seconds{2}) << "too short to measure";
  EXPECT_GE(count(server.process().errors(), "\"/oauth2/token\""), 6U) << server.process().errors();
  EXPECT_EQ(result().at("totals").at("errored"), 0);
}

TEST_F(Oauth, FaultsAreFoundAllTheSame) {
  const ReferenceServer server{{"--oauth", "--fault", "patch-replaces"}};
  const Finished finished = run(server.target_document(), {"users/patch"});
  EXPECT_EQ(finished.exit_code, 1) << finished.all();
  EXPECT_TRUE(holds(finished.out, "-H 'Authorization: Bearer '\"$USER_")) << "what repeats the request";
  EXPECT_FALSE(holds(everything(finished), "conform-stand-in-"));
  EXPECT_FALSE(holds(everything(finished), "at_"));
}

TEST_F(Oauth, RefusedClientIsNoVerdictOnTheServer) {
  const ReferenceServer server{{"--oauth"}};
  json target = server.target_document();
  for (json& actor : target["actors"]) {
    if (actor.contains("oauth2")) actor["oauth2"]["clientSecret"] = "${env:CONFORM_TEST_SECRET}";
  }
  const Finished finished = run(target, {"users/get"}, {{"CONFORM_TEST_SECRET", "wrong-s3cret"}});
  expect_no_verdict(finished);
  std::string unwrapped = finished.out;
  std::erase(unwrapped, '\n');
  EXPECT_TRUE(holds(result().dump(), "invalid_client: Client authentication failed.")) << finished.out;
  EXPECT_TRUE(holds(result().dump(), "could not get a token for user-")) << finished.out;
  EXPECT_FALSE(holds(finished.out, "could not be reached")) << "it was not even asked";
  EXPECT_FALSE(holds(everything(finished), "wrong-s3cret"));
}

TEST_F(Oauth, RotatedRefreshTokenIsOverForTheNextRun) {
  const ReferenceServer server{{"--oauth"}};
  json target = server.target_document();
  target["users"] = json::array({target["users"][1]});
  EXPECT_EQ(run(target, {"users/get"}).exit_code, 0);
  const Finished second = run(target, {"users/get"});
  expect_no_verdict(second);
  EXPECT_TRUE(holds(result().dump(), "invalid_grant: The refresh token is unknown, expired or used.")) << second.out;
}

TEST_F(Oauth, UnreachableProviderIsNoVerdictOnTheServer) {
  const ReferenceServer server{{"--oauth"}};
  json target = server.target_document();
  for (json& actor : target["actors"]) {
    if (actor.contains("oauth2")) actor["oauth2"].erase("issuer");
    if (actor.contains("oauth2")) actor["oauth2"]["tokenUrl"] = "http://127.0.0.1:1/token";
  }
  const Finished finished = run(target, {"users/get"});
  expect_no_verdict(finished);
  EXPECT_TRUE(holds(result().dump(), "the token endpoint http://127.0.0.1:1/token: ")) << finished.out;
}

TEST_F(Oauth, ProviderIsVerifiedLikeTheTarget) {
  const SecureServer server{{"--oauth"}};
  json target = server.target_document();
  target["transport"]["caFile"] = server.authority_file();
  Finished finished = run(target, {"users/get", "auth/foreign-record"});
  EXPECT_EQ(finished.exit_code, 0) << finished.all();
  target["transport"].erase("caFile");
  finished = run(target, {"users/get"});
  expect_no_verdict(finished);
  EXPECT_TRUE(holds(result().dump(), "it gave no response (tls: ")) << finished.out;
}

TEST_F(Oauth, ProviderGetsNothingOfTheTargets) {
  const PlainServer provider{[](const PlainRequest&) {
    return PlainResponse{
        .media_type = "application/json",
        .body = R"({"access_token":"t0ken-of-the-provider","token_type":"Bearer","expires_in":3600})",
    };
  }};
  const PlainServer server{[&](const PlainRequest&) {
    return PlainResponse{.status = 307, .fields = {{"Location", provider.url() + "/elsewhere"}}};
  }};
  json target = target_for(server.url());
  target["actors"]["user-1"] = {{"oauth2",
                                 {{"grant", "client_credentials"},
                                  {"tokenUrl", provider.url() + "/token"},
                                  {"clientId", "conform"},
                                  {"clientSecret", "cl1ent-s3cret"}}}};
  target["users"] = json::array({target["users"][0]});
  const Finished finished = run(target, {"users/get"});
  EXPECT_EQ(finished.exit_code, 3) << "a redirect of everything is not a verdict on the server\n" << finished.all();
  const auto asked = provider.requests();
  ASSERT_EQ(asked.size(), 1U) << "a redirect of the target must not be followed";
  EXPECT_EQ(asked[0].method, "POST");
  EXPECT_EQ(asked[0].target, "/token");
  for (const auto& [name, value] : asked[0].fields) EXPECT_FALSE(holds(value, "Bearer")) << name;
  EXPECT_FALSE(holds(asked[0].body, "Bearer"));
  ASSERT_FALSE(server.requests().empty());
  EXPECT_TRUE(holds(server.requests().front().field("Authorization"), "Bearer t0ken-of-the-provider"));
  EXPECT_FALSE(holds(everything(finished), "t0ken-of-the-provider"));
  for (const PlainRequest& request : server.requests())
    EXPECT_FALSE(holds(request.field("Authorization"), "Basic ")) << request.target;
}

class OauthCommand : public Oauth {
 protected:
  /// A target whose one user's token is what a shell script prints.
  json target_by(const ReferenceServer& server, const std::string& script) {
    json target = server.target_document();
    target["users"] = json::array({target["users"][0]});
    folder_.write("token.txt", target["actors"]["user-1"]["token"].get<std::string>() + "\n");
    target["actors"]["user-1"] = {{"command", {"sh", "-c", script}}};
    return target;
  }
};

TEST_F(OauthCommand, PrintsTheToken) {
  const ReferenceServer server;
  const Finished finished = run(target_by(server, "cat token.txt; echo x >>calls"), {"users/get", "users/patch"});
  EXPECT_EQ(finished.exit_code, 0) << finished.all();
  EXPECT_EQ(read_file(folder_.path() / "calls"), "x\n") << "once for a run";
}

TEST_F(OauthCommand, IsAskedAgainAfterAnUnexpected401) {
  const ReferenceServer server;
  const Finished finished =
      run(target_by(server, "if [ -e calls ]; then cat token.txt; else echo over-already; fi; echo x >>calls"),
          {"users/get", "auth/unknown-token"});
  EXPECT_EQ(finished.exit_code, 0) << finished.all();
  EXPECT_EQ(read_file(folder_.path() / "calls"), "x\nx\n") << "401s that cases expect are responses like any other";
  EXPECT_TRUE(holds(result().at("notes").dump(), "A token of user-1 was rejected with 401")) << finished.out;
  EXPECT_FALSE(holds(everything(finished), "over-already"));
}

TEST_F(OauthCommand, ThatFailsIsNoVerdictOnTheServer) {
  const ReferenceServer server;
  const Finished finished =
      run(target_by(server, "echo printed-s3cret; echo 'login first, \"now\"' >&2; exit 7"), {"users/get"});
  expect_no_verdict(finished);
  const std::string reason = result().at("verdicts").at(0).at("reason");
  EXPECT_EQ(reason,
            "could not get a token for user-1 from the command sh: it ended with code 7; it reported \"login first, "
            "\\\"now\\\"\"");
  EXPECT_FALSE(holds(everything(finished), "printed-s3cret"));
}

TEST_F(OauthCommand, IsNotRunByADryRun) {
  const ReferenceServer server;
  const Finished finished = run(target_by(server, "echo x >>calls"), {"--dry-run", "users/get"});
  EXPECT_EQ(finished.exit_code, 0) << finished.all();
  EXPECT_FALSE(std::filesystem::exists(folder_.path() / "calls"));
  EXPECT_TRUE(holds(finished.out, "$USER_1_TOKEN"));
  EXPECT_FALSE(holds(finished.out, "conform-stand-in-"));
}

}  // namespace
}  // namespace conform::test
