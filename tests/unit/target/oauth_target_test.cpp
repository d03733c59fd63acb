// Actors whose tokens come from elsewhere. The schema is for editors: it must not contradict what loads.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "json/parse.hpp"
#include "schema/schema_set.hpp"
#include "support/scratch_folder.hpp"
#include "target/target.hpp"
#include "target/token_text.hpp"

namespace conform {
namespace {

using Grant = OauthClient::Grant;
using Authentication = OauthClient::Authentication;

class OauthTarget : public testing::Test {
 protected:
  OauthTarget() {
    auto loaded = SchemaSet::load(std::string{CONFORM_SOURCE_DIR} + "/schemas/suite", {"target.schema.json"});
    if (loaded) schemas_ = std::move(*loaded);
    EXPECT_TRUE(loaded);
  }
  static std::string with_actors(const std::string& actors, const std::string& base_url) {
    return R"({"format": 2, "baseUrl": ")" + base_url + R"(/user/2024-3", "allowWrites": true,
"users": [{"id": "6c1c2f0e-0d6c-4a53-9a43-0f7c3f1f2b11", "actor": "user-1"}],
"actors": {)" +
           actors + "}}";
  }
  Actor actor(const std::string& text) {
    const std::string file = with_actors("\"user-1\": " + text, "https://staging.example");
    EXPECT_TRUE(schemas_.validate("target.schema.json", parse_json(file).value()).empty()) << text;
    auto target = load_target(folder_.write("target.json", file));
    if (!target) {
      ADD_FAILURE() << to_string(target.error().front());
      return {};
    }
    return target->actors.at("user-1");
  }
  OauthClient client(const std::string& members) {
    const Actor read = actor(R"({"oauth2": {)" + members + "}}");
    const auto* client = std::get_if<OauthClient>(&read.source);
    EXPECT_TRUE(client);
    return client ? *client : OauthClient{};
  }
  /// "pointer: message" of each problem.
  std::vector<std::string> diagnostics_of_actors(const std::string& actors,
                                                 const std::string& base_url = "https://staging.example") {
    const auto target = load_target(folder_.write("target.json", with_actors(actors, base_url)));
    std::vector<std::string> found;
    if (target) return found;
    for (const Diagnostic& diagnostic : target.error()) found.push_back(diagnostic.pointer + ": " + diagnostic.message);
    return found;
  }
  std::vector<std::string> diagnostics(const std::string& text) {
    const std::string actors = "\"user-1\": " + text;
    const auto found = diagnostics_of_actors(actors);
    EXPECT_FALSE(found.empty()) << text;
    return found;
  }
  bool valid(const std::string& text) {
    const std::string file = with_actors("\"user-1\": " + text, "https://staging.example");
    return schemas_.validate("target.schema.json", parse_json(file).value()).empty();
  }

