#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "unit/run/running_case.hpp"

namespace conform::test {
namespace {

using nlohmann::json;
using Texts = std::vector<std::string>;

constexpr std::string_view merge_steps =
    R"({"setup":{"attributes":"full"},"steps":[{"send":{"operation":"updateUser","attributes":{"locale":"${differentFrom(locale)}"}},
        "expect":{"status":200,"effect":"merge"}}]})";
constexpr std::string_view replace =
    R"({"setup":{"attributes":"full"},"steps":[{"send":{"operation":"setUser","attributes":"minimal"},
        "expect":{"status":200,"effect":"replace"}}]})";
constexpr std::string_view refused_steps =
    R"({"setup":{"attributes":"full"},"steps":[{"send":{"operation":"updateUser","attributes":{"locale":7}},
        "expect":{"status":422,"effect":"none"}}]})";

TEST(CaseSteps, PassWithAnHonestServer) {
  for (const std::string_view source : {merge_steps, replace, refused_steps}) {
    RunningCase c;
    const Verdict verdict = c.run(source);
    EXPECT_EQ(verdict.outcome.kind, OutcomeKind::passed) << verdict.outcome.reason;
    EXPECT_EQ(found(verdict), Texts{});
  }
}

TEST(CaseSteps, CarryTheCaseIntoTheVerdict) {
  RunningCase c;
  const Verdict verdict = c.run(merge_steps);
  EXPECT_EQ(verdict.id, "a-case");
  EXPECT_EQ(verdict.about, "A case of a test.");
  EXPECT_EQ(verdict.file, "case.json");
  EXPECT_EQ(verdict.requirements, Texts{"MUST-CASE"});
  EXPECT_EQ(purposes(verdict), (Texts{"read before", "setup", "read after setup", "request", "read back"}));
  EXPECT_EQ(verdict.exchanges[3].actor, "user-1");
}

TEST(CaseSteps, ReadNoRecordThatNothingIsComparedWith) {
  RunningCase c;
  constexpr std::string_view unread =
      R"({"steps":[{"send":{"operation":"updateUser","attributes":{"locale":"de-DE"}},
          "expect":{"status":200,"effect":"unchecked"}}]})";
  EXPECT_EQ(purposes(c.run(unread)), Texts{"request"});
  constexpr std::string_view of_what_it_holds =
      R"({"steps":[{"send":{"operation":"updateUser","attributes":{"locale":"${differentFrom(locale)}"}},
          "expect":{"status":200,"effect":"unchecked"}}]})";
  EXPECT_EQ(purposes(c.run(of_what_it_holds)), (Texts{"read before", "request"}));
  constexpr std::string_view from_before =
      R"({"steps":[{"send":{"operation":"setUser","attributes":{"$from":"before"}},
          "expect":{"status":200,"effect":"unchecked"}}]})";
  EXPECT_EQ(purposes(c.run(from_before)), (Texts{"read before", "request"}));
}

TEST(CaseSteps, FindWhatAPatchWiped) {
  RunningCase c;
  c.api.patch = [](const json& before, const json& sent) {
    json after = sent;
    after["createdAt"] = before.at("createdAt");
    return after;
  };
  const Verdict verdict = c.run(merge_steps);
  EXPECT_EQ(verdict.outcome.kind, OutcomeKind::failed);
  EXPECT_EQ(rules(verdict), Texts{"effect.merge.kept"});
  EXPECT_EQ(verdict.findings.front().requirement, "EFFECT-MERGE-KEPT");
  EXPECT_EQ(verdict.findings.front().exchange, 3U);
}

TEST(CaseSteps, FindWhatAPutKept) {
  RunningCase c;
  bool setting_up = true;
  c.api.put = [&](const json& before, const json& sent) {
    json after = before;
    after.merge_patch(sent);
    if (setting_up) after["createdAt"] = before.at("createdAt");
    setting_up = false;
    return after;
  };
  const Verdict verdict = c.run(replace);
  EXPECT_EQ(verdict.outcome.kind, OutcomeKind::failed);
  EXPECT_EQ(found(verdict), (Texts{"effect.replace.cleared at /data/attributes/locale (must)",
                                   "effect.replace.cleared at /data/attributes/firstName (must)",
                                   "effect.replace.cleared at /data/attributes/address (must)"}));
}

