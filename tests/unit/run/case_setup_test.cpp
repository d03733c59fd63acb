#include <gtest/gtest.h>

#include "unit/run/running_case.hpp"

namespace conform::test {
namespace {

using nlohmann::json;
using Texts = std::vector<std::string>;

constexpr std::string_view read_full =
    R"({"setup":{"attributes":"full"},"steps":[{"send":{"operation":"getUser"},"expect":{"status":200}}]})";

TEST(CaseSetup, IsBroughtAboutAndVerified) {
  RunningCase c;
  const Verdict verdict = c.run(read_full);
  EXPECT_EQ(verdict.outcome, (Outcome{.kind = OutcomeKind::passed, .reason = {}})) << found(verdict).size();
  EXPECT_EQ(purposes(verdict), (Texts{"read before", "setup", "read after setup", "request"}));
  EXPECT_EQ(c.api.records.at(test_user(1).id).at("locale"), "de-DE");
}

TEST(CaseSetup, IsNotNeededWhereTheRecordIsThatAlready) {
  RunningCase c;
  static_cast<void>(c.run(read_full));
  EXPECT_EQ(purposes(c.run(read_full)), (Texts{"read before", "request"}));
}

TEST(CaseSetup, ThatDoesNotTakeHoldIsADepartureOfItsOwn) {
  RunningCase c;
  c.api.put = [](const json& before, const json&) { return before; };
  const Verdict verdict = c.run(read_full);
  EXPECT_EQ(verdict.outcome.kind, OutcomeKind::failed);
  EXPECT_EQ(purposes(verdict).back(), "read after setup") << "the case itself shows nothing";
  EXPECT_FALSE(verdict.findings.empty());
}

// The setup responds as if it had been done, and it has been; then the record changes under the case.
TEST(CaseSetup, ThatTheOracleExcusesButTheCaseCannotStartFromIsErrored) {
  RunningCase c;
  c.api.put = [&](const json& before, const json& sent) {
    json after = sent;
    after["createdAt"] = before.at("createdAt");
    if (after.contains("locale")) after["locale"] = 7;  // the schema allows text and null only
    return after;
  };
  const Verdict verdict = c.run(read_full);
  EXPECT_NE(verdict.outcome.kind, OutcomeKind::passed);
  EXPECT_EQ(purposes(verdict).back(), "read after setup");
}

TEST(CaseSetup, ThatIsRefusedIsTriedWithNullsAndEmptyValuesAndThenSkipped) {
  RunningCase c;
  c.api.instead = [](const Request& request) {
    return request.method == "PUT" ? std::optional{error_response(422)} : std::nullopt;
  };
  const Verdict verdict =
      c.run(R"({"setup":{"attributes":"minimal"},"steps":[{"send":{"operation":"getUser"},"expect":{"status":200}}]})");
  EXPECT_EQ(verdict.outcome.kind, OutcomeKind::skipped);
  EXPECT_NE(verdict.outcome.reason.find("refuses a setUser that omits"), std::string::npos);
  const auto bodies = c.api.bodies("PUT");
  ASSERT_EQ(bodies.size(), 3U);
  EXPECT_EQ(json::parse(bodies[0]).at("data").at("attributes"), (json{{"email", "ada@example.com"}}));
  EXPECT_EQ(json::parse(bodies[1]).at("data").at("attributes"),
            (json{{"email", "ada@example.com"}, {"locale", nullptr}, {"firstName", nullptr}, {"address", nullptr}}));
  EXPECT_EQ(json::parse(bodies[2]).at("data").at("attributes"),
            (json{{"email", "ada@example.com"}, {"locale", ""}, {"firstName", ""}, {"address", json::object()}}));
}

constexpr std::string_view read_minimal =
    R"({"setup":{"attributes":"minimal"},"steps":[{"send":{"operation":"getUser"},"expect":{"status":200}}]})";

TEST(CaseSetup, IsBroughtAboutByUpdateUserWhereTheTargetListsNoSetUser) {
  RunningCase c;
  c.setting.offered.erase("setUser");
  c.setting.operations_listed = true;
  c.api.records.at(test_user(1).id)["address"] = {{"country", "FR"}, {"street", "B"}, {"city", "Lyon"}};
  for (const std::string_view source : {read_full, read_minimal}) {
    const Verdict verdict = c.run(source);
    EXPECT_EQ(verdict.outcome, (Outcome{.kind = OutcomeKind::passed, .reason = {}})) << found(verdict).size();
    EXPECT_EQ(purposes(verdict), (Texts{"read before", "setup", "read after setup", "request"}));
  }
  EXPECT_EQ(c.api.count("PUT"), 0U);
  const auto bodies = c.api.bodies("PATCH");
  ASSERT_EQ(bodies.size(), 2U);
  EXPECT_EQ(json::parse(bodies[0]).at("/data/attributes/address"_json_pointer),
            (json{{"country", "DE"}, {"street", "A"}, {"city", nullptr}}));
  EXPECT_EQ(json::parse(bodies[1]).at("/data/attributes"_json_pointer),
            (json{{"email", "ada@example.com"}, {"locale", nullptr}, {"firstName", nullptr}, {"address", nullptr}}));
}

TEST(CaseSetup, ByUpdateUserEmptiesWhatTheServerDoesNotLetBeNull) {
  RunningCase c;
  c.setting.offered.erase("setUser");
  c.api.records.at(test_user(1).id)["firstName"] = "Ada";
  c.api.instead = [](const Request& request) -> std::optional<ResponseOrError> {
    const bool nulls = request.method == "PATCH" && request.body->find("null") != std::string::npos;
    return nulls ? std::optional{error_response(422)} : std::nullopt;
  };
  EXPECT_EQ(c.run(read_minimal).outcome.kind, OutcomeKind::passed);
  EXPECT_EQ(c.api.records.at(test_user(1).id).at("firstName"), "");
}

TEST(CaseSetup, ThatUpdateUserCannotBringAboutIsSkipped) {
  RunningCase c;
  c.setting.offered.erase("setUser");
  c.api.records.at(test_user(1).id)["firstName"] = "Ada";
  c.api.patch = [](const json& before, const json& sent) {
    json after = before;
    for (const auto& [name, value] : sent.items()) {
      if (!value.is_null() && value != "") after[name] = value;
    }
    return after;
  };
  c.api.instead = [](const Request& request) -> std::optional<ResponseOrError> {
    const bool empties = request.method == "PATCH" && request.body->find("\"\"") != std::string::npos;
    return empties ? std::optional{error_response(422)} : std::nullopt;
  };
  const Verdict verdict = c.run(read_minimal);
  EXPECT_EQ(verdict.outcome.kind, OutcomeKind::skipped) << (found(verdict).empty() ? "" : found(verdict).front());
  EXPECT_NE(verdict.outcome.reason.find("updateUser alone cannot set up the record"), std::string::npos)
      << verdict.outcome.reason;
}

TEST(CaseSetup, FindsASetUserThatIsMissingAndNamesTheMember) {
  for (const int status : {404, 405, 501}) {
    RunningCase c;
    c.api.instead = [status](const Request& request) {
      return request.method == "PUT" ? std::optional{error_response(status)} : std::nullopt;
    };
    const Verdict first = c.run(read_full);
    EXPECT_EQ(first.outcome.kind, OutcomeKind::failed);
    ASSERT_FALSE(first.findings.empty());
    EXPECT_EQ(first.findings.front().rule, "contract.status");
    EXPECT_NE(first.findings.front().hint.find("\"operations\""), std::string::npos) << first.findings.front().hint;
    EXPECT_EQ(c.api.records.at(test_user(1).id).at("locale"), "de-DE") << "set up by updateUser";
    c.api.records.at(test_user(1).id)["locale"] = "fr-FR";
    EXPECT_EQ(c.run(read_full).outcome.kind, OutcomeKind::passed) << "found once is enough for the setup";
    EXPECT_EQ(c.api.count("PUT"), 1U);
    const Verdict sent = c.run(R"({"steps":[{"send":{"operation":"setUser","attributes":{"$from":"before"}},
                                            "expect":{"status":200,"effect":"replace"}}]})");
    ASSERT_FALSE(sent.findings.empty());
    EXPECT_NE(sent.findings.front().hint.find("\"operations\""), std::string::npos);
  }
}

