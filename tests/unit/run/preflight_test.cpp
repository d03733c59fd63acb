#include "run/engine/preflight.hpp"

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
    RateLimiter rate_limiter{"", std::make_shared<FakeClock>()};
    RetryingClient client{transport, breaker, rate_limiter, {}, {}};
    return probe(target, suite_.contracts[contract], {test_user(1)}, client);
  }
  /// Responds to reads of users, or of attributes, with this.
  void response_reads(const std::string& path, ResponseOrError response) {
    api_.instead = [path, response = std::move(response)](const Request& request) {
      return request.target.starts_with(path) ? std::optional{response} : std::nullopt;
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
    response_reads("/users", error_response(status));
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
  response_reads("/attributes", error_response(404));
  const Preflight found = look();
  EXPECT_FALSE(found.offered.contains("getUserAttributes"));
  EXPECT_TRUE(found.reads_by_get);
  EXPECT_EQ(found.notes.size(), 1U);
}

TEST_F(LookAt, TakesEveryOtherAnswerForAnOperationThatIsThere) {
  for (const int status : {200, 401, 403, 500}) {
    response_reads("/", error_response(status));
    EXPECT_EQ(look().offered, all_) << status;
  }
  response_reads("/", transport_error(TransportErrorKind::timed_out));
  EXPECT_EQ(look().offered, all_);
}

TEST_F(LookAt, BelievesATargetThatNamesItsWayOfReading) {
  response_reads("/", error_response(404));
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
      return request.target.starts_with(path) && denials-- > 0 ? std::optional{error_response(404)} : std::nullopt;
    };
    const Preflight found = look();
    EXPECT_EQ(found.offered, all_) << path;
    EXPECT_TRUE(found.notes.empty());
  }
}

TEST_F(LookAt, BelievesATargetThatListsItsOperations) {
  response_reads("/", error_response(404));
  operations_ = {"getUser", "updateUser"};
  const Preflight found = look();
  EXPECT_EQ(found.offered, *operations_) << "what is listed and missing is for cases to find";
  EXPECT_TRUE(found.reads_by_get);
  ASSERT_EQ(found.notes.size(), 1U);
  EXPECT_NE(found.notes.front().find("does not list setUser, setUserAttributes, getUserAttributes"), std::string::npos);
  operations_ = {"updateUser"};
  EXPECT_FALSE(look().reads_by_get);
  EXPECT_EQ(api_.count("PATCH"), 1U) << "a server must be there";
  response_reads("/", transport_error(TransportErrorKind::unreachable, "connection refused"));
  EXPECT_EQ(look().unreachable, "unreachable: connection refused");
}

TEST_F(LookAt, RemembersDenialsThatLaterAnswersContradict) {
  int denials = 2;
  api_.instead = [&](const Request& request) {
    return request.target == "/attributes" && denials-- > 0 ? std::optional{error_response(404)} : std::nullopt;
  };
  const Preflight found = look();
  EXPECT_EQ(found.missing, (std::set<std::string, std::less<>>{"getUserAttributes"}));
  ASSERT_EQ(found.denials.size(), 2U);
  TinyTransport transport{api_};
  CircuitBreaker breaker;
  RateLimiter rate_limiter{"", std::make_shared<FakeClock>()};
  RetryingClient client{transport, breaker, rate_limiter, {}, {}};
  EXPECT_EQ(contradicted(found.denials, suite_.contracts[1], client).size(), 2U);
  response_reads("/", error_response(404));
  EXPECT_TRUE(contradicted(found.denials, suite_.contracts[1], client).empty());
}

TEST_F(LookAt, SaysWhyAServerCannotBeReached) {
  response_reads("/", transport_error(TransportErrorKind::unreachable, "connection refused"));
  EXPECT_EQ(look().unreachable, "unreachable: connection refused");
  EXPECT_EQ(api_.count("GET"), 4U) << "one operation is enough";
  response_reads("/", transport_error(TransportErrorKind::tls, "no trust"));
  EXPECT_EQ(look().unreachable, "tls: no trust");
  response_reads("/", plain(451, {{"Location", "https://terms.example/"}}));
  EXPECT_NE(look().unreachable, "");
}

TEST_F(LookAt, FindsAReadThatIsNeverAnswered) {
  response_reads("/users", transport_error(TransportErrorKind::timed_out, "nothing came"));
  const Preflight found = look();
  EXPECT_EQ(found.unreachable, "");
  ASSERT_EQ(found.silent.size(), 1U);
  EXPECT_EQ(found.silent.front().operation, "getUser");
  EXPECT_TRUE(found.offered.contains("getUser"));
}

TEST_F(LookAt, TakesSilenceToEverythingForTrouble) {
  api_.instead = [](const Request&) {
    return ResponseOrError{
        TransportError{.kind = TransportErrorKind::timed_out, .detail = "no", .partial = {}, .nothing_came = true}};
  };
  EXPECT_EQ(look().unreachable, "it accepts connections but never responds: no");
  operations_ = {"getUser", "updateUser"};
  EXPECT_NE(look().unreachable, "");
}