TEST(CaseSteps, FindAnAnswerThatIsNotWhatIsStored) {
  RunningCase c;
  c.api.instead = [&](const Request& request) -> std::optional<ResponseOrError> {
    if (request.method != "PATCH") return std::nullopt;
    json shown = c.api.records.at(test_user(1).id);
    shown["locale"] = "fr-FR";
    return user_response(test_user(1).id, shown);
  };
  EXPECT_EQ(rules(c.run(merge_steps)), Texts{"effect.read-back"});
}

TEST(CaseSteps, FindATraceAfterARefusal) {
  RunningCase c;
  c.api.instead = [&](const Request& request) -> std::optional<ResponseOrError> {
    if (request.method != "PATCH" || request.body->find("7") == std::string::npos) return std::nullopt;
    c.api.records.at(test_user(1).id)["locale"] = "xx";
    return error_response(422);
  };
  const Verdict verdict = c.run(refused_steps);
  EXPECT_EQ(verdict.outcome.kind, OutcomeKind::failed);
  EXPECT_EQ(found(verdict), Texts{"effect.none at /data/attributes/locale (must)"});
}

TEST(CaseSteps, FindATraceOfARequestThatWasNotToBeRefused) {
  RunningCase c;
  c.api.instead = [&](const Request& request) -> std::optional<ResponseOrError> {
    if (request.method != "PATCH") return std::nullopt;
    c.api.records.at(test_user(1).id)["locale"] = "fr-FR";
    return error_response(403);
  };
  EXPECT_EQ(rules(c.run(merge_steps)), (Texts{"expect.status", "effect.none"}));
}

TEST(CaseSteps, FindAServedRequestThatWasToBeRefusedAndDone) {
  RunningCase c;
  c.api.instead = [&](const Request& request) -> std::optional<ResponseOrError> {
    if (request.method != "PATCH" || request.body->find("7") == std::string::npos) return std::nullopt;
    c.api.records.at(test_user(1).id)["locale"] = "xx";
    return user_response(test_user(1).id, c.api.records.at(test_user(1).id));
  };
  const Verdict verdict = c.run(refused_steps);
  EXPECT_EQ(verdict.outcome.kind, OutcomeKind::failed);
  EXPECT_EQ(rules(verdict).front(), "expect.status");
  EXPECT_EQ(verdict.findings.front().requirement, "MUST-CASE");
}

TEST(CaseSteps, FindAnUndocumentedStatusOnceAndNameItsRule) {
  RunningCase c;
  c.api.instead = [](const Request& request) {
    return request.method == "PATCH" ? std::optional{plain(500)} : std::nullopt;
  };
  const Verdict verdict = c.run(merge_steps);
  EXPECT_EQ(verdict.outcome.kind, OutcomeKind::failed);
  EXPECT_EQ(verdict.findings.front().rule, "contract.status");
}

TEST(CaseSteps, FindNoAnswerWhereItIsTheServersFault) {
  for (const TransportErrorKind kind :
       {TransportErrorKind::timed_out, TransportErrorKind::closed, TransportErrorKind::malformed}) {
    RunningCase c;
    c.api.instead = [&](const Request& request) {
      return request.method == "PATCH" ? std::optional{transport_error(kind)} : std::nullopt;
    };
    const Verdict verdict = c.run(merge_steps);
    EXPECT_EQ(verdict.outcome.kind, OutcomeKind::failed);
    EXPECT_EQ(rules(verdict), Texts{"contract.answer"});
  }
}