TEST(CaseSetup, FindsAnOddDenialOfASetUserThatIsThere) {
  RunningCase c;
  EXPECT_EQ(c.run(read_full).outcome.kind, OutcomeKind::passed);
  c.api.records.at(test_user(1).id)["locale"] = "fr-FR";
  c.api.instead = [](const Request& request) {
    return request.method == "PUT" ? std::optional{error_response(404)} : std::nullopt;
  };
  const Verdict verdict = c.run(read_full);
  EXPECT_EQ(verdict.outcome.kind, OutcomeKind::failed);
  ASSERT_FALSE(verdict.findings.empty());
  EXPECT_EQ(verdict.findings.front().hint, "");
  EXPECT_EQ(c.api.count("PATCH"), 0U);
}

TEST(CaseSetup, IsNotPossibleWithoutAnOperationThatWrites) {
  RunningCase c;
  c.setting.offered = {"getUser", "getUserAttributes"};
  c.setting.operations_listed = true;
  const Verdict verdict = c.run(read_full);
  EXPECT_EQ(verdict.outcome, (Outcome{.kind = OutcomeKind::skipped,
                                      .reason = "the record cannot be set up: the target does not list setUser in "
                                                "\"operations\", nor updateUser"}));
  EXPECT_TRUE(verdict.exchanges.empty());
}

