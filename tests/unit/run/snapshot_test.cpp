#include "run/backup/snapshot.hpp"

#include <gtest/gtest.h>

#include "json/exact.hpp"
#include "unit/run/running_case.hpp"

namespace conform::test {
namespace {

using nlohmann::json;

/// Users 1 and 2 of a TinyApi as the pool, 3 as the actor "admin".
class Keep : public ::testing::Test {
 protected:
  [[nodiscard]] BackupSetting backup_setting() {
    return {.suite = suite_,
            .contract = suite_.contracts.back(),
            .shape = {.attributes = {"email", "locale", "firstName", "address"},
                      .address_members = {"country", "street"},
                      .server_managed = {"createdAt"}},
            .pool = {test_user(1), test_user(2)},
            .special_actors = special_actors_,
            .reads_by_get = reads_by_get_,
            .reads_custom_attributes = true,
            .gets = true,
            .replaces = replaces_,
            .merges = merges_};
  }
  template <class Act>
  auto with_client(const Act& act) {
    TinyTransport transport{api_};
    RetryingClient client{transport, breaker_, rate_limiter_, {}, {}};
    return act(client);
  }
  Snapshot read() {
    return with_client([&](RetryingClient& client) { return take_snapshot(backup_setting(), client); });
  }
  Restored restored(const Snapshot& snapshot) {
    return with_client(
        [&](RetryingClient& client) { return restore_snapshot(snapshot.users, backup_setting(), client); });
  }
  std::vector<Unrestored> restore(const Snapshot& snapshot) { return restored(snapshot).left; }
  json& record(int number) { return api_.records.at(test_user(number).id); }
  json& attributes(int number) { return api_.attributes.at(test_user(number).id); }