  SchemaSet schemas_;
  test::ScratchFolder folder_;
};

using Diagnostics = std::vector<std::string>;

TEST_F(OauthTarget, HasEveryGrant) {
  EXPECT_EQ(client(R"("grant": "client_credentials", "tokenUrl": "https://l.example/t", "clientId": "c",
                      "clientSecret": "s", "scope": "a b", "parameters": {"audience": "x"})"),
            (OauthClient{.token_url = "https://l.example/t",
                         .client_id = "c",
                         .client_secret = "s",
                         .scope = "a b",
                         .parameters = {{"audience", "x"}}}));
  EXPECT_EQ(client(R"("grant": "refresh_token", "issuer": "https://l.example/", "clientId": "c",
                      "clientAuthentication": "none", "refreshToken": "r")"),
            (OauthClient{.grant = Grant::refresh_token,
                         .issuer = "https://l.example/",
                         .authentication = Authentication::none,
                         .client_id = "c",
                         .refresh_token = "r"}));
  EXPECT_EQ(client(R"("grant": "password", "tokenUrl": "https://l.example/t", "clientId": "c", "clientSecret": "s",
                      "clientAuthentication": "client_secret_post", "username": "u", "password": "p")"),
            (OauthClient{.grant = Grant::password,
                         .token_url = "https://l.example/t",
                         .authentication = Authentication::post,
                         .client_id = "c",
                         .client_secret = "s",
                         .username = "u",
                         .password = "p"}));
}

TEST_F(OauthTarget, HasCommands) {
  setenv("CONFORM_TEST_ARGUMENT", "secret-argument", 1);
  const Actor read = actor(R"({"command": ["print", "-n", "-n", "", "${env:CONFORM_TEST_ARGUMENT}"],
                               "commandTimeoutMs": 50})");
  unsetenv("CONFORM_TEST_ARGUMENT");
  const auto* command = std::get_if<TokenCommand>(&read.source);
  ASSERT_TRUE(command);
  EXPECT_EQ(command->arguments, (std::vector<std::string>{"print", "-n", "-n", "", "secret-argument"}));
  EXPECT_EQ(command->filled_in, (std::vector<std::string>{"secret-argument"}));
  EXPECT_EQ(command->folder, folder_.path().string());
  EXPECT_EQ(command->time_limit, std::chrono::milliseconds{50});
}

TEST_F(OauthTarget, GivesCommandsSecretsByTheirEnvironment) {
  setenv("CONFORM_TEST_ARGUMENT", "secret-argument", 1);
  const std::string members = R"({"command": ["print"], "environment": {"PASSWORD": "p:${env:CONFORM_TEST_ARGUMENT}",
"PROFILE": "staging"}})";
  const Actor read = actor(members);
  const auto& command = std::get<TokenCommand>(read.source);
  EXPECT_EQ(command.environment,
            (std::vector<EnvironmentVariable>{
                {.name = "PASSWORD", .value = "p:secret-argument", .filled_in = {"secret-argument"}},
                {.name = "PROFILE", .value = "staging", .filled_in = {}}}));
  const auto by_environment =
      load_target(folder_.write("target.json", with_actors("\"user-1\": " + members, "https://staging.example")));
  EXPECT_TRUE(by_environment->warnings.empty());
  const std::vector<Secret> secrets = secrets_of(*by_environment);
  EXPECT_EQ(std::ranges::count(secrets, Secret{.value = "secret-argument", .variable = "USER_1_PASSWORD"}), 1);
  const auto by_argument = load_target(
      folder_.write("target.json", with_actors(R"("user-1": {"command": ["print", "-p=${env:CONFORM_TEST_ARGUMENT}"]})",
                                               "https://staging.example")));
  ASSERT_EQ(by_argument->warnings.size(), 1U);
  EXPECT_NE(by_argument->warnings.front().find("/actors/user-1/command/1"), std::string::npos);
  EXPECT_EQ(by_argument->warnings.front().find("secret-argument"), std::string::npos);
  const std::vector<Secret> of_argument = secrets_of(*by_argument);
  EXPECT_EQ(std::ranges::count(of_argument, Secret{.value = "secret-argument", .variable = "USER_1_ARGUMENT"}), 1)
      << "the secret, not what stands around it";
  unsetenv("CONFORM_TEST_ARGUMENT");
  EXPECT_EQ(diagnostics(R"({"token": "t0ken", "environment": {"A": "b"}})"),
            (std::vector<std::string>{"/actors/user-1/environment: an environment without a command"}));
  EXPECT_FALSE(diagnostics(R"({"command": ["a"], "environment": {"A=B": "c", "D": 1}})").empty());
}

TEST_F(OauthTarget, HasAStandInForEachActorThatNobodyCanGuess) {
  const std::string one = actor(R"({"command": ["a"]})").token;
  EXPECT_TRUE(one.starts_with(stand_in_prefix));
  EXPECT_EQ(one.size(), stand_in_length);
  EXPECT_NE(actor(R"({"command": ["a"]})").token, one);
}

