#include <gtest/gtest.h>

#include "run/case/blame.hpp"
#include "unit/run/running_case.hpp"

namespace conform::test {
namespace {

using nlohmann::json;

class Hints : public ::testing::Test {
 protected:
  Verdict run(const std::string& id, std::string_view source) {
    TinyTransport transport{c_.api};
    RetryingClient client{transport, c_.breaker, c_.rate_limiter, {}, {}};
    return run_case(a_case(c_.suite, source, id), c_.setting, test_user(1), c_.user2, client);
  }
  /// What hints say of findings of a rule.
  static std::vector<std::string> hints(const Verdict& verdict, std::string_view rule) {
    std::vector<std::string> all;
    for (const Finding& finding : verdict.findings) {
      if (finding.rule == rule) all.push_back(finding.hint);
    }
    return all;
  }
  RunningCase c_;
};

constexpr std::string_view spoil =
    R"({"steps":[{"send":{"operation":"setUser","attributes":{"email":"ada@example.com"}},
    "expect":{"status":200,"effect":"unchecked"}}]})";
constexpr std::string_view merge = R"({"steps":[{"send":{"operation":"updateUser","attributes":{"firstName":"Eve"}},
    "expect":{"status":200,"effect":"merge"}}]})";

TEST_F(Hints, NameTheCaseThatLeftARecordAsItIsReadBefore) {
  c_.api.put = [](const json& before, const json& sent) {
    json after = sent;
    after["createdAt"] = before.at("createdAt");
    after["locale"] = 7;
    return after;
  };
  EXPECT_EQ(hints(run("the-spoiler", spoil), "contract.user"), std::vector<std::string>{""}) << "its own doing";
  const auto said = hints(run("a-later-one", merge), "contract.user");
  ASSERT_FALSE(said.empty());
  EXPECT_EQ(said.front(),
            "the record was left in this state by the case the-spoiler: run that case first to reproduce it");
}

TEST_F(Hints, SayThatWhoLeftARecordSoIsNotKnown) {
  c_.api.records.at(test_user(1).id)["locale"] = 7;
  const auto said = hints(run("first", merge), "contract.user");
  ASSERT_FALSE(said.empty());
  EXPECT_NE(said.front().find("is unknown"), std::string::npos) << said.front();
}

TEST_F(Hints, NameTheCaseThatLeftARecordUnreadable) {
  bool spoiled = false;
  c_.api.instead = [&](const Request& request) -> std::optional<ResponseOrError> {
    spoiled = spoiled || request.method == "PUT";
    return spoiled && request.method == "GET" ? std::optional{error_response(500)} : std::nullopt;
  };
  static_cast<void>(run("the-spoiler", spoil));
  const Verdict verdict = run("a-later-one", merge);
  ASSERT_FALSE(verdict.findings.empty());
  EXPECT_NE(verdict.findings.front().hint.find("the-spoiler"), std::string::npos);
}

TEST_F(Hints, AskForTheTokenOfAnActorThatMayDoMoreThanItShould) {
  constexpr std::string_view denied = R"({"steps":[{"send":{"operation":"updateUser","as":"reader",
      "attributes":{"firstName":"Eve"}},"expect":{"status":403,"effect":"none"}}]})";
  c_.setting.special_actors.emplace("reader",
                                    User{.id = test_user(3).id, .actor = "reader", .token = test_user(3).token});
  const Verdict verdict = run("a-case", denied);
  EXPECT_EQ(verdict.outcome.kind, OutcomeKind::failed);
  ASSERT_FALSE(verdict.findings.empty());
  for (const Finding& finding : verdict.findings) {
    EXPECT_EQ(finding.hint, "or is this the wrong token: may this \"reader\" really not write?") << finding.message;
    EXPECT_EQ(finding.message.find("token"), std::string::npos) << "no part of what is compared";
  }
}

TEST_F(Hints, AskForTheTokenOfAUserThatReachesAnother) {
  constexpr std::string_view denied = R"({"steps":[{"send":{"operation":"getUser","userId":"${user2.id}"},
      "expect":{"status":[403,404]}}]})";
  c_.api.instead = [](const Request& request) {
    return request.target.ends_with(test_user(2).id) ? std::optional{user_response(test_user(2).id, json::object())}
                                                     : std::nullopt;
  };
  const Verdict verdict = run("a-case", denied);
  ASSERT_FALSE(verdict.findings.empty());
  EXPECT_NE(verdict.findings.front().hint.find("is it an administrator's, or the other user's?"), std::string::npos);
}

TEST(LastWriter, IsTheLastOtherCase) {
  LastWriters writers;
  EXPECT_EQ(writers.of("a", "x"), "");
  writers.note("a", "one");
  EXPECT_EQ(writers.of("a", "x"), "one");
  EXPECT_EQ(writers.of("a", "one"), "");
  writers.note("a", "two");
  writers.note("a", "two");
  EXPECT_EQ(writers.of("a", "two"), "one");
  EXPECT_EQ(writers.of("a", "x"), "two");
  EXPECT_EQ(writers.of("b", "x"), "");
}

}  // namespace
}  // namespace conform::test