TEST(CaseSetup, GoesOnWithTheFirstWayThatTheServerTakes) {
  RunningCase c;
  c.api.records.at(test_user(1).id)["locale"] = "de-DE";
  c.api.instead = [](const Request& request) -> std::optional<ResponseOrError> {
    const bool partial = request.method == "PUT" && request.body->find("\"locale\"") == std::string::npos;
    return partial ? std::optional{error_response(422)} : std::nullopt;
  };
  const Verdict verdict =
      c.run(R"({"setup":{"attributes":"minimal"},"steps":[{"send":{"operation":"getUser"},"expect":{"status":200}}]})");
  EXPECT_EQ(verdict.outcome.kind, OutcomeKind::passed) << verdict.outcome.reason;
  EXPECT_EQ(c.api.count("PUT"), 2U);
}

TEST(CaseSetup, ThatIsRefusedWithEveryAttributeThereIsErrored) {
  RunningCase c;
  for (const int status : {403, 422}) {
    c.api.instead = [&](const Request& request) {
      return request.method == "PUT" ? std::optional{error_response(status)} : std::nullopt;
    };
    const Verdict verdict = c.run(read_full);
    EXPECT_EQ(verdict.outcome,
              (Outcome{.kind = OutcomeKind::errored,
                       .reason = "setup failed: setUser responded " + std::to_string(status) + ": No"}));
    EXPECT_EQ(c.api.count("PUT"), status == 403 ? 1U : 2U);
  }
}

TEST(CaseSetup, NeedsARecordThatCanBeRead) {
  RunningCase c;
  c.api.instead = [](const Request& request) {
    return request.method == "GET" ? std::optional{error_response(403)} : std::nullopt;
  };
  const Verdict verdict = c.run(read_full);
  EXPECT_EQ(verdict.outcome.kind, OutcomeKind::errored);
  EXPECT_EQ(verdict.outcome.reason, "the record of user-1 cannot be read: getUser responded 403: No");
  EXPECT_EQ(c.api.count("PUT"), 0U);
}

TEST(CaseSetup, ReadsByAnEmptyPatchWhereThereIsNoGet) {
  RunningCase c;
  c.setting.reads_by_get = false;
  c.setting.offered.erase("getUser");
  const Verdict verdict = c.run(
      R"({"setup":{"attributes":"full"},"steps":[{"send":{"operation":"updateUser","attributes":{"locale":"fr-FR"}},
          "expect":{"status":200,"effect":"merge"}}]})");
  EXPECT_EQ(verdict.outcome.kind, OutcomeKind::passed) << verdict.outcome.reason;
  EXPECT_EQ(c.api.count("GET"), 0U);
  EXPECT_EQ(json::parse(c.api.bodies("PATCH").front()).at("data").at("attributes"), json::object());
}

TEST(CaseSetup, OfAttributesIsVerifiedToo) {
  constexpr std::string_view source =
      R"({"setup":{"customAttributes":{"colour":"red"}},
          "steps":[{"send":{"operation":"getUserAttributes"},"expect":{"status":200}}]})";
  RunningCase c;
  EXPECT_EQ(c.run(source).outcome.kind, OutcomeKind::passed);
  EXPECT_EQ(c.api.attributes.at(test_user(1).id), (json{{"colour", "red"}}));
  c.api.instead = [](const Request& request) {
    return request.method == "PUT" ? std::optional{plain(204)} : std::nullopt;
  };
  c.api.attributes.at(test_user(1).id) = json::object();
  const Verdict verdict = c.run(source);
  EXPECT_EQ(found(verdict), std::vector<std::string>{"effect.merge.set at /colour (must)"});
}