TEST(CaseSteps, AreErroredByTroubleThatIsNotTheServers) {
  for (const TransportErrorKind kind : {TransportErrorKind::unreachable, TransportErrorKind::tls,
                                        TransportErrorKind::interrupted, TransportErrorKind::unsendable}) {
    RunningCase c;
    c.api.instead = [&](const Request& request) {
      return request.method == "PATCH" ? std::optional{transport_error(kind)} : std::nullopt;
    };
    const Verdict verdict = c.run(merge_steps);
    EXPECT_EQ(verdict.outcome.kind, OutcomeKind::errored);
    EXPECT_NE(verdict.outcome.reason, "");
    EXPECT_EQ(found(verdict), Texts{});
    EXPECT_EQ(purposes(verdict).back(), "request") << "the exchange is kept to be looked at";
  }
}

TEST(CaseSteps, AreErroredByAnswersBeyondTheLimitsOfThisSuite) {
  const std::string deep = std::string(300, '[') + std::string(300, ']');
  for (const auto& [response, limit] :
       {std::pair{transport_error(TransportErrorKind::too_large, "longer than 8388608 bytes"),
                  "longer than 8388608 bytes"},
        std::pair{plain(200, {{"Content-Type", "application/vnd.api+json"}}, deep), "nested deeper than 256 levels"}}) {
    RunningCase c;
    c.api.instead = [&, given = response](const Request& request) {
      return request.method == "PATCH" ? std::optional{given} : std::nullopt;
    };
    const Verdict verdict = c.run(merge_steps);
    EXPECT_EQ(verdict.outcome.kind, OutcomeKind::errored);
    EXPECT_EQ(verdict.outcome.reason,
              std::string{"updateUser gave a complete response beyond the limits of this suite: "} + limit);
    EXPECT_EQ(found(verdict), Texts{}) << "the server is not accused";
  }
}

TEST(CaseSteps, AreErroredByTermsToAcceptAndBySpentPatience) {
  for (const ResponseOrError& response :
       {plain(451, {{"Location", "https://terms.example/"}}), plain(429, {{"Retry-After", "3600"}})}) {
    RunningCase c;
    c.api.instead = [&](const Request&) { return std::optional{response}; };
    EXPECT_EQ(c.run(merge_steps).outcome.kind, OutcomeKind::errored);
  }
}

/// The verdict on a served write whose record is read back with that status.
Verdict read_back_as(int status) {
  RunningCase c;
  c.api.instead = [&c, status](const Request& request) -> std::optional<ResponseOrError> {
    if (request.method != "GET" || c.api.count("PATCH") == 0) return std::nullopt;
    return status == 429 ? plain(429, {{"retry-after", "3600"}}) : error_response(status);
  };
  return c.run(merge_steps);
}

// A limit, a proxy and a token that ends say nothing about the write before.
TEST(CaseSteps, AccuseNoWriteOfTroubleInTheReadAfterIt) {
  for (const int status : {401, 403, 429, 502, 503, 504}) {
    for (const std::string& one : found(read_back_as(status)))
      EXPECT_EQ(one.find("effect.read-back"), std::string::npos) << status << ": " << one;
  }
}

TEST(CaseSteps, AccuseAWriteAfterWhichItsRecordCannotBeRead) {
  for (const int status : {404, 501}) {
    const auto all = found(read_back_as(status));
    EXPECT_TRUE(std::ranges::any_of(all, [](const std::string& one) {
      return one.find("effect.read-back") != std::string::npos;
    })) << status;
  }
}

TEST(CaseSteps, FailForWhatWasFoundBeforeTroubleCame) {
  RunningCase c;
  bool patched = false;
  c.api.instead = [&](const Request& request) -> std::optional<ResponseOrError> {
    if (patched) return transport_error(TransportErrorKind::unreachable);
    if (request.method != "PATCH") return std::nullopt;
    patched = true;
    return plain(500);
  };
  const Verdict verdict = c.run(merge_steps);
  EXPECT_EQ(verdict.outcome.kind, OutcomeKind::failed);
  EXPECT_EQ(verdict.findings.front().rule, "contract.status");
}

