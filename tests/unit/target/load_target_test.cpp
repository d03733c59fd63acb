#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <string>
#include <vector>

#include "support/scratch_folder.hpp"
#include "target/target.hpp"

namespace conform {
namespace {

using namespace std::chrono_literals;

constexpr const char* id_1 = "6c1c2f0e-0d6c-4a53-9a43-0f7c3f1f2b11";
constexpr const char* id_2 = "91F06b1e-5f4e-4d0e-8d43-3a1f6d2c9e02";

/// A target that loads, with one member replaced or added ("name": text).
std::string with(const std::string& name, const std::string& value) {
  std::vector<std::pair<std::string, std::string>> members = {
      {"baseUrl", "\"http://127.0.0.1:8080/user/2024-3\""},
      {"users", "[{\"id\": \"" + std::string{id_1} + "\", \"actor\": \"user-1\"}]"},
      {"actors", "{\"user-1\": {\"token\": \"t0ken-1\"}}"}};
  const auto same =
      std::find_if(members.begin(), members.end(), [&](const auto& member) { return member.first == name; });
  if (same == members.end()) {
    members.emplace_back(name, value);
  } else {
    same->second = value;
  }
  std::string text = "{\"format\": 2";
  for (std::size_t i = 0; i < members.size(); ++i) {
    if (members[i].second.empty()) continue;
    text.append(",\n\"").append(members[i].first).append("\": ").append(members[i].second);
  }
  return text + "\n}\n";
}

class LoadTarget : public testing::Test {
 protected:
  Result<Target> load(const std::string& text) { return load_target(folder.write("target.json", text)); }
  Target loaded(const std::string& text) {
    auto target = load(text);
    if (!target) {
      for (const Diagnostic& diagnostic : target.error()) ADD_FAILURE() << to_string(diagnostic);
      return {};
    }
    return std::move(*target);
  }
  /// "line pointer: message (hint)" for each problem.
  std::vector<std::string> diagnostics(const std::string& text) {
    const auto target = load(text);
    std::vector<std::string> found;
    if (target) return found;
    for (const Diagnostic& diagnostic : target.error()) {
      EXPECT_EQ(diagnostic.file, (folder.path() / "target.json").string());
      found.push_back(std::to_string(diagnostic.line) + " " + diagnostic.pointer + ": " + diagnostic.message);
      if (!diagnostic.hint.empty()) found.back() += " (" + diagnostic.hint + ")";
    }
    return found;
  }
  std::string diagnostic(const std::string& text) {
    const auto all = diagnostics(text);
    EXPECT_EQ(all.size(), 1U) << text;
    return all.empty() ? "" : all.front();
  }

