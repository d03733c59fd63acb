#include "run/preflight.hpp"

#include <gtest/gtest.h>

#include <functional>

#include "unit/run/fake_clock.hpp"
#include "unit/run/mini_suite.hpp"
#include "unit/run/tiny_api.hpp"

namespace conform::test {
namespace {

class LookAt : public ::testing::Test {
 protected:
  Preflight look(Readback readback = Readback::automatic, std::size_t contract = 1) {
    Target target;
    target.readback = readback;
    target.operations = operations_;
    TinyTransport transport{api_};
    CircuitBreaker breaker;
    Pace pace{"", std::make_shared<FakeClock>()};
    Messenger messenger{transport, breaker, pace, {}, {}};
    return look_at(target, suite_.contracts[contract], {party(1)}, messenger);
  }
  /// Responds to reads of users, or of attributes, with this.
  void answer_reads(const std::string& path, Answer answer) {
    api_.instead = [path, answer = std::move(answer)](const Request& request) {
      return request.target.starts_with(path) ? std::optional{answer} : std::nullopt;
    };
  }

  Suite suite_ = mini_suite();
  TinyApi api_;
  std::optional<std::set<std::string, std::less<>>> operations_;
  std::set<std::string, std::less<>> all_{"getUser", "getUserAttributes", "setUser", "setUserAttributes", "updateUser"};
};

TEST_F(LookAt, FindsEveryOperationOfAnHonestServer) {
  const Preflight found = look();
  EXPECT_EQ(found.unreachable, "");
  EXPECT_EQ(found.offered, all_);
  EXPECT_TRUE(found.reads_by_get);
  EXPECT_TRUE(found.notes.empty());
}

TEST_F(LookAt, TakesAServerWithoutGetUserAtItsWord) {
  for (const int status : {404, 405, 501}) {
    answer_reads("/users", error_answer(status));
    const Preflight found = look();
    EXPECT_FALSE(found.offered.contains("getUser"));
    EXPECT_TRUE(found.offered.contains("getUserAttributes"));
    EXPECT_FALSE(found.reads_by_get);
    ASSERT_EQ(found.notes.size(), 1U);
    EXPECT_NE(found.notes.front().find("does not offer getUser: it responded " + std::to_string(status)),
              std::string::npos);
  }
}

TEST_F(LookAt, TakesAServerWithoutGetUserAttributesAtItsWord) {
  answer_reads("/attributes", error_answer(404));
  const Preflight found = look();
  EXPECT_FALSE(found.offered.contains("getUserAttributes"));
  EXPECT_TRUE(found.reads_by_get);
  EXPECT_EQ(found.notes.size(), 1U);
}

TEST_F(LookAt, TakesEveryOtherAnswerForAnOperationThatIsThere) {
  for (const int status : {200, 401, 403, 500}) {
    answer_reads("/", error_answer(status));
    EXPECT_EQ(look().offered, all_) << status;
  }
  answer_reads("/", no_response(Trouble::timed_out));
  EXPECT_EQ(look().offered, all_);
}

TEST_F(LookAt, BelievesATargetThatNamesItsWayOfReading) {
  answer_reads("/", error_answer(404));
  const Preflight insisted = look(Readback::get);
  EXPECT_EQ(insisted.offered, all_);
  EXPECT_TRUE(insisted.reads_by_get);
  api_.instead = nullptr;
  const Preflight by_patch = look(Readback::empty_patch);
  EXPECT_EQ(by_patch.offered, all_);
  EXPECT_FALSE(by_patch.reads_by_get);
}

TEST_F(LookAt, DoesNotBelieveOneDenialThatTheNextAnswerContradicts) {
  for (const char* path : {"/users", "/attributes"}) {
    int denials = 1;
    api_.instead = [&](const Request& request) {
      return request.target.starts_with(path) && denials-- > 0 ? std::optional{error_answer(404)} : std::nullopt;
    };
    const Preflight found = look();
    EXPECT_EQ(found.offered, all_) << path;
    EXPECT_TRUE(found.notes.empty());
  }
}

TEST_F(LookAt, BelievesATargetThatListsItsOperations) {
  answer_reads("/", error_answer(404));
  operations_ = {"getUser", "updateUser"};
  const Preflight found = look();
  EXPECT_EQ(found.offered, *operations_) << "what is listed and missing is for cases to find";
  EXPECT_TRUE(found.reads_by_get);
  ASSERT_EQ(found.notes.size(), 1U);
  EXPECT_NE(found.notes.front().find("does not list setUser, setUserAttributes, getUserAttributes"), std::string::npos);
  operations_ = {"updateUser"};
  EXPECT_FALSE(look().reads_by_get);
  EXPECT_EQ(api_.count("PATCH"), 1U) << "a server must be there";
  answer_reads("/", no_response(Trouble::unreachable, "connection refused"));
  EXPECT_EQ(look().unreachable, "unreachable: connection refused");
}

TEST_F(LookAt, RemembersDenialsThatLaterAnswersContradict) {
  int denials = 2;
  api_.instead = [&](const Request& request) {
    return request.target == "/attributes" && denials-- > 0 ? std::optional{error_answer(404)} : std::nullopt;
  };
  const Preflight found = look();
  EXPECT_EQ(found.missing, (std::set<std::string, std::less<>>{"getUserAttributes"}));
  ASSERT_EQ(found.denials.size(), 2U);
  TinyTransport transport{api_};
  CircuitBreaker breaker;
  Pace pace{"", std::make_shared<FakeClock>()};
  Messenger messenger{transport, breaker, pace, {}, {}};
  EXPECT_EQ(contradicted(found.denials, suite_.contracts[1], messenger).size(), 2U);
  answer_reads("/", error_answer(404));
  EXPECT_TRUE(contradicted(found.denials, suite_.contracts[1], messenger).empty());
}

TEST_F(LookAt, SaysWhyAServerCannotBeReached) {
  answer_reads("/", no_response(Trouble::unreachable, "connection refused"));
  EXPECT_EQ(look().unreachable, "unreachable: connection refused");
  EXPECT_EQ(api_.count("GET"), 4U) << "one operation is enough";
  answer_reads("/", no_response(Trouble::tls, "no trust"));
  EXPECT_EQ(look().unreachable, "tls: no trust");
  answer_reads("/", plain(451, {{"Location", "https://terms.example/"}}));
  EXPECT_NE(look().unreachable, "");
}

TEST_F(LookAt, FindsAReadThatIsNeverAnswered) {
  answer_reads("/users", no_response(Trouble::timed_out, "nothing came"));
  const Preflight found = look();
  EXPECT_EQ(found.unreachable, "");
  ASSERT_EQ(found.silent.size(), 1U);
  EXPECT_EQ(found.silent.front().operation, "getUser");
  EXPECT_TRUE(found.offered.contains("getUser"));
}

TEST_F(LookAt, TakesSilenceToEverythingForTrouble) {
  api_.instead = [](const Request&) {
    return Answer{NoResponse{.trouble = Trouble::timed_out, .detail = "no", .partial = {}, .nothing_came = true}};
  };
  EXPECT_EQ(look().unreachable, "it accepts connections but never responds: no");
  operations_ = {"getUser", "updateUser"};
  EXPECT_NE(look().unreachable, "");
}

TEST_F(LookAt, AsksForWritesThatNoServerShouldMind) {
  const auto denied = [&](const std::vector<Party>& users) {
    TinyTransport transport{api_};
    CircuitBreaker breaker;
    Pace pace{"", std::make_shared<FakeClock>()};
    Messenger messenger{transport, breaker, pace, {}, {}};
    std::vector<std::string> names;
    for (const Denial& one : denied_writes(suite_.contracts[1], all_, users, messenger)) names.push_back(one.operation);
    return names;
  };
  const auto before = api_.records;
  EXPECT_TRUE(denied({party(1), party(2)}).empty());
  EXPECT_EQ(api_.records, before);
  for (const int status : {404, 405, 501}) {
    api_.instead = [&](const Request& request) {
      return request.method == "PUT" && request.target.starts_with("/users") ? std::optional{error_answer(status)}
                                                                             : std::nullopt;
    };
    EXPECT_EQ(denied({party(1), party(2)}), (std::vector<std::string>{"setUser", "setUser"}));
    EXPECT_EQ(denied({party(1)}), (std::vector<std::string>{"setUser", "setUser"})) << "asked twice";
  }
  api_.instead = [](const Request& request) {
    return request.method == "PUT" && request.target.ends_with(party(1).id) ? std::optional{error_answer(404)}
                                                                            : std::nullopt;
  };
  EXPECT_TRUE(denied({party(1), party(2)}).empty()) << "another user is served";
}

TEST_F(LookAt, AsksForOperationsOfTheVersionOnly) {
  const Preflight found = look(Readback::automatic, 0);
  EXPECT_FALSE(found.offered.contains("getUserAttributes"));
  EXPECT_EQ(api_.count("GET"), 1U);
}

class RefusalOfAll : public ::testing::Test {
 protected:
  std::string refusal(const std::set<std::string, std::less<>>& served = {}) {
    Target target;
    target.base_url = "http://localhost/user/2024-3";
    target.api_version = "2024-3";
    for (const Party& party : pool_) target.actors.emplace(party.actor, Actor{.token = party.token, .user_id = {}});
    const Keeping keeping{.suite = suite_,
                          .contract = suite_.contracts[1],
                          .shape = {},
                          .pool = pool_,
                          .specials = specials_,
                          .reads_by_get = true,
                          .reads_attributes = true,
                          .consistency = {}};
    TinyTransport transport{api_};
    CircuitBreaker breaker;
    Pace pace{"", std::make_shared<FakeClock>()};
    Messenger messenger{transport, breaker, pace, {}, {}};
    return refusal_of_all(target, keeping, served, messenger,
                          Redactor{{{.value = "token-1", .variable = "USER_1_TOKEN"}}});
  }
  /// Refuses what `is_refused` says.
  void refuse(std::function<bool(const Request&)> is_refused, Answer answer) {
    api_.instead = [is_refused = std::move(is_refused), answer = std::move(answer)](const Request& request) {
      return is_refused(request) ? std::optional{answer} : std::nullopt;
    };
  }