TEST(CaseSteps, PassWithRecommendationsUnlessThoseAreToFail) {
  constexpr std::string_view source =
      R"({"steps":[{"send":{"operation":"getUser"},
          "expect":{"requirement":"SHOULD-CASE","status":200,"headers":{"ETag":"present"}}}]})";
  RunningCase c;
  const Verdict lenient = c.run(source);
  EXPECT_EQ(lenient.outcome.kind, OutcomeKind::passed);
  EXPECT_EQ(found(lenient), Texts{"expect.header at header ETag (should)"});
  c.setting.fail_on = Level::should;
  EXPECT_EQ(c.run(source).outcome.kind, OutcomeKind::failed);
}

// Area 14: no sane client sends such a request, so nothing of it counts more than a recommendation.
TEST(CaseSteps, OnRobustnessFindAtShouldLevelOnly) {
  RunningCase c;
  c.api.instead = [](const Request& request) {
    return request.target.ends_with("?odd") ? std::optional{plain(500)} : std::nullopt;
  };
  const Verdict verdict = c.run(
      R"({"steps":[{"send":{"operation":"getUser","query":"odd"},
          "expect":{"requirement":"ROBUST-CASE","status":200}}]})");
  EXPECT_EQ(verdict.outcome.kind, OutcomeKind::passed);
  ASSERT_FALSE(verdict.findings.empty());
  for (const Finding& finding : verdict.findings) EXPECT_EQ(finding.level, Level::should) << finding.rule;
}

TEST(CaseSteps, AreCarriedOutAsOftenAsTheySay) {
  RunningCase c;
  const Verdict verdict = c.run(
      R"({"steps":[{"send":{"operation":"getUser"},"times":3,"expect":{"status":200,"same":["/data/id"],
          "distinct":["/data/type"]}}]})");
  EXPECT_EQ(purposes(verdict), (Texts{"request, time 1", "request, time 2", "request, time 3"}));
  EXPECT_EQ(found(verdict), Texts{"expect.distinct at /data/type (must)"});
}

TEST(CaseSteps, AskForAnotherUnknownRecordEachTime) {
  RunningCase c;
  const Verdict verdict = c.run(
      R"({"steps":[{"send":{"operation":"getUser","userId":"${unknown.id}"},"times":3,"expect":{"status":404}},
                   {"send":{"operation":"getUser","userId":"${unknown.id}"},"expect":{"status":404}}]})");
  Texts targets;
  for (const Exchange& exchange : verdict.exchanges) {
    if (exchange.purpose != "control request") targets.push_back(exchange.request.target);
  }
  ASSERT_EQ(targets.size(), 4U);
  EXPECT_EQ(targets.back(), targets.front());
  EXPECT_EQ((std::set<std::string>{targets.begin(), targets.end()}).size(), 3U);
}

TEST(CaseSteps, SeeTheRecordAsTheStepBeforeLeftIt) {
  RunningCase c;
  const Verdict verdict = c.run(
      R"({"setup":{"attributes":"full"},"steps":[
          {"send":{"operation":"updateUser","attributes":{"locale":"${differentFrom(locale)}"}},
           "expect":{"status":200,"effect":"merge","matches":[{"at":"/data/attributes/locale","equals":"fr-FR"}]}},
          {"send":{"operation":"updateUser","attributes":{"locale":"${differentFrom(locale)}"}},
           "expect":{"status":200,"effect":"merge","matches":[{"at":"/data/attributes/locale","equals":"de-DE"}]}}]})");
  EXPECT_EQ(verdict.outcome.kind, OutcomeKind::passed) << (found(verdict).empty() ? "" : found(verdict).front());
}

TEST(CaseSteps, CompareAnswersWithRunTimeValues) {
  RunningCase c;
  const Verdict verdict = c.run(
      R"({"steps":[{"send":{"operation":"getUser"},
          "expect":{"status":200,"matches":[{"at":"/data/id","equals":"${user.id}"},
                                            {"at":"/data/id","equals":"${user2.id}"}]}}]})");
  EXPECT_EQ(found(verdict), Texts{"expect.match at /data/id (must)"});
}