TEST_F(LookAt, AsksForWritesThatNoServerShouldMind) {
  const auto denied = [&](const std::vector<User>& users) {
    TinyTransport transport{api_};
    CircuitBreaker breaker;
    RateLimiter rate_limiter{"", std::make_shared<FakeClock>()};
    RetryingClient client{transport, breaker, rate_limiter, {}, {}};
    std::vector<std::string> names;
    for (const Denial& denial : denied_writes(suite_.contracts[1], all_, users, client))
      names.push_back(denial.operation);
    return names;
  };
  const auto before = api_.records;
  EXPECT_TRUE(denied({test_user(1), test_user(2)}).empty());
  EXPECT_EQ(api_.records, before);
  for (const int status : {404, 405, 501}) {
    api_.instead = [&](const Request& request) {
      return request.method == "PUT" && request.target.starts_with("/users") ? std::optional{error_response(status)}
                                                                             : std::nullopt;
    };
    EXPECT_EQ(denied({test_user(1), test_user(2)}), (std::vector<std::string>{"setUser", "setUser"}));
    EXPECT_EQ(denied({test_user(1)}), (std::vector<std::string>{"setUser", "setUser"})) << "asked twice";
  }
  api_.instead = [](const Request& request) {
    return request.method == "PUT" && request.target.ends_with(test_user(1).id) ? std::optional{error_response(404)}
                                                                                : std::nullopt;
  };
  EXPECT_TRUE(denied({test_user(1), test_user(2)}).empty()) << "another user is served";
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
    for (const User& user : pool_) target.actors.emplace(user.actor, Actor{.token = user.token, .user_id = {}});
    const BackupSetting backup_setting{.suite = suite_,
                                       .contract = suite_.contracts[1],
                                       .shape = {},
                                       .pool = pool_,
                                       .special_actors = special_actors_,
                                       .reads_by_get = true,
                                       .reads_custom_attributes = true,
                                       .consistency = {}};
    TinyTransport transport{api_};
    CircuitBreaker breaker;
    RateLimiter rate_limiter{"", std::make_shared<FakeClock>()};
    RetryingClient client{transport, breaker, rate_limiter, {}, {}};
    return refusal_of_all(target, backup_setting, served, client,
                          Redactor{{{.value = "token-1", .variable = "USER_1_TOKEN"}}});
  }
  /// Refuses what `is_refused` says.
  void refuse(std::function<bool(const Request&)> is_refused, ResponseOrError response) {
    api_.instead = [is_refused = std::move(is_refused), response = std::move(response)](const Request& request) {
      return is_refused(request) ? std::optional{response} : std::nullopt;
    };
  }

  Suite suite_ = mini_suite();
  TinyApi api_;
  std::vector<User> pool_{test_user(1), test_user(2)};
  std::map<std::string, User, std::less<>> special_actors_;
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
    refuse(is_anything, error_response(status));
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
             error_response(status));
      EXPECT_EQ(refusal(), "") << status << " to " << method;
    }
    refuse([](const Request& request) { return request.target.starts_with("/attributes"); }, error_response(status));
    EXPECT_EQ(refusal(), "") << status << " to /attributes";
  }
}

TEST_F(RefusalOfAll, IsNotAMixtureOfAnswers) {
  refuse([](const Request& request) { return request.method == "GET"; }, error_response(401));
  EXPECT_EQ(refusal(), "");
  api_.instead = [](const Request& request) { return error_response(request.method == "GET" ? 404 : 403); };
  EXPECT_EQ(refusal(), "");
  // The token is good, so 401 to both operations on records is wrong.
  refuse(is_of_records, error_response(401));
  EXPECT_EQ(refusal(), "");
}

TEST_F(RefusalOfAll, IsNotWhatServersDoToEveryRequest) {
  for (const int status : {200, 204, 400, 406, 415, 422, 429, 500, 501, 503}) {
    refuse(is_anything, error_response(status));
    EXPECT_EQ(refusal(), "") << status;
  }
  refuse(is_anything, plain(500, {{"Content-Type", "text/html"}}, "<html></html>"));
  EXPECT_EQ(refusal(), "") << "a server's own failure";
  refuse(is_anything, transport_error(TransportErrorKind::timed_out));
  EXPECT_EQ(refusal(), "");
}

TEST_F(RefusalOfAll, NamesTheUserWhoseRecordAloneIsRefused) {
  for (const int status : {403, 404}) {
    refuse([](const Request& request) { return request.target == "/users/" + test_user(2).id; },
           error_response(status));
    const std::string text = refusal();
    EXPECT_NE(text.find("as user-2 got " + std::to_string(status)), std::string::npos) << text;
    EXPECT_NE(text.find("/attributes accepts this token"), std::string::npos) << text;
    EXPECT_NE(text.find("$USER_2_TOKEN the token of the user " + test_user(2).id), std::string::npos) << text;
  }
}

TEST_F(RefusalOfAll, LetsCasesJudgeAReaderThatIsDenied) {
  special_actors_.emplace("reader", User{.id = test_user(3).id, .actor = "reader", .token = "unknown"});
  EXPECT_NE(refusal().find("as reader got 401"), std::string::npos);
  special_actors_.at("reader") = {.id = test_user(3).id, .actor = "reader", .token = test_user(4).token};
  EXPECT_EQ(refusal(), "") << "403";
}

TEST_F(RefusalOfAll, WantsAnAdministratorToReachOtherRecords) {
  special_actors_.emplace("admin", User{.id = test_user(3).id, .actor = "admin", .token = test_user(3).token});
  const std::string text = refusal({"user-1", "user-2"});
  EXPECT_NE(text.find("as admin got 403"), std::string::npos) << text;
  EXPECT_NE(text.find("the token of an administrator?"), std::string::npos) << text;
}

TEST_F(RefusalOfAll, LeavesOutActorsThatAreAllowedNothing) {
  for (const char* name : {"expired", "unlinked"})
    special_actors_.emplace(name, User{.id = test_user(3).id, .actor = name, .token = "unknown"});
  EXPECT_EQ(refusal(), "");
}

}  // namespace
}  // namespace conform::test