  test::ScratchFolder folder;
};

TEST_F(LoadTarget, ReadsEveryMember) {
  folder.write("ca.pem", "x");
  folder.write("client.pem", "x");
  folder.write("client.key", "x");
  folder.write("secret", "from file\n");
  setenv("CONFORM_TEST_TOKEN", "from-environment", 1);
  const Target target = loaded(R"(// people write comments
{
  "format": 2,
  "$schema": "target.schema.json",
  "name": "staging", /* as reports say */
  "baseUrl": "https://user.staging.example/user/2024-3/",
  "apiVersion": "2024-3",
  "allowWrites": true,
  "users": [{"id": "6c1c2f0e-0d6c-4a53-9a43-0f7c3f1f2b11", "actor": "user-1"},
            {"id": "91F06b1e-5f4e-4d0e-8d43-3a1f6d2c9e02", "actor": "user-2"}],
  "actors": {
    "user-1": {"token": "${env:CONFORM_TEST_TOKEN}"},
    "user-2": {"token": "a ${file:secret} b", "userId": "91f06b1e-5f4e-4d0e-8d43-3a1f6d2c9e02"},
    "reader": {"token": "reader-token", "userId": "00000000-0000-4000-8000-000000000001"}
  },
  "pins": {"address": "merge"},
  "serverManaged": ["updatedAt", "createdAt"],
  "protected": ["email"],
  "readback": "empty-patch",
  "operations": ["updateUser", "setUserAttributes"],
  "headers": {"X-Tenant": "acme", "X-Api-Key": "key ${env:CONFORM_TEST_TOKEN}"},
  "transport": {"timeoutMs": 2500, "caFile": "ca.pem", "clientCertificate": "client.pem", "clientKey": "client.key",
                "proxy": "http://p:3128", "rate": "20/s", "retry": {"budget": 7}}
})");
  Target expected;
  expected.name = "staging";
  expected.base_url = "https://user.staging.example/user/2024-3";
  expected.api_version = "2024-3";
  expected.allow_writes = true;
  expected.users = {{id_1, "user-1"}, {id_2, "user-2"}};
  expected.actors = {{"user-1", {.token = "from-environment", .user_id = {}, .written = "${env:CONFORM_TEST_TOKEN}"}},
                     {"user-2", {.token = "a from file b", .user_id = "91f06b1e-5f4e-4d0e-8d43-3a1f6d2c9e02"}},
                     {"reader", {.token = "reader-token", .user_id = "00000000-0000-4000-8000-000000000001"}}};
  expected.pins = {{"address", "merge"}};
  expected.server_managed = {"createdAt", "updatedAt"};
  expected.protected_attributes = {"email"};
  expected.readback = Readback::empty_patch;
  expected.operations = {"setUserAttributes", "updateUser"};
  expected.headers = {{.name = "X-Api-Key", .value = "key from-environment", .filled_in = {"from-environment"}},
                      {.name = "X-Tenant", .value = "acme"}};
  expected.transport = {.timeout = 2500ms,
                        .ca_file = (folder.path() / "ca.pem").string(),
                        .client_certificate = (folder.path() / "client.pem").string(),
                        .client_key = (folder.path() / "client.key").string(),
                        .proxy = "http://p:3128",
                        .rate = "20/s",
                        .retry_budget = 7};
  EXPECT_TRUE(target == expected);
}

TEST_F(LoadTarget, HasDefaultsForWhatIsLeftOut) {
  const Target target = loaded(with("name", ""));
  EXPECT_EQ(target.name, "127.0.0.1");
  EXPECT_EQ(target.api_version, "2024-3");
  EXPECT_TRUE(target.allow_writes);
  EXPECT_EQ(target.server_managed, std::vector<std::string>{"createdAt"});
  EXPECT_EQ(target.readback, Readback::automatic);
  EXPECT_EQ(target.transport, TargetTransport{});
}

TEST_F(LoadTarget, RefusesOperationsThatMakeNoSense) {
  EXPECT_EQ(loaded(with("operations", R"(["getUser"])")).operations->size(), 1U);
  EXPECT_EQ(loaded(with("name", R"("x")")).operations, std::nullopt);
  EXPECT_EQ(diagnostic(with("operations", R"(["getUser", "getUsers"])")),
            "5 /operations/1: unknown operation \"getUsers\" (did you mean \"getUser\"?)");
  EXPECT_NE(diagnostic(with("operations", R"(["getUser", "x"])")).find("known are setUser, updateUser, getUser"),
            std::string::npos);
  for (const char* none : {"[]", R"(["setUser", "getUserAttributes"])"}) {
    EXPECT_EQ(diagnostic(with("operations", none)),
              "5 /operations: without getUser and updateUser no record can be read (list what the server has, or leave "
              "\"operations\" out)");
  }
  EXPECT_EQ(diagnostic(with("operations", R"(["updateUser"],
"readback": "get")")),
            "6 /readback: \"get\" reads by getUser, which \"operations\" does not list");
  EXPECT_EQ(diagnostic(with("operations", R"(["getUser"],
"readback": "empty-patch")")),
            "6 /readback: \"empty-patch\" reads by updateUser, which \"operations\" does not list");
}

TEST_F(LoadTarget, RefusesHeadersThatCannotGoAlong) {
  const auto headers = [](const std::string& member) { return with("headers", "{\n" + member + "}"); };
  for (const char* name : {"Authorization", "host", "CONTENT-LENGTH", "Content-Type", "Accept", "Connection",
                           "Transfer-Encoding", "TE", "Trailer", "Expect"}) {
    EXPECT_TRUE(diagnostic(headers('"' + std::string{name} + "\": \"x\""))
                    .starts_with("6 /headers/" + std::string{name} + ": the suite sets " + name + " itself"));
  }
  for (const char* name : {"", "X Key", "X-Key:", "X-Schlüssel"}) {
    const std::string said = diagnostic(headers('"' + std::string{name} + "\": \"x\""));
    EXPECT_NE(said.find("the name of a header is made of letters, digits and some marks"), std::string::npos) << said;
  }
  EXPECT_EQ(diagnostic(headers("\"X-Key: SECRET\": 5")),
            "5 /headers: the name of a header is made of letters, digits and some marks (RFC 9110 section 5.1) (for "
            "example \"X-Api-Key\")")
      << "a line of curl's may have its value in the name";
  for (const char* value : {"a\\r\\nX-Other: b", "a\\nb", "a\\tb", "a\\u0000b", "a\\u007f"}) {
    EXPECT_EQ(diagnostic(headers("\"X-Key\": \"" + std::string{value} + "\"")),
              "6 /headers/X-Key: the value has a line break or another control character");
  }
  EXPECT_EQ(diagnostic(headers(R"("X-Key": "a ")")), "6 /headers/X-Key: the value has a space at its end");
  EXPECT_EQ(diagnostic(headers(R"("X-Key": "")")), "6 /headers/X-Key: \"X-Key\" is empty");
  EXPECT_EQ(diagnostic(headers(R"("X-Key": 1)")), "6 /headers/X-Key: \"X-Key\" must be of type string, not integer");
  EXPECT_EQ(diagnostic(headers("\"X-Key\": \"a\",\n\"x-key\": \"b\"")),
            "7 /headers/x-key: \"X-Key\" and \"x-key\" are one header (leave one out)");
  EXPECT_EQ(diagnostic(with("headers", R"(["X-Key"])")), "5 /headers: \"headers\" must be of type object, not array");
}

TEST_F(LoadTarget, ListsAllProblemsAtOnceInTheOrderOfTheFile) {
  unsetenv("CONFORM_TEST_UNSET");
  EXPECT_EQ(
      diagnostics(R"({ "format": 2,
  "baseUrl": "http://127.0.0.1/user/2024-3?x",
  "alowWrites": true,
  "users": [
    {"id": "no-uuid", "actor": "user1"},
    {"actor": 7}
  ],
  "actors": {
    "user-1": {"token": "${env:CONFORM_TEST_UNSET}"},
    "reader": {"tokn": "x"}
  },
  "transport": {"timeoutMs": "soon"}
})"),
      (std::vector<std::string>{
          "2 /baseUrl: the base URL has a query (for example https://user.staging.example/user/2024-3)",
          "3 /alowWrites: the target has no member \"alowWrites\" (did you mean \"allowWrites\"?)",
          "5 /users/0/id: \"no-uuid\" is not a UUID (for example 6c1c2f0e-0d6c-4a53-9a43-0f7c3f1f2b11)",
          "5 /users/0/actor: unknown actor \"user1\" (did you mean \"user-1\"?)",
          "6 /users/1: a user needs a member \"id\"", "6 /users/1/actor: \"actor\" must be of type string, not integer",
          "9 /actors/user-1/token: the environment variable CONFORM_TEST_UNSET is not set (set it before the run: "
          "CONFORM_TEST_UNSET=… conform run …)",
          "10 /actors/reader: an actor needs a member \"token\", \"oauth2\" or \"command\" (\"token\": "
          "\"${env:NAME}\")",
          "10 /actors/reader/tokn: an actor has no member \"tokn\" (did you mean \"token\"?)",
          "12 /transport/timeoutMs: \"timeoutMs\" must be of type integer, not string"}));
}

TEST_F(LoadTarget, NeedsBaseUrlUsersAndActors) {
  EXPECT_EQ(diagnostics(R"({"format": 2})"), (std::vector<std::string>{"1 : the target needs a member \"baseUrl\"",
                                                                       "1 : the target needs a member \"actors\"",
                                                                       "1 : the target needs a member \"users\""}));
  EXPECT_EQ(diagnostic(with("users", "[]")), "3 /users: no users (name at least one record that cases may overwrite)");
  EXPECT_EQ(diagnostic("[]"), "1 : the target must be an object, not array");
}

TEST_F(LoadTarget, RefusesAnotherFormatAndNamesTheRemedy) {
  const std::string file = (folder.path() / "target.json").string();
  EXPECT_EQ(
      diagnostics("{\n\"baseUrl\": \"http://127.0.0.1\"}"),
      (std::vector<std::string>{"1 : this target file has no format number, so it has format 1; this version reads "
                                "format 2 (run: tools/migrate --in-place " +
                                file + ")"}));
  EXPECT_EQ(diagnostics("{\n\"format\": 1, \"x\": 1}"),
            (std::vector<std::string>{"2 /format: this target file has format 1; this version reads format 2 (run: "
                                      "tools/migrate --in-place " +
                                      file + ")"}));
  for (const char* number : {"3", "0", "-1", "1.5", "\"2\"", "null", "[2]"}) {
    EXPECT_EQ(diagnostic("{\"format\": " + std::string{number} + "}"),
              "1 /format: the format " + std::string{number} +
                  " of this target file is unknown; this version reads format 2 (use the version of conform that the "
                  "file was written for)");
  }
}

TEST_F(LoadTarget, SaysWhatDoesNotParse) {
  EXPECT_EQ(diagnostics("{\"a\": 1,\n \"a\": 2}").size(), 1U);
  EXPECT_EQ(diagnostics("{\n  \"name\": \n}").size(), 1U);
  EXPECT_EQ(load_target(folder.path() / "missing.json").error().front().message,
            "cannot be read: No such file or directory");
  EXPECT_EQ(load_target(folder.path()).error().front().message, "is a folder, not a file");
}

TEST_F(LoadTarget, RefusesAForeignHostUnlessWritesAreAllowed) {
  EXPECT_EQ(
      diagnostic(with("baseUrl", "\"https://user.example/user/2024-3\"")),
      "2 /baseUrl: the host is not localhost, and \"allowWrites\" is missing (the suite overwrites the records of "
      "its users; set \"allowWrites\": true if these are test users)");
  EXPECT_EQ(
      diagnostic(with("allowWrites", "false")),
      "5 /allowWrites: writes are not allowed, so nothing can be run (the suite overwrites the records of its users; "
      "set \"allowWrites\": true if these are test users)");
}

TEST_F(LoadTarget, KnowsVersionsAndWhereTheyStand) {
  EXPECT_EQ(loaded(with("apiVersion", "\"2024-3\"")).api_version, "2024-3");
  std::string other = with("baseUrl", "\"http://127.0.0.1/api\"");
  EXPECT_EQ(diagnostic(other).substr(0, 83),
            "1 /apiVersion: the API version is neither given nor the last segment of the base UR");
  other.insert(1, "\"apiVersion\": \"2025-1\",");
  EXPECT_EQ(loaded(other).api_version, "2025-1");
  EXPECT_EQ(
      diagnostic(with("apiVersion", "\"2024-2\"")),
      "5 /apiVersion: the API version is 2024-2, but the base URL ends in 2024-3 (give the version once, or twice the "
      "same)");
  EXPECT_EQ(diagnostic(with("baseUrl", "\"http://127.0.0.1/user/2024-9\"")).substr(0, 52),
            "2 /baseUrl: the API version \"2024-9\" is not known (d");
  EXPECT_EQ(
      diagnostic(with("apiVersion", "\"v1\"")),
      "5 /apiVersion: the API version \"v1\" is not known (known are 2021-2, 2022-1, 2023-1, 2024-1, 2024-2, 2024-3, "
      "2024-4, 2025-1)");
}

TEST_F(LoadTarget, GivesEachUserAnActorAndARecordOfTheirOwn) {
  const std::string actors = R"({"user-1": {"token": "t0ken-1"}, "user-2": {"token": "t0ken-2"}})";
  const auto two = [&](const std::string& id, const std::string& actor) {
    std::string text = with("actors", actors);
    const std::string user = ", {\"id\": \"" + id + "\", \"actor\": \"" + actor + "\"}]";
    text.replace(text.find(']'), 1, user);
    return text;
  };
  EXPECT_EQ(loaded(two(id_2, "user-2")).users.size(), 2U);
  EXPECT_EQ(diagnostic(two("6C1C2F0E-0D6C-4A53-9A43-0F7C3F1F2B11", "user-2")),
            "3 /users/1/id: the user 6C1C2F0E-0D6C-4A53-9A43-0F7C3F1F2B11 is listed twice");
  EXPECT_EQ(diagnostic(two(id_2, "user-1")),
            "3 /users/1/actor: the actor \"user-1\" already has another user (each user needs its own actor: one token "
            "per user)");
  EXPECT_EQ(diagnostic(with("actors", R"({"user-1": {"token": "t0ken-1", "userId": ")" + std::string{id_2} + "\"}}")),
            "3 /users/0/actor: the actor \"user-1\" has another \"userId\" than this user");
  EXPECT_EQ(diagnostic(with("actors", R"({"user-1": {"token": "t0ken-1"}, "reader": {"token": "t0ken-2", "userId": ")" +
                                          std::string{id_1} + "\"}}")),
            "4 /actors/reader/userId: reader has the record of a user of the pool (give it its own record)");
}

TEST_F(LoadTarget, RefusesTokensThatNoHeaderCanCarry) {
  for (const char* token : {"a\\r\\nX: 1", "a\\u0000", "a\\n", " a", "a "}) {
    EXPECT_NE(
        diagnostic(with("actors", R"({"user-1": {"token": ")" + std::string{token} + "\"}}")).find("the token has a"),
        std::string::npos)
        << token;
  }
  EXPECT_EQ(diagnostic(with("actors", R"({"user-1": {"token": ""}})")), "4 /actors/user-1/token: \"token\" is empty");
}