TEST(CaseSetup, OfTheOtherUserIsDoneByTheOtherUser) {
  RunningCase c;
  const Verdict verdict = c.run(
      R"({"setup":{"user2":{"attributes":"full","customAttributes":{"a":"b"}}},
          "steps":[{"send":{"operation":"getUser","as":"user2"},"expect":{"status":200}}]})");
  EXPECT_EQ(verdict.outcome.kind, OutcomeKind::passed) << verdict.outcome.reason;
  EXPECT_EQ(c.api.records.at(test_user(2).id).at("locale"), "de-DE");
  EXPECT_FALSE(c.api.records.at(test_user(1).id).contains("locale"));
  EXPECT_EQ(c.api.attributes.at(test_user(2).id), (json{{"a", "b"}}));
}

TEST(CaseSetup, KeepsWhatTheTargetProtects) {
  RunningCase c;
  c.setting.constraints.protected_attributes = {"email"};
  const Verdict verdict = c.run(read_full);
  EXPECT_EQ(verdict.outcome.kind, OutcomeKind::passed) << verdict.outcome.reason;
  EXPECT_EQ(c.api.records.at(test_user(1).id).at("email"), "old@example.com");
  EXPECT_EQ(c.api.records.at(test_user(1).id).at("locale"), "de-DE");
}

TEST(CaseNeeds, ThatTheTargetDoesNotMeetAreSkippedBeforeAnythingIsSent) {
  RunningCase c;
  const auto reason = [&](std::string_view source) {
    const Verdict verdict = c.run(source);
    EXPECT_EQ(verdict.outcome.kind, OutcomeKind::skipped);
    EXPECT_TRUE(verdict.exchanges.empty());
    return verdict.outcome.reason;
  };
  EXPECT_EQ(reason(R"({"steps":[{"send":{"operation":"getUser","as":"admin"},"expect":{"status":200}}]})"),
            "the target has no actor \"admin\"");
  c.user2.reset();
  EXPECT_EQ(reason(R"({"steps":[{"send":{"operation":"getUser","as":"user2"},"expect":{"status":200}}]})"),
            "the case needs two users, and the target has one");
  c.setting.offered.erase("getUserAttributes");
  EXPECT_NE(reason(R"({"steps":[{"send":{"operation":"setUserAttributes","document":{}},
                                 "expect":{"status":204,"effect":"merge"}}]})")
                .find("does not offer getUserAttributes"),
            std::string::npos);
  c.setting.offered.erase("getUser");
  EXPECT_EQ(reason(R"({"steps":[{"send":{"operation":"getUser"},"expect":{"status":200}}]})"),
            "the target does not offer getUser");
}

TEST(CaseNeeds, ATokenThatCanBeAltered) {
  constexpr std::string_view source =
      R"({"steps":[{"send":{"operation":"getUser","authorization":"Bearer ${user.shortToken}"},"expect":{"status":401}}]})";
  const auto outcome_with = [&](const std::string& token, const std::string& another) {
    RunningCase c;
    RunSetting setting = c.setting;
    setting.tokens = {token, another};
    TinyTransport transport{c.api};
    RetryingClient client{transport, c.breaker, c.rate_limiter, {}, {}};
    User user = test_user(1);
    user.token = token;
    return run_case(a_case(c.suite, source), setting, user, c.user2, client).outcome.kind;
  };
  EXPECT_EQ(outcome_with("short", ""), OutcomeKind::skipped);
  EXPECT_EQ(outcome_with("01234567", ""), OutcomeKind::skipped) << "without a letter";
  EXPECT_EQ(outcome_with("conform-stand-in-0123456789abcdef0123456789abcdef", ""), OutcomeKind::skipped);
  EXPECT_EQ(outcome_with("a-valid-token", "a-valid-toke"), OutcomeKind::skipped) << "another actor's";
  EXPECT_NE(outcome_with("a-valid-token", ""), OutcomeKind::skipped);
}

}  // namespace
}  // namespace conform::test