  Suite suite_ = mini_suite();
  TinyApi api_;
  CircuitBreaker breaker_;
  RateLimiter rate_limiter_{"", std::make_shared<FakeClock>()};
  std::map<std::string, User, std::less<>> special_actors_;
  bool reads_by_get_ = true;
  bool replaces_ = true;
  bool merges_ = true;
};

TEST_F(Keep, HoldsWhatEveryUserOfThePoolHas) {
  attributes(2) = {{"referred", "false"}};
  const Snapshot snapshot = read();
  ASSERT_EQ(snapshot.users.size(), 2U);
  EXPECT_TRUE(snapshot.left_out.empty());
  EXPECT_EQ(snapshot.users[0].actor, "user-1");
  EXPECT_EQ(snapshot.users[0].id, test_user(1).id);
  EXPECT_EQ(*snapshot.users[0].record.value, record(1));
  EXPECT_EQ(*snapshot.users[1].custom_attributes.value, attributes(2));
}

TEST_F(Keep, WritesNothingToUsersThatAreAsTheyWere) {
  EXPECT_TRUE(restore(read()).empty());
  EXPECT_EQ(api_.count("PUT") + api_.count("PATCH"), 0U);
}

TEST_F(Keep, PutsBackWhatWasChangedAddedAndCleared) {
  record(1)["locale"] = "de-DE";
  attributes(1) = {{"referred", "false"}, {"tos", "true"}};
  const json before = record(1);
  const Snapshot snapshot = read();
  record(1) = {{"email", "other@example.com"}, {"firstName", "Eve"}, {"createdAt", before.at("createdAt")}};
  attributes(1) = {{"referred", "changed"}, {"conform-a", "new"}};
  EXPECT_TRUE(restore(snapshot).empty());
  EXPECT_EQ(record(1), before);
  EXPECT_EQ(attributes(1), (json{{"referred", "false"}, {"tos", "true"}, {"conform-a", "new"}}))
      << "a key that came stays: nothing takes it away";
  EXPECT_TRUE(restore(snapshot).empty());
  EXPECT_EQ(api_.count("PUT"), 2U) << "once more changes nothing more";
}

TEST_F(Keep, PutsBackByUpdateUserWhereTheTargetListsNoSetUser) {
  replaces_ = false;
  record(1)["address"] = {{"country", "DE"}, {"street", "A"}};
  const json before = record(1);
  const Snapshot snapshot = read();
  record(1)["locale"] = "fr-FR";
  record(1)["address"] = {{"country", "FR"}, {"city", "Lyon"}};
  EXPECT_TRUE(restore(snapshot).empty());
  EXPECT_EQ(record(1), before);
  EXPECT_EQ(api_.count("PUT"), 0U);
  EXPECT_EQ(api_.count("PATCH"), 1U);
}

TEST_F(Keep, EmptiesByUpdateUserWhatTheServerDoesNotLetBeNull) {
  replaces_ = false;
  const Snapshot snapshot = read();
  record(1)["firstName"] = "Eve";
  api_.instead = [](const Request& request) -> std::optional<ResponseOrError> {
    const bool nulls = request.method == "PATCH" && request.body->find("null") != std::string::npos;
    return nulls ? std::optional{error_response(422)} : std::nullopt;
  };
  EXPECT_TRUE(restore(snapshot).empty());
  EXPECT_EQ(record(1).at("firstName"), "");
}

TEST_F(Keep, PutsBackBySetUserAloneWhereTheTargetListsNoUpdateUser) {
  merges_ = false;
  const json before = record(1);
  const Snapshot snapshot = read();
  record(1)["firstName"] = "Eve";
  EXPECT_TRUE(restore(snapshot).empty());
  EXPECT_EQ(record(1), before);
  EXPECT_EQ(api_.count("PATCH"), 0U);
}

TEST_F(Keep, ReadsByAnEmptyPatchWhereThereIsNoGet) {
  reads_by_get_ = false;
  const json before = record(1);
  const Snapshot snapshot = read();
  record(1)["locale"] = "fr-FR";
  EXPECT_TRUE(restore(snapshot).empty());
  EXPECT_EQ(record(1), before);
}

TEST_F(Keep, KeepsWhatTheContractDoesNotKnowWhereTheServerTakesIt) {
  record(1)["loyalty"] = "gold";
  const json before = record(1);
  const Snapshot snapshot = read();
  record(1) = {{"email", "x@example.com"}, {"createdAt", before.at("createdAt")}};
  EXPECT_TRUE(restore(snapshot).empty());
  EXPECT_EQ(record(1), before);
}

TEST_F(Keep, LeavesOutWhatTheServerDoesNotTake) {
  record(1)["updatedAt"] = "2024-01-01T00:00:00Z";
  const Snapshot snapshot = read();
  api_.put = [](const json& before, const json& sent) {
    json after = sent;
    after["createdAt"] = before.at("createdAt");
    after["updatedAt"] = "2025-01-01T00:00:00Z";
    return after;
  };
  api_.instead = [](const Request& request) {
    const bool unknown = request.method == "PUT" && request.body->find("updatedAt") != std::string::npos;
    return unknown ? std::optional{error_response(422)} : std::nullopt;
  };
  record(1)["locale"] = "fr-FR";
  EXPECT_TRUE(restore(snapshot).empty());
  EXPECT_FALSE(record(1).contains("locale"));
}

TEST_F(Keep, ClearsByPatchWhereAPutDoesNot) {
  const json before = record(1);
  const Snapshot snapshot = read();
  api_.put = api_.patch = [](const json& was, const json& sent) {
    json after = was;
    after.update(sent);
    return after;
  };
  record(1)["locale"] = "fr-FR";
  EXPECT_TRUE(restore(snapshot).empty());
  EXPECT_EQ(record(1).value("locale", json()), json()) << "null is as good as absent";
  EXPECT_EQ(record(1).at("email"), before.at("email"));
}

TEST_F(Keep, SaysWhatCouldNotBePutBack) {
  attributes(2) = {{"referred", "false"}};
  const Snapshot snapshot = read();
  record(1)["locale"] = "fr-FR";
  attributes(2)["referred"] = "changed";
  api_.instead = [](const Request& request) {
    return request.method == "GET" ? std::nullopt : std::optional{error_response(403)};
  };
  EXPECT_EQ(restore(snapshot),
            (std::vector<Unrestored>{
                {"user-1", "the record " + test_user(1).id,
                 "these attributes are still changed: locale; updateUser responded 403: No"},
                {"user-2", "/attributes", "1 of 1 keys are still changed; setUserAttributes responded 403: No"}}));
}

TEST_F(Keep, LeavesOutAUserWhoseOriginalCannotBeRead) {
  api_.instead = [](const Request& request) {
    return request.target == "/users/" + test_user(2).id ? std::optional{error_response(500)} : std::nullopt;
  };
  const Snapshot snapshot = read();
  ASSERT_EQ(snapshot.left_out.size(), 1U);
  EXPECT_EQ(snapshot.left_out[0].actor, "user-2");
  EXPECT_NE(snapshot.left_out[0].reason.find("getUser responded 500"), std::string::npos);
  ASSERT_EQ(snapshot.users.size(), 1U);
  EXPECT_EQ(snapshot.users[0].actor, "user-1");
}

TEST_F(Keep, ReadsAgainWhatFailedOnce) {
  int bad = 0;
  api_.instead = [&](const Request& request) -> std::optional<ResponseOrError> {
    if (request.target.starts_with("/users/") && bad++ == 0) return error_response(500);
    return std::nullopt;
  };
  const Snapshot snapshot = read();
  EXPECT_TRUE(snapshot.left_out.empty());
  EXPECT_EQ(snapshot.users.size(), 2U);
}

TEST_F(Keep, NeverTakesTheRecordOfAnotherUserForAnOriginal) {
  const auto shown = [&](int times) {
    api_.instead = [&, times, asked = 0](const Request& request) mutable -> std::optional<ResponseOrError> {
      if (request.method == "GET" && request.target == "/users/" + test_user(1).id && asked++ < times)
        return user_response(test_user(4).id, {{"email", "somebody@example.com"}});
      return std::nullopt;
    };
    return read();
  };
  const Snapshot once = shown(1);
  EXPECT_TRUE(once.left_out.empty());
  EXPECT_EQ(*once.users.at(0).record.value, record(1));
  const Snapshot always = shown(1000);
  ASSERT_EQ(always.left_out.size(), 1U);
  EXPECT_NE(always.left_out[0].reason.find("the record of another user"), std::string::npos);
}

TEST_F(Keep, TakesNoReadThatTheNextOneContradicts) {
  api_.instead = [&, asked = 0](const Request& request) mutable -> std::optional<ResponseOrError> {
    if (request.method == "GET" && request.target == "/attributes")
      return plain(200, {{"Content-Type", "application/json"}}, json{{"count", asked++}}.dump());
    return std::nullopt;
  };
  const Snapshot snapshot = read();
  EXPECT_TRUE(snapshot.users.empty());
  ASSERT_EQ(snapshot.left_out.size(), 2U);
  EXPECT_EQ(snapshot.left_out[0].reason, "repeated reads differ");
}

TEST_F(Keep, TakesNoOriginalThatBreaksItsSchema) {
  api_.instead = [](const Request& request) -> std::optional<ResponseOrError> {
    if (request.method != "GET" || !request.target.starts_with("/users/")) return std::nullopt;
    return user_response(request.target.substr(7), {{"locale", 7}});
  };
  const Snapshot snapshot = read();
  EXPECT_TRUE(snapshot.users.empty());
  ASSERT_EQ(snapshot.left_out.size(), 2U);
  EXPECT_NE(snapshot.left_out[0].reason.find("violates the schema"), std::string::npos) << snapshot.left_out[0].reason;
}

TEST_F(Keep, TakesAnAnswerThatBreaksTheContractElsewhere) {
  api_.instead = [this](const Request& request) -> std::optional<ResponseOrError> {
    if (request.method != "GET" || !request.target.starts_with("/users/")) return std::nullopt;
    const std::string id = request.target.substr(7);
    return plain(203, {{"Content-Type", "text/plain"}},
                 json{{"data", {{"id", id}, {"attributes", api_.records.at(id)}}}}.dump());
  };
  EXPECT_TRUE(read().left_out.empty());
}

TEST_F(Keep, WarnsOfAnOriginalThatIsOneOfOurOwnFixtures) {
  suite_.fixtures.states["telling"] =
      std::make_shared<const json>(json{{"email", "ada@example.com"}, {"firstName", "Ada"}, {"locale", "de-DE"}});
  EXPECT_TRUE(read().warnings.empty());
  record(2) = {{"email", "ada@example.com"}, {"firstName", "Ada"}, {"locale", "de-DE"}, {"createdAt", "x"}};
  const Snapshot snapshot = read();
  ASSERT_EQ(snapshot.warnings.size(), 1U);
  EXPECT_NE(snapshot.warnings[0].find("user-2"), std::string::npos);
}

/// A server that keeps the text of what it was sent, and shows it.
class KeepText : public Keep {
 protected:
  KeepText() {
    api_.instead = [this](const Request& request) -> std::optional<ResponseOrError> {
      if (!request.target.starts_with("/users/" + test_user(1).id)) return std::nullopt;
      if (request.method == "PUT")
        text_ = respell_(exact_text(parse_exact(*request.body)->at("/data/attributes"_json_pointer)));
      return plain(200, {{"Content-Type", "application/vnd.api+json"}},
                   R"({"data":{"type":"User","id":")" + test_user(1).id + R"(","attributes":)" + text_ + "}}");
    };
  }
  std::string text_;
  std::function<std::string(std::string)> respell_ = [](std::string text) { return text; };
};

TEST_F(KeepText, WritesBackTheTextOfEveryNumber) {
  const std::string before =
      R"({"address":{"street":[12345678901234567890123,18.50,1E2,9007199254740993.0,-0,0.1000000000000000055511151231257827]}})";
  text_ = before;
  const Snapshot snapshot = read();
  ASSERT_TRUE(snapshot.left_out.empty()) << snapshot.left_out[0].reason;
  text_ = R"({"address":{"street":"changed"}})";
  EXPECT_TRUE(restore(snapshot).empty());
  EXPECT_EQ(text_, before);
  text_ =
      R"({"address":{"street":[1.2345678901234568e+22,18.50,1E2,9007199254740993.0,-0,0.1000000000000000055511151231257827]}})";
  EXPECT_TRUE(restore(snapshot).empty()) << "compared without rounding";
  EXPECT_EQ(text_, before);
}

TEST_F(KeepText, NamesWhatTheServerSpellsOtherwise) {
  text_ = R"({"address":{"street":18.50}})";
  const Snapshot snapshot = read();
  text_ = "{}";
  respell_ = [](std::string text) {
    if (const auto at = text.find("18.50"); at != std::string::npos) text.replace(at, 5, "18.5");
    return text;
  };
  const Restored result = restored(snapshot);
  EXPECT_TRUE(result.left.empty());
  ASSERT_EQ(result.notes.size(), 1U);
  EXPECT_NE(result.notes[0].find("address/street (was 18.50, is 18.5)"), std::string::npos) << result.notes[0];
}

TEST_F(Keep, NamesKeysThatCannotBeRemoved) {
  const Snapshot snapshot = read();
  attributes(1)["conform-a"] = 1;
  const Restored result = restored(snapshot);
  EXPECT_TRUE(result.left.empty());
  ASSERT_EQ(result.notes.size(), 1U);
  EXPECT_NE(result.notes[0].find("user-1: conform-a"), std::string::npos) << result.notes[0];
}

TEST_F(Keep, LooksAfterSpecialActorsAsFarAsItCan) {
  special_actors_.emplace("expired", User{.id = test_user(4).id, .actor = "expired", .token = "no longer valid"});
  const Snapshot alone = read();
  EXPECT_EQ(alone.users.size(), 2U) << "no actor can read that record";
  EXPECT_TRUE(alone.left_out.empty()) << "and only a faulty server would let it be written";

  User admin = test_user(3);
  admin.actor = "admin";
  special_actors_.emplace("admin", admin);
  api_.instead = [&](const Request& request) -> std::optional<ResponseOrError> {
    if (find_header(request.headers, "Authorization") != "Bearer " + admin.token) return std::nullopt;
    if (request.target != "/users/" + test_user(4).id) return std::nullopt;
    if (request.method == "PUT") record(4) = json::parse(*request.body).at("/data/attributes"_json_pointer);
    return user_response(test_user(4).id, record(4));
  };
  const Snapshot snapshot = read();
  ASSERT_EQ(snapshot.users.size(), 4U);
  record(4)["locale"] = "written by an expired token";
  EXPECT_TRUE(restore(snapshot).empty());
  EXPECT_FALSE(record(4).contains("locale"));
}

TEST_F(Keep, DoesNotTakeAnotherUserForTheOneThatWasKept) {
  Snapshot snapshot = read();
  snapshot.users[0].id = test_user(4).id;
  snapshot.users[1].actor = "somebody";
  const auto left = restore(snapshot);
  ASSERT_EQ(left.size(), 2U);
  EXPECT_EQ(left[0].reason, "the target no longer has this user");
  EXPECT_EQ(api_.count("PUT"), 0U);
}

}  // namespace
}  // namespace conform::test