TEST_F(LoadTarget, ChecksEveryOtherMember) {
  EXPECT_EQ(diagnostic(with("actors", R"({"user-1": {"token": "t0ken-1"}, "a b": {"token": "t0ken-2"}})")),
            "4 /actors/a b: the name of an actor is made of letters, digits, \"-\", \"_\" and \".\"");
  EXPECT_EQ(diagnostic(with("readback", "\"put\"")),
            "5 /readback: \"put\" is not a way to read back (\"auto\", \"get\" or \"empty-patch\")");
  EXPECT_EQ(diagnostic(with("pins", R"({"address": true})")),
            "5 /pins/address: \"address\" must be of type string, not boolean");
  EXPECT_EQ(diagnostic(with("protected", R"(["email", "email"])")), "5 /protected/1: \"email\" is listed twice");
  EXPECT_EQ(diagnostic(with("serverManaged", "[1]")),
            "5 /serverManaged/0: \"serverManaged\" must be a list of strings; this is integer");
  EXPECT_EQ(diagnostic(with("transport", R"({"timeoutMs": 0})")),
            "5 /transport/timeoutMs: \"timeoutMs\" must be from 1 to 3600000");
  EXPECT_EQ(diagnostic(with("transport", R"({"retry": {"budget": -1}})")),
            "5 /transport/retry/budget: \"budget\" must be from 0 to 1000000");
  EXPECT_EQ(diagnostic(with("transport", R"({"retry": {"budget": 18446744073709551615}})")),
            "5 /transport/retry/budget: \"budget\" must be from 0 to 1000000");
  for (const char* rate : {"20", "0/s", "/s", "-1/s", "1.2.3/s", "1e3/s", "5/m", "1./s"}) {
    EXPECT_EQ(diagnostic(with("transport", R"({"rate": ")" + std::string{rate} + "\"}")),
              "5 /transport/rate: \"" + std::string{rate} + "\" is an invalid rate (requests per second: \"20/s\")");
  }
  EXPECT_EQ(loaded(with("transport", R"({"rate": "0.5/s"})")).transport.rate, "0.5/s");
  EXPECT_EQ(diagnostic(with("transport", R"({"caFile": "missing.pem"})")),
            "5 /transport/caFile: the file missing.pem cannot be read (paths are relative to the target file)");
  EXPECT_EQ(diagnostic(with("transport", R"({"proxy": "http://a b"})")),
            "5 /transport/proxy: the proxy URL is invalid: it has a space or a control character (for example "
            "http://proxy.example:3128, or \"none\")");
}

TEST_F(LoadTarget, NeedsACertificateForAKey) {
  folder.write("client.key", "x");
  EXPECT_EQ(diagnostic(with("transport", R"({"clientKey": "client.key"})")),
            "5 /transport/clientKey: a client key without a client certificate");
}

TEST_F(LoadTarget, QuotesNothingThatWasFilledIn) {
  setenv("CONFORM_TEST_SECRET", "s3cr3t-value \n", 1);
  const std::string secret = "\"${env:CONFORM_TEST_SECRET}\"";
  std::vector<std::string> texts{
      with("actors", "{\"user-1\": {\"token\": " + secret + ", \"userId\": " + secret + "}}"),
      with("users", "[{\"id\": " + secret + ", \"actor\": " + secret + "}]")};
  for (const char* name : {"baseUrl", "apiVersion", "readback"}) texts.push_back(with(name, secret));
  for (const char* name : {"rate", "proxy", "caFile"}) {
    texts.push_back(with("transport", "{\"" + std::string{name} + "\": " + secret + "}"));
  }
  texts.push_back(with("protected", "[" + secret + ", " + secret + "]"));
  for (const std::string& text : texts) {
    const auto found = diagnostics(text);
    EXPECT_FALSE(found.empty()) << text;
    for (const std::string& one : found) EXPECT_EQ(one.find("s3cr3t"), std::string::npos) << one;
  }
}

}  // namespace
}  // namespace conform