TEST(CaseSteps, AreSkippedWhereTheyWouldChangeWhatTheTargetProtects) {
  RunningCase c;
  c.setting.constraints.protected_attributes = {"locale"};
  const Verdict verdict = c.run(merge_steps);
  EXPECT_EQ(verdict.outcome,
            (Outcome{.kind = OutcomeKind::skipped, .reason = "the target protects the attribute locale"}));
  EXPECT_EQ(c.api.count("PATCH"), 0U);
}

TEST(CaseSteps, FindAnotherUsersRecordChanged) {
  RunningCase c;
  c.api.attributes.at(test_user(2).id)["a"] = "b";
  c.api.instead = [&](const Request& request) -> std::optional<ResponseOrError> {
    if (request.method == "PATCH") {
      c.api.records.at(test_user(2).id)["firstName"] = "Mallory";
      c.api.attributes.at(test_user(2).id).erase("a");
    }
    return std::nullopt;
  };
  const Verdict verdict = c.run(
      R"({"setup":{"attributes":"full"},"steps":[{"send":{"operation":"updateUser","attributes":{"locale":"fr-FR"}},
          "expect":{"status":200,"effect":"merge","unchanged":["user2"]}}]})");
  EXPECT_EQ(verdict.outcome.kind, OutcomeKind::failed);
  EXPECT_EQ(rules(verdict), Texts{"effect.others"});
  EXPECT_EQ(verdict.findings.size(), 2U) << "the record and /attributes";
}

TEST(CaseSteps, FindTheSendersOwnRecordChanged) {
  constexpr std::string_view source =
      R"({"steps":[{"send":{"operation":"updateUser","as":"admin","userId":"${user.id}","attributes":{"locale":"fr-FR"}},
          "expect":{"unchanged":["sender"],"alternatives":[{"alternative":"served","status":200,"effect":"merge"},
                                                       {"alternative":"refused","status":[403,404],"effect":"none"}]}}]})";
  RunningCase c;
  c.setting.special_actors.emplace("admin", User{.id = test_user(2).id, .actor = "admin", .token = test_user(2).token});
  EXPECT_EQ(c.run(source).outcome.kind, OutcomeKind::passed);
  c.api.instead = [&](const Request& request) -> std::optional<ResponseOrError> {
    if (request.method == "PATCH") c.api.records.at(test_user(2).id)["firstName"] = "Mallory";
    return std::nullopt;
  };
  EXPECT_EQ(found(c.run(source)), Texts{"effect.others at /data/attributes/firstName (must)"});
  c.api.records.erase(test_user(2).id);
  c.api.instead = nullptr;
  EXPECT_EQ(c.run(source).outcome.kind, OutcomeKind::passed) << "who has no record has none to lose";
}

TEST(CaseSteps, FindTheAttributesChangedByAWriteOfTheRecord) {
  constexpr std::string_view source =
      R"({"steps":[{"send":{"operation":"updateUser","attributes":{"locale":"fr-FR"}},
          "expect":{"status":200,"effect":"merge","unchanged":["unrelatedResource"]}}]})";
  RunningCase c;
  c.api.attributes.at(test_user(1).id)["a"] = "b";
  EXPECT_EQ(c.run(source).outcome.kind, OutcomeKind::passed);
  c.api.instead = [&](const Request& request) -> std::optional<ResponseOrError> {
    if (request.method == "PATCH") c.api.attributes.at(test_user(1).id).clear();
    return std::nullopt;
  };
  EXPECT_EQ(found(c.run(source)), Texts{"effect.rest at /a (must)"});
}

TEST(CaseSteps, FindTheRecordChangedByAWriteOfTheAttributes) {
  constexpr std::string_view source =
      R"({"setup":{"attributes":"full"},"steps":[{"send":{"operation":"setUserAttributes","document":{"a":"b"}},
          "expect":{"status":204,"effect":"merge","unchanged":["unrelatedResource"]}}]})";
  RunningCase c;
  EXPECT_EQ(c.run(source).outcome.kind, OutcomeKind::passed);
  c.api.instead = [&](const Request& request) -> std::optional<ResponseOrError> {
    if (request.target == "/attributes" && request.method == "PUT")
      c.api.records.at(test_user(1).id).erase("firstName");
    return std::nullopt;
  };
  EXPECT_EQ(found(c.run(source)), Texts{"effect.rest at /data/attributes/firstName (must)"});
}

