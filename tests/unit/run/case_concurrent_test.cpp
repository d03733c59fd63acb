#include <gtest/gtest.h>

#include "unit/run/running_case.hpp"

namespace conform::test {
namespace {

using nlohmann::json;
using Texts = std::vector<std::string>;

constexpr std::string_view updates =
    R"({"setup":{"attributes":"full"},"steps":[{"concurrent":[
          {"operation":"updateUser","attributes":{"locale":"fr-FR"}},
          {"operation":"updateUser","attributes":{"firstName":"Eve"}}],
        "expect":{"status":200,"effect":"merge","allWin":true}}]})";
constexpr std::string_view replacements =
    R"({"setup":{"attributes":"minimal"},"steps":[{"concurrent":[
          {"operation":"setUser","attributes":"full"},{"operation":"setUser","attributes":"alternative"}],
        "expect":{"status":200,"effect":"replace","oneWins":true}}]})";

TEST(ConcurrentStep, AllChangesWinWithAnHonestServer) {
  RunningCase c;
  c.user2.reset();
  const Verdict verdict = c.run(updates);
  EXPECT_EQ(verdict.outcome.kind, OutcomeKind::passed) << (found(verdict).empty() ? "" : found(verdict).front());
  EXPECT_EQ(purposes(verdict), (Texts{"read before", "setup", "read after setup", "request, all concurrently",
                                      "request, all concurrently", "read back"}));
}

TEST(ConcurrentStep, FindAChangeThatWasLost) {
  RunningCase c;
  c.api.instead = [&](const Request& request) -> std::optional<ResponseOrError> {
    if (request.method != "PATCH" || request.body->find("locale") == std::string::npos) return std::nullopt;
    json response = c.api.records.at(test_user(1).id);
    response["locale"] = "fr-FR";
    return user_response(test_user(1).id, response);
  };
  const Verdict verdict = c.run(updates);
  EXPECT_EQ(found(verdict), Texts{"expect.all-win at /data/attributes/locale (must)"});
  EXPECT_EQ(verdict.findings.front().requirement, "MUST-CASE");
  EXPECT_NE(verdict.findings.front().message.find("of 2 concurrent changes, one was lost"), std::string::npos);
}

TEST(ConcurrentStep, DoNotExpectOfARefusedChangeThatItWins) {
  RunningCase c;
  c.api.instead = [](const Request& request) -> std::optional<ResponseOrError> {
    const bool locale = request.method == "PATCH" && request.body->find("locale") != std::string::npos;
    return locale ? std::optional{error_response(403)} : std::nullopt;
  };
  EXPECT_EQ(rules(c.run(updates)), Texts{"expect.status"}) << "what is wrong is the refusal, nothing was lost";
}

TEST(ConcurrentStep, OneReplacementWinsWithAnHonestServer) {
  RunningCase c;
  EXPECT_EQ(c.run(replacements).outcome.kind, OutcomeKind::passed);
}

TEST(ConcurrentStep, FindARecordThatIsAMixture) {
  RunningCase c;
  c.api.put = [](const json& before, const json& sent) {
    json after = sent;
    after["createdAt"] = before.at("createdAt");
    if (before.contains("locale") && after.contains("locale")) after["locale"] = before.at("locale");
    return after;
  };
  const Verdict verdict = c.run(replacements);
  EXPECT_EQ(verdict.outcome.kind, OutcomeKind::failed);
  EXPECT_EQ(found(verdict), Texts{"expect.one-wins at /data/attributes (must)"});
}

TEST(ConcurrentStep, FindATraceWhenAllWereRefused) {
  RunningCase c;
  c.api.instead = [&](const Request& request) -> std::optional<ResponseOrError> {
    if (request.method != "PATCH" || request.body->find("7") == std::string::npos) return std::nullopt;
    c.api.records.at(test_user(1).id)["locale"] = "xx";
    return error_response(422);
  };
  const Verdict verdict = c.run(
      R"({"setup":{"attributes":"full"},"steps":[{"concurrent":[
            {"operation":"updateUser","attributes":{"locale":7}},{"operation":"updateUser","attributes":{"locale":77}}],
          "expect":{"status":422,"effect":"none"}}]})");
  EXPECT_EQ(found(verdict), Texts{"effect.none at /data/attributes/locale (must)"});
}

