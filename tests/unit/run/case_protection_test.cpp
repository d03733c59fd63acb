// Attributes that a target protects never change, whatever the server makes of a request.
#include <gtest/gtest.h>

#include "unit/run/running_case.hpp"

namespace conform::test {
namespace {

using nlohmann::json;

class Protected : public ::testing::Test {
 protected:
  Protected() {
    c_.setting.constraints.protected_attributes = {"email"};
    for (int number = 1; number <= 2; ++number)
      c_.api.records.at(test_user(number).id)["email"] = "own-" + std::to_string(number) + "@example.com";
  }
  static std::string case_of(const std::string& send, const std::string& status = "200") {
    return R"({"steps":[{"send":)" + send + R"(,"expect":{"status":)" + status + R"(,"effect":"unchecked"}}]})";
  }
  /// Every email that was sent for a record.
  std::vector<std::string> sent_emails() const {
    std::vector<std::string> emails;
    for (const char* method : {"PUT", "PATCH"}) {
      for (const std::string& body : c_.api.bodies(method)) {
        const json document = json::parse(body, nullptr, false);
        if (document.is_object()) emails.push_back(document.value("/data/attributes/email"_json_pointer, "none"));
      }
    }
    return emails;
  }
  RunningCase c_;
};

TEST_F(Protected, GoAlongWithEveryReplacement) {
  for (const char* send :
       {R"({"operation":"setUser","attributes":{"firstName":"Ada"}})", R"({"operation":"setUser","attributes":"full"})",
        R"({"operation":"setUser","attributes":{}})",
        R"({"operation":"setUser","document":{"data":{"type":"User","id":"${user.id}","attributes":{}}}})"}) {
    const Verdict verdict = c_.run(case_of(send));
    EXPECT_EQ(verdict.outcome.kind, OutcomeKind::passed) << send << verdict.outcome.reason;
    EXPECT_EQ(c_.api.records.at(test_user(1).id).at("email"), "own-1@example.com") << send;
  }
}

TEST_F(Protected, AreNotComparedWithWhatACaseHasInTheirPlace) {
  const auto reads = [&](const std::string& match) {
    return c_.run(R"({"setup":{"attributes":"full"},"steps":[{"send":{"operation":"getUser"},
        "expect":{"status":200,"matches":[)" +
                  match + "]}}]}");
  };
  EXPECT_EQ(found(reads(R"({"at":"/data/attributes/email","equals":"of-the-case@example.com"})")),
            std::vector<std::string>{});
  EXPECT_EQ(found(reads(R"({"at":"/data/attributes/email","type":"number"})")).size(), 1U);
  EXPECT_EQ(found(reads(R"({"at":"/data/attributes/emails","present":true})")).size(), 1U);
  EXPECT_EQ(found(reads(R"({"at":"/data/attributes/firstName","equals":"of-the-case"})")).size(), 1U);
}

TEST_F(Protected, AreNotSentWhereARequestMerges) {
  EXPECT_EQ(c_.run(case_of(R"({"operation":"updateUser","attributes":{"firstName":"Ada"}})")).outcome.kind,
            OutcomeKind::passed);
  EXPECT_EQ(sent_emails(), std::vector<std::string>{"none"});
}

TEST_F(Protected, MakeCasesSkippedThatWouldChangeThem) {
  for (const char* send :
       {R"({"operation":"updateUser","attributes":{"email":"eve@example.com"}})",
        R"({"operation":"setUser","attributes":{"$from":"full","$without":["/email"]}})",
        R"({"operation":"updateUser","document":{"data":{"type":"User","id":"${user.id}","attributes":{"email":7}}}})",
        R"({"operation":"updateUser","body":"{\"data\":{\"attributes\":{\"email\":null"})",
        R"({"operation":"updateUser","body":"{\"data\":{\"attributes\":{\"\\u0065mail\":null}}}"})",
        R"({"operation":"setUser","document":{"data":null}})", R"({"operation":"setUser","body":"{"})",
        R"({"operation":"setUser","method":"DELETE"})"}) {
    const Verdict verdict = c_.run(case_of(send, R"("2xx")"));
    EXPECT_EQ(verdict.outcome.kind, OutcomeKind::skipped) << send;
    EXPECT_TRUE(verdict.outcome.reason.starts_with("the target protects the attribute email"))
        << verdict.outcome.reason;
  }
  EXPECT_EQ(c_.api.count("PUT") + c_.api.count("PATCH") + c_.api.count("DELETE"), 0U);
}

TEST_F(Protected, AreThoseOfTheRecordThatIsAddressed) {
  // A server that lets anybody write any record.
  c_.api.instead = [this](const Request& request) -> std::optional<ResponseOrError> {
    if (request.method != "PUT") return std::nullopt;
    json& record = c_.api.records.at(request.target.substr(7));
    record = c_.api.put(record, json::parse(*request.body).at("/data/attributes"_json_pointer));
    return user_response(request.target.substr(7), record);
  };
  static_cast<void>(c_.run(case_of(R"({"operation":"setUser","userId":"${user2.id}","attributes":"full"})", "403")));
  EXPECT_EQ(c_.api.records.at(test_user(2).id).at("email"), "own-2@example.com");
  EXPECT_EQ(c_.api.records.at(test_user(1).id).at("email"), "own-1@example.com");
}

TEST_F(Protected, DoNotConcernIdsThatNobodyHas) {
  const Verdict verdict =
      c_.run(case_of(R"({"operation":"setUser","userId":"${unknown.id}","document":{"data":null}})", "404"));
  EXPECT_EQ(verdict.outcome.kind, OutcomeKind::passed) << verdict.outcome.reason;
}

TEST_F(Protected, StayThroughSetups) {
  const Verdict verdict = c_.run(
      R"({"setup":{"attributes":"alternative"},"steps":[{"send":{"operation":"getUser"},"expect":{"status":200}}]})");
  EXPECT_EQ(verdict.outcome.kind, OutcomeKind::passed) << verdict.outcome.reason;
  EXPECT_EQ(c_.api.records.at(test_user(1).id).at("email"), "own-1@example.com");
  EXPECT_EQ(c_.api.records.at(test_user(1).id).at("firstName"), "Eve");
}

}  // namespace
}  // namespace conform::test