TEST(CaseSteps, FindWhatAnAttributesWriteDidToTheRest) {
  constexpr std::string_view source =
      R"({"setup":{"customAttributes":{"kept":"1"}},
          "steps":[{"send":{"operation":"setUserAttributes","document":{"new":"2"}},
                    "expect":{"status":204,"effect":"merge"}}]})";
  RunningCase c;
  EXPECT_EQ(c.run(source).outcome.kind, OutcomeKind::passed);
  c.api.instead = [&](const Request& request) -> std::optional<ResponseOrError> {
    if (request.method != "PUT" || request.body->find("new") == std::string::npos) return std::nullopt;
    c.api.attributes.at(test_user(1).id) = json{{"new", "2"}};
    return plain(204);
  };
  EXPECT_EQ(found(c.run(source)), Texts{"effect.merge.kept at /kept (must)"});
}

// ---- control requests

TEST(ControlRequestCheck, AreTriedOnceForAUserAndAnOperation) {
  RunningCase c;
  static_cast<void>(c.run(refused_steps));
  EXPECT_EQ(c.control_requests.known("user-1", "updateUser"), "");
  EXPECT_EQ(c.control_requests.known("user-1", "getUser"), "");
  EXPECT_EQ(c.control_requests.known("user-2", "updateUser"), std::nullopt);
  const std::size_t patches = c.api.count("PATCH");
  const Verdict again = c.run(refused_steps);
  EXPECT_EQ(c.api.count("PATCH"), patches + 1) << "the refused request alone";
  EXPECT_EQ(again.outcome.kind, OutcomeKind::passed);
}

TEST(ControlRequestCheck, ThatFailMakeTheCaseErrored) {
  RunningCase c;
  c.api.instead = [](const Request& request) {
    return request.method == "PATCH" ? std::optional{error_response(422)} : std::nullopt;
  };
  const Verdict verdict = c.run(refused_steps);
  EXPECT_EQ(verdict.outcome.kind, OutcomeKind::errored) << "a server that refuses everything has proven nothing";
  EXPECT_EQ(verdict.outcome.reason,
            "cannot judge the error: the valid request updateUser also fails for user-1: it responded 422: No");
  EXPECT_EQ(purposes(verdict).back(), "control request");
  EXPECT_EQ(c.run(refused_steps).exchanges.size(), 0U) << "known by now";
}

TEST(ControlRequestCheck, OfEveryOperationOnAnHonestServerSucceed) {
  for (const char* operation : {"setUser", "updateUser", "getUser", "setUserAttributes", "getUserAttributes"}) {
    RunningCase c;
    const Verdict verdict = c.run(R"({"steps":[{"send":{"operation":")" + std::string{operation} +
                                  R"(","as":"nobody"},"expect":{"status":401,"effect":"none"}}]})");
    EXPECT_EQ(verdict.outcome.kind, OutcomeKind::passed) << operation << ": " << verdict.outcome.reason;
    EXPECT_EQ(c.control_requests.known("user-1", operation), "");
  }
}

TEST(ControlRequestCheck, AreNotNeededForWhatMayAlsoSucceed) {
  RunningCase c;
  const Verdict verdict = c.run(
      R"({"steps":[{"send":{"operation":"getUser"},"expect":{"alternatives":[
          {"alternative":"served","status":200},{"alternative":"refused","status":406}],"observation":"odd"}}]})");
  EXPECT_EQ(purposes(verdict), Texts{"request"});
}