TEST(ConcurrentStep, CheckEveryAnswer) {
  RunningCase c;
  int patches = 0;
  c.api.instead = [&](const Request& request) -> std::optional<ResponseOrError> {
    if (request.method != "PATCH" || ++patches != 2) return std::nullopt;
    return plain(500);
  };
  const Verdict verdict = c.run(updates);
  EXPECT_EQ(verdict.outcome.kind, OutcomeKind::failed);
  EXPECT_EQ(rules(verdict).front(), "contract.status");
}

TEST(ConcurrentStep, AreErroredByTroubleOfTheRun) {
  RunningCase c;
  c.api.instead = [](const Request& request) {
    return request.method == "PATCH" ? std::optional{transport_error(TransportErrorKind::unreachable)} : std::nullopt;
  };
  const Verdict verdict = c.run(updates);
  EXPECT_EQ(verdict.outcome.kind, OutcomeKind::errored);
  EXPECT_TRUE(verdict.findings.empty());
}

TEST(ConcurrentStep, AttributesOfOneUserAllSurvive) {
  constexpr std::string_view source =
      R"({"setup":{"customAttributes":{"old":"0"}},"steps":[{"concurrent":[
            {"operation":"setUserAttributes","document":{"a":"1"}},{"operation":"setUserAttributes","document":{"b":"2"}}],
          "expect":{"status":204,"effect":"merge","allWin":true}}]})";
  RunningCase c;
  EXPECT_EQ(c.run(source).outcome.kind, OutcomeKind::passed);
  c.api.instead = [&](const Request& request) -> std::optional<ResponseOrError> {
    if (request.method != "PUT" || request.body->find("\"b\"") == std::string::npos) return std::nullopt;
    c.api.attributes.at(test_user(1).id) = json{{"old", "0"}, {"b", "2"}};
    return plain(204);
  };
  EXPECT_EQ(found(c.run(source)), Texts{"expect.all-win at /a (must)"});
}

TEST(ConcurrentStep, OnARecordOfAnotherAreNoBusinessOfThisOne) {
  RunningCase c;
  const Verdict verdict = c.run(
      R"({"setup":{"attributes":"full","user2":{"attributes":"full"}},"steps":[{"concurrent":[
            {"operation":"updateUser","attributes":{"locale":"fr-FR"}},
            {"operation":"updateUser","as":"user2","attributes":{"firstName":"Eve"}}],
          "expect":{"status":200,"effect":"merge","allWin":true}}]})");
  EXPECT_EQ(verdict.outcome.kind, OutcomeKind::passed) << (found(verdict).empty() ? "" : found(verdict).front());
}

TEST(ConcurrentStep, OfTwoUsersAreSentByBoth) {
  RunningCase c;
  const Verdict verdict = c.run(
      R"({"steps":[{"concurrent":[{"operation":"getUser"},{"operation":"getUser","as":"user2"}],
          "expect":{"status":200}}]})");
  EXPECT_EQ(verdict.outcome.kind, OutcomeKind::passed) << verdict.outcome.reason;
  EXPECT_EQ(verdict.exchanges.back().actor, "user-2");
}

TEST(ConcurrentStep, FindATraceInTheAttributesWhenAllWereRefused) {
  RunningCase c;
  c.api.instead = [&](const Request& request) -> std::optional<ResponseOrError> {
    const auto authorization = find_header(request.headers, "Authorization");
    if (request.target != "/attributes" || request.method != "PUT" || authorization) return std::nullopt;
    c.api.attributes.at(test_user(1).id)["a"] = "written";
    return error_response(401);
  };
  const Verdict verdict = c.run(
      R"({"steps":[{"concurrent":[
            {"operation":"setUserAttributes","as":"nobody","document":{"a":"1"}},
            {"operation":"setUserAttributes","as":"nobody","document":{"a":"2"}}],
          "expect":{"status":401,"effect":"none"}}]})");
  EXPECT_EQ(found(verdict), Texts{"effect.none at /a (must)"});
}

constexpr std::string_view reads_of_two =
    R"({"setup":{"attributes":"full","user2":{"attributes":"alternative"}},"steps":[{"concurrent":[
          {"operation":"getUser"},{"operation":"getUser","as":"user2"}],"expect":{"status":200}}]})";

