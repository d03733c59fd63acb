// Servers whose fault shows somewhere else than where it is: the first cause names it.
#include <gtest/gtest.h>

#include <mutex>
#include <set>

#include "end_to_end/program.hpp"
#include "support/raw_server.hpp"

namespace conform::test::blame_tests {
namespace {

using nlohmann::json;

struct Reported {
  Finished run;
  json result;
  std::set<std::string> rules;  ///< of must-level findings

  [[nodiscard]] int total(const char* what) const { return result.at("totals").at(what).get<int>(); }
};

Reported reported_of(const std::string& target, Arguments selectors, Arguments more = {}) {
  const ScratchFolder folder;
  const std::string result = (folder.path() / "result.json").string();
  Arguments arguments{"run", "--target", target, "--report", "json=" + result};
  arguments.insert(arguments.end(), more.begin(), more.end());
  arguments.insert(arguments.end(), selectors.begin(), selectors.end());
  Reported reported{.run = conform(arguments), .result = read_json(result), .rules = {}};
  for (const json& verdict : reported.result.at("verdicts")) {
    for (const json& finding : verdict.at("findings")) {
      if (finding.at("level") == "must") reported.rules.insert(finding.at("rule").get<std::string>());
    }
  }
  return reported;
}

Reported reported_of_fault(const std::string& fault, const Arguments& selectors, const Arguments& more = {}) {
  const ReferenceServer server{{"--fault", fault}};
  return reported_of(server.target(), selectors, more);
}

/// The first cause of failures in the summary, in one line.
std::string first_cause(const Reported& reported) {
  std::string text = unwrapped(reported.run.out);
  text.erase(0, text.find("Failures: "));
  return text.substr(0, text.find(" reproduce"));
}

TEST(Blame, AMissingWriteIsOneCauseThatNamesTheMember) {
  for (const char* fault : {"operation-missing:set-user:405", "operation-missing:update-user:404",
                            "operation-missing:set-user-attributes:501"}) {
    const Reported reported = reported_of_fault(fault, {"users/put", "users/patch", "attributes"});
    EXPECT_EQ(reported.run.exit_code, 1) << reported.run.all();
    EXPECT_EQ(reported.total("failed"), 1) << reported.run.all();
    EXPECT_EQ(reported.total("errored"), 0) << reported.run.all();
    EXPECT_GT(reported.total("skipped"), 20);
    EXPECT_EQ(reported.rules, std::set<std::string>{"contract.status"});
    EXPECT_TRUE(holds(unwrapped(reported.run.out), "the target file must have \"operations\": [")) << reported.run.out;
  }
}

TEST(Blame, AMissingWriteThatTheTargetDoesNotListIsNone) {
  const ReferenceServer server{{"--fault", "operation-missing:set-user:405"}};
  json target = server.target_document();
  target["operations"] = {"updateUser", "getUser", "setUserAttributes", "getUserAttributes"};
  const ScratchFolder folder;
  const Reported reported =
      reported_of(folder.write("target.json", target.dump()).string(), {"users/put", "users/get"});
  EXPECT_EQ(reported.total("failed"), 0) << reported.run.all();
  EXPECT_EQ(reported.total("errored"), 0) << reported.run.all();
}

TEST(Blame, AReadThatIsNeverAnsweredIsAFindingEvenIfNothingElseCanBeRun) {
  for (const char* fault :
       {"answer-silent:get-user", "answer-dripping:get-user", "answer-silent:get-user-attributes"}) {
    const Reported reported = reported_of_fault(fault, {"users/put/replace"}, {"--timeout", "300ms"});
    EXPECT_EQ(reported.run.exit_code, 1) << reported.run.all();
    EXPECT_EQ(reported.rules, std::set<std::string>{"contract.answer"}) << reported.run.all();
    EXPECT_TRUE(holds(unwrapped(reported.run.out), "gets no response")) << reported.run.out;
  }
}

TEST(Blame, AServerThatAnswersNothingIsTrouble) {
  const Reported reported = reported_of_fault("null-hang", {"users"}, {"--timeout", "300ms"});
  EXPECT_EQ(reported.run.exit_code, 3) << reported.run.all();
  EXPECT_TRUE(reported.rules.empty()) << reported.run.all();
  EXPECT_TRUE(holds(unwrapped(reported.run.out), "never responds")) << reported.run.out;
  EXPECT_TRUE(holds(unwrapped(reported.run.out), "Is the server running")) << reported.run.out;
}

TEST(Blame, AReadOfAnotherUsersAttributesComesBeforeTheWritesItMakesLookWrong) {
  const Reported reported = reported_of_fault("attributes-cached-for-all", {"attributes", "across", "accept/open"});
  EXPECT_EQ(reported.run.exit_code, 1);
  EXPECT_TRUE(reported.rules.contains("contract.owner")) << reported.run.out;
  EXPECT_TRUE(holds(first_cause(reported), "getUserAttributes responded with what another user was given"))
      << reported.run.out;
}

TEST(Blame, AnUnreadBodyNamesTheRequestThatWasRefused) {
  const Reported reported = reported_of_fault("body-unread-when-refused", {"across", "content-type", "users/semantic"});
  EXPECT_EQ(reported.run.exit_code, 1);
  EXPECT_TRUE(reported.rules.contains("contract.connection")) << reported.run.out;
  EXPECT_TRUE(holds(first_cause(reported), "was refused, and the next request on its connection")) << reported.run.out;
}

TEST(Blame, ALostTokenNamesTheOperationAfterWhichItWasLost) {
  const Reported reported = reported_of_fault("token-lost-by-update:email", {"users/patch"});
  EXPECT_EQ(reported.run.exit_code, 1);
  EXPECT_TRUE(reported.rules.contains("contract.token")) << reported.run.out;
  EXPECT_TRUE(holds(first_cause(reported), "after a served updateUser that changed email")) << reported.run.out;
}

TEST(Blame, FirstWritesAloneAreNotEnough) {
  const Reported reported = reported_of_fault("first-writes-only", {"errors"});
  EXPECT_EQ(reported.run.exit_code, 1) << reported.run.all();
  EXPECT_TRUE(holds(unwrapped(reported.run.out), "to a valid request like one that succeeded before in this run"))
      << reported.run.out;
}

TEST(Blame, A503ToEveryFirstRequestIsCountedAndFound) {
  const Reported reported = reported_of_fault("busy-at-first", {"users/put/replace"});
  EXPECT_EQ(reported.run.exit_code, 1) << reported.run.all();
  EXPECT_EQ(reported.rules, std::set<std::string>{"contract.status"});
  EXPECT_TRUE(holds(unwrapped(reported.run.out), "got 503 with Retry-After at first")) << reported.run.out;
}

TEST(Blame, EveryRequestHasTheUserAgentOfTheTarget) {
  const ReferenceServer conforming;
  json target = conforming.target_document();
  target["headers"] = {{"User-Agent", "Mozilla/5.0 (test)"}};
  const std::string url = target.at("baseUrl").get<std::string>();
  std::mutex mutex;
  std::set<std::string> agents;
  const RawServer server{[&](RawConnection& connection) {
    const std::string request = connection.read_request();
    const std::size_t at = request.find("User-Agent: ");
    const std::lock_guard lock{mutex};
    agents.insert(at == std::string::npos ? "none" : request.substr(at, request.find("\r\n", at) - at));
    connection.write("HTTP/1.1 500 No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
  }};
  target["baseUrl"] = server.url() + url.substr(url.find("/user/"));
  const ScratchFolder folder;
  const Reported reported =
      reported_of(folder.write("target.json", target.dump()).string(), {"users/get", "users/patch/merge"});
  EXPECT_EQ(agents, std::set<std::string>{"User-Agent: Mozilla/5.0 (test)"}) << reported.run.all();
}

}  // namespace
}  // namespace conform::test::blame_tests