TEST(ControlRequestCheck, AreNeededOnceThereWasARefusalWhereASuccessIsAccepted) {
  constexpr std::string_view either =
      R"({"steps":[{"send":{"operation":"getUser","authorization":null},"expect":{"alternatives":[
          {"alternative":"served","status":200},{"alternative":"refused","status":401}],"observation":"odd"}}]})";
  RunningCase conforming;
  const Verdict refused_once = conforming.run(either);
  EXPECT_EQ(refused_once.outcome.kind, OutcomeKind::passed) << refused_once.outcome.reason;
  EXPECT_EQ(purposes(refused_once), (Texts{"request", "control request"}));
  RunningCase c;
  c.api.instead = [](const Request&) { return std::optional{error_response(401)}; };
  const Verdict verdict = c.run(either);
  EXPECT_EQ(verdict.outcome.kind, OutcomeKind::errored) << "a server that refuses everything has proven nothing";
  EXPECT_EQ(purposes(verdict), (Texts{"request", "control request"}));
}

TEST(ControlRequestCheck, ThatMetTroubleAreTriedAgain) {
  RunningCase c;
  bool trouble = true;
  c.api.instead = [&](const Request& request) {
    const bool control = request.method == "GET" && find_header(request.headers, "Authorization").has_value();
    return control && trouble ? std::optional{transport_error(TransportErrorKind::unreachable)} : std::nullopt;
  };
  constexpr std::string_view source =
      R"({"steps":[{"send":{"operation":"getUser","as":"nobody"},"expect":{"status":401}}]})";
  EXPECT_EQ(c.run(source).outcome.kind, OutcomeKind::errored);
  EXPECT_EQ(c.control_requests.known("user-1", "getUser"), std::nullopt);
  trouble = false;
  EXPECT_EQ(c.run(source).outcome.kind, OutcomeKind::passed);
}

TEST(ControlRequestCheck, ChangeNothingOfARecord) {
  RunningCase c;
  c.api.records.at(test_user(1).id)["locale"] = "sv-SE";
  const json before = c.api.records.at(test_user(1).id);
  static_cast<void>(c.run(
      R"({"steps":[{"send":{"operation":"updateUser","attributes":{"locale":7}},"expect":{"status":422,"effect":"none"}}]})"));
  EXPECT_EQ(c.api.records.at(test_user(1).id), before);
}

TEST(ControlRequestCheck, ShowWhatTheFirstWriteOfAUserDoes) {
  RunningCase c;
  c.api.patch = [](json record, const json& sent) {
    record.update(sent);
    record["createdAt"] = "2001-02-03T04:05:06Z";
    return record;
  };
  const Verdict first = c.run(refused_steps);
  EXPECT_EQ(first.outcome.kind, OutcomeKind::failed);
  EXPECT_EQ(found(first), Texts{"effect.server-managed at /data/attributes/createdAt (must)"});
  EXPECT_EQ(c.run(refused_steps).outcome.kind, OutcomeKind::passed)
      << "the refusal is right, and nothing more can be lost";
}

TEST(ControlRequestCheck, SucceedAlsoWithAnAnswerThatHasFaultsOfItsOwn) {
  RunningCase c;
  c.api.instead = [](const Request& request) -> std::optional<ResponseOrError> {
    return request.method == "PATCH" && request.body->find("7") == std::string::npos
               ? std::optional{plain(200, {{"Content-Type", "text/plain"}}, "done")}
               : std::nullopt;
  };
  constexpr std::string_view source =
      R"({"steps":[{"send":{"operation":"updateUser","attributes":{"locale":7}},"expect":{"status":422,"effect":"none"}}]})";
  EXPECT_EQ(c.run(source).outcome.kind, OutcomeKind::failed) << "the twin's response is found";
  EXPECT_EQ(c.run(source).outcome.kind, OutcomeKind::passed) << "a fault of one response is not a fault of another";
}

// ---- readings, observations, pins

constexpr std::string_view null_on_patch =
    R"({"setup":{"attributes":"full"},"steps":[{"send":{"operation":"updateUser","attributes":{"locale":null}},
        "expect":{"observation":"null-on-patch","alternatives":[
          {"alternative":"clears","status":200,"effect":"merge"},
          {"alternative":"refused","status":422,"effect":"none",
           "violates":{"level":"should","requirement":"SHOULD-CASE"}}]}}]})";