TEST(ConcurrentStep, FindAReadThatShowsAnothersRecordUnderTheOwnId) {
  RunningCase c;
  int reads = 0;
  EXPECT_EQ(c.run(reads_of_two).outcome.kind, OutcomeKind::passed);
  c.api.instead = [&](const Request& request) -> std::optional<ResponseOrError> {
    if (request.method != "GET" || ++reads != 3) return std::nullopt;  // after one read of each record
    return user_response(test_user(1).id, c.api.records.at(test_user(2).id));
  };
  const Verdict verdict = c.run(reads_of_two);
  EXPECT_EQ(verdict.outcome.kind, OutcomeKind::failed);
  EXPECT_EQ(rules(verdict), Texts{"expect.own-answer"});
}

TEST(ConcurrentStep, FindAReadThatShowsAnothersAttributes) {
  constexpr std::string_view source =
      R"({"setup":{"customAttributes":{"a":"1"},"user2":{"customAttributes":{"a":"2"}}},"steps":[{"concurrent":[
            {"operation":"getUserAttributes"},{"operation":"getUserAttributes","as":"user2"}],
          "expect":{"status":200}}]})";
  RunningCase c;
  EXPECT_EQ(c.run(source).outcome.kind, OutcomeKind::passed);
  int reads = 0;
  c.api.instead = [&](const Request& request) -> std::optional<ResponseOrError> {
    if (request.target != "/attributes" || request.method != "GET" || ++reads != 4) return std::nullopt;
    return plain(200, {{"Content-Type", "application/json"}}, R"({"a":"1"})");
  };
  EXPECT_EQ(found(c.run(source)), Texts{"expect.own-answer at /a (must)"});
}

TEST(ConcurrentStep, FindAChangeThatIsAnsweredWithoutItself) {
  RunningCase c;
  c.api.instead = [&](const Request& request) -> std::optional<ResponseOrError> {
    if (request.method != "PATCH" || request.body->find("Eve") == std::string::npos) return std::nullopt;
    const json before = c.api.records.at(test_user(1).id);
    c.api.records.at(test_user(1).id)["firstName"] = "Eve";
    return user_response(test_user(1).id, before);
  };
  EXPECT_EQ(found(c.run(updates)), Texts{"expect.own-answer at /data/attributes/firstName (must)"});
}

TEST(ConcurrentStep, FindAChangeOfOneUserInTheRecordOfAnother) {
  constexpr std::string_view source =
      R"({"setup":{"attributes":"full","user2":{"attributes":"full"}},"steps":[{"concurrent":[
            {"operation":"updateUser","attributes":{"firstName":"Ann"}},
            {"operation":"updateUser","as":"user2","attributes":{"firstName":"Eve"}}],
          "expect":{"status":200,"effect":"merge","allWin":true}}]})";
  RunningCase c;
  EXPECT_EQ(c.run(source).outcome.kind, OutcomeKind::passed);
  c.api.instead = [&](const Request& request) -> std::optional<ResponseOrError> {
    if (request.method != "PATCH" || request.body->find("Ann") == std::string::npos) return std::nullopt;
    json response = c.api.records.at(test_user(1).id);
    response["firstName"] = "Ann";
    c.api.records.at(test_user(1).id)["firstName"] = "Ann";
    c.api.records.at(test_user(2).id)["locale"] = "it-IT";
    return user_response(test_user(1).id, response);
  };
  const Verdict verdict = c.run(source);
  EXPECT_EQ(found(verdict), Texts{"expect.all-win at /data/attributes/locale (must)"});
}

TEST(ConcurrentStep, MayEachHaveAStatusOfItsOwn) {
  constexpr std::string_view source =
      R"({"steps":[{"concurrent":[
            {"operation":"getUser","status":200},{"operation":"getUser","as":"nobody","status":401}],
          "expect":{"status":[200,401]}}]})";
  RunningCase c;
  EXPECT_EQ(c.run(source).outcome.kind, OutcomeKind::passed);
  c.api.instead = [&](const Request& request) -> std::optional<ResponseOrError> {
    if (find_header(request.headers, "Authorization")) return std::nullopt;
    return user_response(test_user(1).id, c.api.records.at(test_user(1).id));
  };
  EXPECT_EQ(found(c.run(source)), Texts{"expect.status at status (must)"});
}

}  // namespace
}  // namespace conform::test