TEST_F(OauthTarget, ThatIsWrongIsExplained) {
  const std::string good = R"("tokenUrl": "https://l.example/t", "clientId": "c", "clientSecret": "s")";
  const auto of = [&](const std::string& members) { return diagnostics(R"({"oauth2": {)" + members + "}}"); };
  EXPECT_EQ(diagnostics("{}"),
            Diagnostics{"/actors/user-1: an actor needs a member \"token\", \"oauth2\" or \"command\""});
  EXPECT_EQ(diagnostics(R"({"token": "t0ken", "command": ["a"]})"),
            Diagnostics{"/actors/user-1: an actor has one of \"token\", \"oauth2\" and \"command\""});
  EXPECT_EQ(of(R"("grant": "implicit", )" + good),
            Diagnostics{"/actors/user-1/oauth2/grant: this is not a valid grant"});
  EXPECT_EQ(of(good), Diagnostics{"/actors/user-1/oauth2: oauth2 needs a member \"grant\""});
  EXPECT_EQ(of(R"("grant": "refresh_token", )" + good),
            Diagnostics{"/actors/user-1/oauth2: the grant refresh_token needs a member \"refreshToken\""});
  EXPECT_EQ(of(R"("grant": "client_credentials", "username": "u", )" + good),
            Diagnostics{"/actors/user-1/oauth2/username: the grant client_credentials has no \"username\""});
  EXPECT_EQ(of(R"("grant": "client_credentials", "issuer": "https://l.example", )" + good),
            Diagnostics{"/actors/user-1/oauth2/tokenUrl: \"issuer\" names the token endpoint already"});
  EXPECT_EQ(of(R"("grant": "client_credentials", "clientId": "c", "clientSecret": "s")"),
            Diagnostics{"/actors/user-1/oauth2: oauth2 needs a member \"tokenUrl\" or \"issuer\""});
  EXPECT_EQ(of(R"("grant": "client_credentials", "tokenUrl": "https://l.example/t", "clientId": "c")"),
            Diagnostics{"/actors/user-1/oauth2: oauth2 needs a member \"clientSecret\""});
  EXPECT_EQ(of(R"("grant": "client_credentials", "tokenUrl": "https://l.example/t", "clientId": "c",
                  "clientAuthentication": "none")"),
            Diagnostics{"/actors/user-1/oauth2: the grant client_credentials is for clients that authenticate"});
  EXPECT_EQ(of(R"("grant": "client_credentials", "parameters": {"scope": "x"}, )" + good),
            Diagnostics{"/actors/user-1/oauth2/parameters/scope: \"scope\" has a member of its own in oauth2"});
  EXPECT_EQ(
      of(R"("grant": "client_credentials", "tokenUrl": "http://l.example/t", "clientId": "c", "clientSecret": "s")"),
      Diagnostics{"/actors/user-1/oauth2/tokenUrl: secrets would go over the network unencrypted"});
  EXPECT_EQ(of(R"("grant": "client_credentials", "tokenUrl": "l.example", "clientId": "c", "clientSecret": "s")"),
            Diagnostics{"/actors/user-1/oauth2/tokenUrl: the URL is not an http(s) URL"});
  EXPECT_EQ(of(R"("grant": "client_credentials", "clientSecert": "s", )" + good),
            Diagnostics{"/actors/user-1/oauth2/clientSecert: oauth2 has no member \"clientSecert\""});
  EXPECT_EQ(diagnostics(R"({"command": []})"), Diagnostics{"/actors/user-1/command: the command is empty"});
  EXPECT_EQ(diagnostics(R"({"command": ["a", 1]})"),
            Diagnostics{"/actors/user-1/command/1: \"command\" must be a list of strings; this is integer"});
  EXPECT_EQ(diagnostics(R"({"token": "t0ken", "commandTimeoutMs": 5})"),
            Diagnostics{"/actors/user-1/commandTimeoutMs: a time limit without a command"});
  EXPECT_EQ(diagnostics(R"({"oauth2": []})").front(),
            "/actors/user-1/oauth2: \"oauth2\" must be of type object, not array");
}

TEST_F(OauthTarget, ThatIsWrongIsWrongForEditorsToo) {
  const std::string good = R"("tokenUrl": "https://l.example/t", "clientId": "c", "clientSecret": "s")";
  for (const std::string& text :
       {std::string{"{}"}, std::string{R"({"token": "t0ken", "command": ["a"]})"}, std::string{R"({"command": []})"},
        R"({"oauth2": {)" + good + "}}", R"({"oauth2": {"grant": "implicit", )" + good + "}}",
        R"({"oauth2": {"grant": "refresh_token", )" + good + "}}",
        R"({"oauth2": {"grant": "password", "username": "u", )" + good + "}}",
        R"({"oauth2": {"grant": "client_credentials", "password": "u", )" + good + "}}",
        R"({"oauth2": {"grant": "client_credentials", "issuer": "https://l", )" + good + "}}",
        R"({"oauth2": {"grant": "client_credentials", "clientAuthentication": "none", )" + good + "}}"}) {
    EXPECT_FALSE(valid(text)) << text;
    EXPECT_FALSE(diagnostics(text).empty()) << text;
  }
}

TEST_F(OauthTarget, MayReachAProviderUnencryptedWhereTokensGoUnencryptedAnyway) {
  const std::string plain =
      R"("user-1": {"oauth2": {"grant": "client_credentials", "tokenUrl": "http://l.example/t", "clientId": "c", "clientSecret": "s"}})";
  EXPECT_EQ(diagnostics_of_actors(plain, "http://staging.example"), Diagnostics{});
}

TEST_F(OauthTarget, KeepsTheTokenOfExpiredExpired) {
  EXPECT_EQ(
      diagnostics_of_actors(R"("user-1": {"token": "t0ken"}, "expired": {"command": ["a"],
                                   "userId": "91f06b1e-5f4e-4d0e-8d43-3a1f6d2c9e02"})"),
      Diagnostics{"/actors/expired: the token of \"expired\" must be an expired token: a renewed token never is"});
}

TEST_F(OauthTarget, HasEachRefreshTokenOnce) {
  const std::string client =
      R"({"oauth2": {"grant": "refresh_token", "tokenUrl": "https://l/t", "clientId": "c", "clientSecret": "s", "refreshToken": "r"}})";
  EXPECT_EQ(diagnostics_of_actors("\"user-1\": " + client + ", \"user-2\": " + client),
            Diagnostics{"/actors/user-2/oauth2/refreshToken: user-2 has the refresh token of user-1"});
}

TEST(SecretsOfSources, AreNamedAfterTheActor) {
  Target target;
  target.actors["user-1"] = {.token = "stand-in",
                             .user_id = {},
                             .source = OauthClient{.client_id = "c",
                                                   .client_secret = "p w%",
                                                   .refresh_token = "refresh",
                                                   .username = "u",
                                                   .password = "pass+word",
                                                   .parameters = {{"audience", "public"}, {"assertion", "signed"}}}};
  target.actors["user-2"] = {.token = "stand-in-2",
                             .user_id = {},
                             .source = TokenCommand{.arguments = {"a", "b"}, .filled_in = {"b-secret"}, .folder = {}}};
  const std::vector<Secret> expected{{"stand-in", "USER_1_TOKEN"},
                                     {"stand-in-2", "USER_2_TOKEN"},
                                     {"p w%", "USER_1_CLIENT_SECRET"},
                                     {"p+w%25", "USER_1_CLIENT_SECRET"},
                                     {"YzpwIHcl", "USER_1_CLIENT_SECRET"},      // c:p w%
                                     {"YzpwK3clMjU=", "USER_1_CLIENT_SECRET"},  // c:p+w%25
                                     {"refresh", "USER_1_REFRESH_TOKEN"},
                                     {"pass+word", "USER_1_PASSWORD"},
                                     {"pass%2Bword", "USER_1_PASSWORD"},
                                     {"dTpwYXNzK3dvcmQ=", "USER_1_PASSWORD"},      // u:pass+word
                                     {"dTpwYXNzJTJCd29yZA==", "USER_1_PASSWORD"},  // u:pass%2Bword
                                     {"signed", "USER_1_PARAMETER"},
                                     {"b-secret", "USER_2_ARGUMENT"}};
  EXPECT_EQ(secrets_of(target), expected);
}

}  // namespace
}  // namespace conform