TEST(NamedAlternativesTest, AreObserved) {
  RunningCase c;
  const Verdict verdict = c.run(null_on_patch);
  EXPECT_EQ(verdict.outcome.kind, OutcomeKind::passed) << verdict.outcome.reason;
  EXPECT_EQ(verdict.observations,
            (std::vector<Observation>{{.id = "null-on-patch", .seen = "clears", .pinned = std::nullopt}}));
}

TEST(NamedAlternativesTest, ThatViolateARecommendationAreReportedAndAccepted) {
  RunningCase c;
  c.api.instead = [](const Request& request) -> std::optional<ResponseOrError> {
    const bool null = request.method == "PATCH" && request.body->find("null") != std::string::npos;
    return null ? std::optional{error_response(422)} : std::nullopt;
  };
  const Verdict verdict = c.run(null_on_patch);
  EXPECT_EQ(verdict.outcome.kind, OutcomeKind::passed);
  EXPECT_EQ(found(verdict), Texts{"expect.reading at status (should)"});
  EXPECT_EQ(verdict.findings.front().requirement, "SHOULD-CASE");
  EXPECT_EQ(verdict.observations.front().seen, "refused");
}

TEST(NamedAlternativesTest, ThatNobodyAcceptsAreAFindingAndNoObservation) {
  RunningCase c;
  c.api.instead = [](const Request& request) {
    return request.method == "PATCH" ? std::optional{error_response(403)} : std::nullopt;
  };
  const Verdict verdict = c.run(null_on_patch);
  EXPECT_EQ(rules(verdict), Texts{"expect.status"});
  EXPECT_TRUE(verdict.observations.empty());
}

TEST(NamedAlternativesTest, ThatTheTargetIsPinnedToPass) {
  RunningCase c;
  c.setting.pins = {{"null-on-patch", "clears"}};
  const Verdict verdict = c.run(null_on_patch);
  EXPECT_EQ(verdict.outcome.kind, OutcomeKind::passed);
  EXPECT_EQ(verdict.observations.front().pinned, "clears");
}

TEST(NamedAlternativesTest, OtherThanThePinnedOneFail) {
  RunningCase c;
  c.setting.pins = {{"null-on-patch", "refused"}};
  const Verdict verdict = c.run(null_on_patch);
  EXPECT_EQ(verdict.outcome.kind, OutcomeKind::failed);
  EXPECT_EQ(found(verdict), Texts{"expect.pin at reading null-on-patch (must)"});
  EXPECT_EQ(verdict.findings.front().expected, "refused");
  EXPECT_EQ(verdict.findings.front().actual, "clears");
}

constexpr std::string_view partial_address =
    R"({"setup":{"attributes":"full"},"steps":[{"send":{"operation":"updateUser","attributes":{"address":{"street":"C"}}},
        "expect":{"status":200,"effect":"merge"}}]})";

TEST(NamedAlternativesTest, OfAPartialAddressAreSeenByTheOracle) {
  RunningCase c;
  EXPECT_EQ(c.run(partial_address).observations.front(),
            (Observation{.id = "address-on-partial-patch", .seen = "merge", .pinned = std::nullopt}));
  c.api.patch = [](const json& before, const json& sent) {
    json after = before;
    for (const auto& [name, value] : sent.items()) after[name] = value;
    return after;
  };
  const Verdict replaced = c.run(partial_address);
  EXPECT_EQ(replaced.outcome.kind, OutcomeKind::passed);
  EXPECT_EQ(replaced.observations.front().seen, "replace");
}

TEST(NamedAlternativesTest, OfAPartialAddressCanBePinned) {
  RunningCase c;
  c.setting.pins = {{"address-on-partial-patch", "replace"}};
  const Verdict verdict = c.run(partial_address);
  EXPECT_EQ(verdict.outcome.kind, OutcomeKind::failed);
  EXPECT_FALSE(verdict.findings.empty());
}

}  // namespace
}  // namespace conform::test