  Suite suite_ = mini_suite();
  TinyApi api_;
  std::vector<Party> pool_{party(1), party(2)};
  std::map<std::string, Party, std::less<>> specials_;
};

bool is_anything(const Request&) { return true; }
bool is_of_records(const Request& request) { return request.target.starts_with("/users"); }

TEST_F(RefusalOfAll, IsNoneOfAnHonestServer) {
  EXPECT_EQ(refusal(), "");
  EXPECT_EQ(api_.count("GET"), 2U) << "one read for each user";
  EXPECT_EQ(api_.count("PATCH"), 0U) << "no write where reading works";
}

TEST_F(RefusalOfAll, AsksNobodyWhoseRecordWasRead) {
  EXPECT_EQ(refusal({"user-1", "user-2"}), "");
  EXPECT_EQ(api_.count("GET"), 0U);
}

TEST_F(RefusalOfAll, IsOneAnswerToEverything) {
  for (const int status : {401, 403, 404}) {
    refuse(is_anything, error_answer(status));
    const std::string text = refusal();
    EXPECT_NE(text.find("as user-1 got " + std::to_string(status) + ": \"No\""), std::string::npos) << text;
    EXPECT_NE(text.find("The same holds for user-2."), std::string::npos) << text;
  }
  for (const int status : {301, 302, 307}) {
    refuse(is_anything, plain(status, {{"Location", "https://login.example/?was=token-1"}}));
    EXPECT_NE(refusal().find("https://login.example/?was=$USER_1_TOKEN"), std::string::npos);
  }
  const Headers html{{"Content-Type", "text/html; charset=utf-8"}};
  for (const int status : {200, 502, 503, 504}) {
    refuse(is_anything, plain(status, html, "<html><title>A proxy</title></html>"));
    EXPECT_NE(refusal().find("\"A proxy\""), std::string::npos) << status;
  }
  EXPECT_EQ(api_.count("PUT"), 0U);
  for (const std::string& body : api_.bodies("PATCH")) EXPECT_NE(body.find("\"attributes\":{}"), std::string::npos);
}

TEST_F(RefusalOfAll, IsNotAFaultOfOneOperation) {
  for (const int status : {301, 401, 403, 404, 405, 502}) {
    for (const char* method : {"GET", "PATCH"}) {
      refuse([&](const Request& request) { return is_of_records(request) && request.method == method; },
             error_answer(status));
      EXPECT_EQ(refusal(), "") << status << " to " << method;
    }
    refuse([](const Request& request) { return request.target.starts_with("/attributes"); }, error_answer(status));
    EXPECT_EQ(refusal(), "") << status << " to /attributes";
  }
}

TEST_F(RefusalOfAll, IsNotAMixtureOfAnswers) {
  refuse([](const Request& request) { return request.method == "GET"; }, error_answer(401));
  EXPECT_EQ(refusal(), "");
  api_.instead = [](const Request& request) { return error_answer(request.method == "GET" ? 404 : 403); };
  EXPECT_EQ(refusal(), "");
  // The token is good, so 401 to both operations on records is wrong.
  refuse(is_of_records, error_answer(401));
  EXPECT_EQ(refusal(), "");
}

TEST_F(RefusalOfAll, IsNotWhatServersDoToEveryRequest) {
  for (const int status : {200, 204, 400, 406, 415, 422, 429, 500, 501, 503}) {
    refuse(is_anything, error_answer(status));
    EXPECT_EQ(refusal(), "") << status;
  }
  refuse(is_anything, plain(500, {{"Content-Type", "text/html"}}, "<html></html>"));
  EXPECT_EQ(refusal(), "") << "a server's own failure";
  refuse(is_anything, no_response(Trouble::timed_out));
  EXPECT_EQ(refusal(), "");
}

TEST_F(RefusalOfAll, NamesTheUserWhoseRecordAloneIsRefused) {
  for (const int status : {403, 404}) {
    refuse([](const Request& request) { return request.target == "/users/" + party(2).id; }, error_answer(status));
    const std::string text = refusal();
    EXPECT_NE(text.find("as user-2 got " + std::to_string(status)), std::string::npos) << text;
    EXPECT_NE(text.find("/attributes accepts this token"), std::string::npos) << text;
    EXPECT_NE(text.find("$USER_2_TOKEN the token of the user " + party(2).id), std::string::npos) << text;
  }
}

TEST_F(RefusalOfAll, LetsCasesJudgeAReaderThatIsDenied) {
  specials_.emplace("reader", Party{.actor = "reader", .id = party(3).id, .token = "unknown"});
  EXPECT_NE(refusal().find("as reader got 401"), std::string::npos);
  specials_.at("reader") = {.actor = "reader", .id = party(3).id, .token = party(4).token};
  EXPECT_EQ(refusal(), "") << "403";
}

TEST_F(RefusalOfAll, WantsAnAdministratorToReachOtherRecords) {
  specials_.emplace("admin", Party{.actor = "admin", .id = party(3).id, .token = party(3).token});
  const std::string text = refusal({"user-1", "user-2"});
  EXPECT_NE(text.find("as admin got 403"), std::string::npos) << text;
  EXPECT_NE(text.find("the token of an administrator?"), std::string::npos) << text;
}

TEST_F(RefusalOfAll, LeavesOutActorsThatAreAllowedNothing) {
  for (const char* name : {"expired", "unlinked"})
    specials_.emplace(name, Party{.actor = name, .id = party(3).id, .token = "unknown"});
  EXPECT_EQ(refusal(), "");
}

}  // namespace
}  // namespace conform::test
