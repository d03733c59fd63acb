#include "run/originals.hpp"

#include <gtest/gtest.h>

#include "json/exact.hpp"
#include "unit/run/running_case.hpp"

namespace conform::test {
namespace {

using nlohmann::json;

/// Users 1 and 2 of a TinyApi as the pool, 3 as the actor "admin".
class Keep : public ::testing::Test {
 protected:
  [[nodiscard]] Keeping keeping() {
    return {.suite = suite_,
            .contract = suite_.contracts.back(),
            .shape = {.attributes = {"email", "locale", "firstName", "address"},
                      .address_members = {"country", "street"},
                      .server_managed = {"createdAt"}},
            .pool = {party(1), party(2)},
            .specials = specials_,
            .reads_by_get = reads_by_get_,
            .reads_attributes = true,
            .gets = true,
            .replaces = replaces_,
            .merges = merges_};
  }
  template <class Act>
  auto with_messenger(const Act& act) {
    TinyTransport transport{api_};
    Messenger messenger{transport, breaker_, pace_, {}, {}};
    return act(messenger);
  }
  Originals read() {
    return with_messenger([&](Messenger& messenger) { return read_originals(keeping(), messenger); });
  }
  Restored restored(const Originals& originals) {
    return with_messenger(
        [&](Messenger& messenger) { return restore_originals(originals.users, keeping(), messenger); });
  }
  std::vector<Unrestored> restore(const Originals& originals) { return restored(originals).left; }
  json& record(int number) { return api_.records.at(party(number).id); }
  json& attributes(int number) { return api_.attributes.at(party(number).id); }

  Suite suite_ = mini_suite();
  TinyApi api_;
  CircuitBreaker breaker_;
  Pace pace_{"", std::make_shared<FakeClock>()};
  std::map<std::string, Party, std::less<>> specials_;
  bool reads_by_get_ = true;
  bool replaces_ = true;
  bool merges_ = true;
};

TEST_F(Keep, HoldsWhatEveryUserOfThePoolHas) {
  attributes(2) = {{"referred", "false"}};
  const Originals originals = read();
  ASSERT_EQ(originals.users.size(), 2U);
  EXPECT_TRUE(originals.left_out.empty());
  EXPECT_EQ(originals.users[0].actor, "user-1");
  EXPECT_EQ(originals.users[0].id, party(1).id);
  EXPECT_EQ(*originals.users[0].record.value, record(1));
  EXPECT_EQ(*originals.users[1].attributes.value, attributes(2));
}

TEST_F(Keep, WritesNothingToUsersThatAreAsTheyWere) {
  EXPECT_TRUE(restore(read()).empty());
  EXPECT_EQ(api_.count("PUT") + api_.count("PATCH"), 0U);
}

TEST_F(Keep, PutsBackWhatWasChangedAddedAndCleared) {
  record(1)["locale"] = "de-DE";
  attributes(1) = {{"referred", "false"}, {"tos", "true"}};
  const json before = record(1);
  const Originals originals = read();
  record(1) = {{"email", "other@example.com"}, {"firstName", "Eve"}, {"createdAt", before.at("createdAt")}};
  attributes(1) = {{"referred", "changed"}, {"conform-a", "new"}};
  EXPECT_TRUE(restore(originals).empty());
  EXPECT_EQ(record(1), before);
  EXPECT_EQ(attributes(1), (json{{"referred", "false"}, {"tos", "true"}, {"conform-a", "new"}}))
      << "a key that came stays: nothing takes it away";
  EXPECT_TRUE(restore(originals).empty());
  EXPECT_EQ(api_.count("PUT"), 2U) << "once more changes nothing more";
}

TEST_F(Keep, PutsBackByUpdateUserWhereTheTargetListsNoSetUser) {
  replaces_ = false;
  record(1)["address"] = {{"country", "DE"}, {"street", "A"}};
  const json before = record(1);
  const Originals originals = read();
  record(1)["locale"] = "fr-FR";
  record(1)["address"] = {{"country", "FR"}, {"city", "Lyon"}};
  EXPECT_TRUE(restore(originals).empty());
  EXPECT_EQ(record(1), before);
  EXPECT_EQ(api_.count("PUT"), 0U);
  EXPECT_EQ(api_.count("PATCH"), 1U);
}

TEST_F(Keep, EmptiesByUpdateUserWhatTheServerDoesNotLetBeNull) {
  replaces_ = false;
  const Originals originals = read();
  record(1)["firstName"] = "Eve";
  api_.instead = [](const Request& request) -> std::optional<Answer> {
    const bool nulls = request.method == "PATCH" && request.body->find("null") != std::string::npos;
    return nulls ? std::optional{error_answer(422)} : std::nullopt;
  };
  EXPECT_TRUE(restore(originals).empty());
  EXPECT_EQ(record(1).at("firstName"), "");
}

TEST_F(Keep, PutsBackBySetUserAloneWhereTheTargetListsNoUpdateUser) {
  merges_ = false;
  const json before = record(1);
  const Originals originals = read();
  record(1)["firstName"] = "Eve";
  EXPECT_TRUE(restore(originals).empty());
  EXPECT_EQ(record(1), before);
  EXPECT_EQ(api_.count("PATCH"), 0U);
}

TEST_F(Keep, ReadsByAnEmptyPatchWhereThereIsNoGet) {
  reads_by_get_ = false;
  const json before = record(1);
  const Originals originals = read();
  record(1)["locale"] = "fr-FR";
  EXPECT_TRUE(restore(originals).empty());
  EXPECT_EQ(record(1), before);
}

TEST_F(Keep, KeepsWhatTheContractDoesNotKnowWhereTheServerTakesIt) {
  record(1)["loyalty"] = "gold";
  const json before = record(1);
  const Originals originals = read();
  record(1) = {{"email", "x@example.com"}, {"createdAt", before.at("createdAt")}};
  EXPECT_TRUE(restore(originals).empty());
  EXPECT_EQ(record(1), before);
}

TEST_F(Keep, LeavesOutWhatTheServerDoesNotTake) {
  record(1)["updatedAt"] = "2024-01-01T00:00:00Z";
  const Originals originals = read();
  api_.put = [](const json& before, const json& sent) {
    json after = sent;
    after["createdAt"] = before.at("createdAt");
    after["updatedAt"] = "2025-01-01T00:00:00Z";
    return after;
  };
  api_.instead = [](const Request& request) {
    const bool unknown = request.method == "PUT" && request.body->find("updatedAt") != std::string::npos;
    return unknown ? std::optional{error_answer(422)} : std::nullopt;
  };
  record(1)["locale"] = "fr-FR";
  EXPECT_TRUE(restore(originals).empty());
  EXPECT_FALSE(record(1).contains("locale"));
}

TEST_F(Keep, ClearsByPatchWhereAPutDoesNot) {
  const json before = record(1);
  const Originals originals = read();
  api_.put = api_.patch = [](const json& was, const json& sent) {
    json after = was;
    after.update(sent);
    return after;
  };
  record(1)["locale"] = "fr-FR";
  EXPECT_TRUE(restore(originals).empty());
  EXPECT_EQ(record(1).value("locale", json()), json()) << "null is as good as absent";
  EXPECT_EQ(record(1).at("email"), before.at("email"));
}

TEST_F(Keep, SaysWhatCouldNotBePutBack) {
  attributes(2) = {{"referred", "false"}};
  const Originals originals = read();
  record(1)["locale"] = "fr-FR";
  attributes(2)["referred"] = "changed";
  api_.instead = [](const Request& request) {
    return request.method == "GET" ? std::nullopt : std::optional{error_answer(403)};
  };
  EXPECT_EQ(restore(originals),
            (std::vector<Unrestored>{
                {"user-1", "the record " + party(1).id,
                 "these attributes are still changed: locale; updateUser responded 403: No"},
                {"user-2", "/attributes", "1 of 1 keys are still changed; setUserAttributes responded 403: No"}}));
}

TEST_F(Keep, LeavesOutAUserWhoseOriginalCannotBeRead) {
  api_.instead = [](const Request& request) {
    return request.target == "/users/" + party(2).id ? std::optional{error_answer(500)} : std::nullopt;
  };
  const Originals originals = read();
  ASSERT_EQ(originals.left_out.size(), 1U);
  EXPECT_EQ(originals.left_out[0].actor, "user-2");
  EXPECT_NE(originals.left_out[0].reason.find("getUser responded 500"), std::string::npos);
  ASSERT_EQ(originals.users.size(), 1U);
  EXPECT_EQ(originals.users[0].actor, "user-1");
}

TEST_F(Keep, ReadsAgainWhatFailedOnce) {
  int bad = 0;
  api_.instead = [&](const Request& request) -> std::optional<Answer> {
    if (request.target.starts_with("/users/") && bad++ == 0) return error_answer(500);
    return std::nullopt;
  };
  const Originals originals = read();
  EXPECT_TRUE(originals.left_out.empty());
  EXPECT_EQ(originals.users.size(), 2U);
}

TEST_F(Keep, NeverTakesTheRecordOfAnotherUserForAnOriginal) {
  const auto shown = [&](int times) {
    api_.instead = [&, times, asked = 0](const Request& request) mutable -> std::optional<Answer> {
      if (request.method == "GET" && request.target == "/users/" + party(1).id && asked++ < times)
        return user_answer(party(4).id, {{"email", "somebody@example.com"}});
      return std::nullopt;
    };
    return read();
  };
  const Originals once = shown(1);
  EXPECT_TRUE(once.left_out.empty());
  EXPECT_EQ(*once.users.at(0).record.value, record(1));
  const Originals always = shown(1000);
  ASSERT_EQ(always.left_out.size(), 1U);
  EXPECT_NE(always.left_out[0].reason.find("the record of another user"), std::string::npos);
}

TEST_F(Keep, TakesNoReadThatTheNextOneContradicts) {
  api_.instead = [&, asked = 0](const Request& request) mutable -> std::optional<Answer> {
    if (request.method == "GET" && request.target == "/attributes")
      return plain(200, {{"Content-Type", "application/json"}}, json{{"count", asked++}}.dump());
    return std::nullopt;
  };
  const Originals originals = read();
  EXPECT_TRUE(originals.users.empty());
  ASSERT_EQ(originals.left_out.size(), 2U);
  EXPECT_EQ(originals.left_out[0].reason, "repeated reads differ");
}

TEST_F(Keep, TakesNoOriginalThatBreaksItsSchema) {
  api_.instead = [](const Request& request) -> std::optional<Answer> {
    if (request.method != "GET" || !request.target.starts_with("/users/")) return std::nullopt;
    return user_answer(request.target.substr(7), {{"locale", 7}});
  };
  const Originals originals = read();
  EXPECT_TRUE(originals.users.empty());
  ASSERT_EQ(originals.left_out.size(), 2U);
  EXPECT_NE(originals.left_out[0].reason.find("violates the schema"), std::string::npos)
      << originals.left_out[0].reason;
}

TEST_F(Keep, TakesAnAnswerThatBreaksTheContractElsewhere) {
  api_.instead = [this](const Request& request) -> std::optional<Answer> {
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
  const Originals originals = read();
  ASSERT_EQ(originals.warnings.size(), 1U);
  EXPECT_NE(originals.warnings[0].find("user-2"), std::string::npos);
}

/// A server that keeps the text of what it was sent, and shows it.
class KeepText : public Keep {
 protected:
  KeepText() {
    api_.instead = [this](const Request& request) -> std::optional<Answer> {
      if (!request.target.starts_with("/users/" + party(1).id)) return std::nullopt;
      if (request.method == "PUT")
        text_ = respell_(exact_text(parse_exact(*request.body)->at("/data/attributes"_json_pointer)));
      return plain(200, {{"Content-Type", "application/vnd.api+json"}},
                   R"({"data":{"type":"User","id":")" + party(1).id + R"(","attributes":)" + text_ + "}}");
    };
  }
  std::string text_;
  std::function<std::string(std::string)> respell_ = [](std::string text) { return text; };
};

TEST_F(KeepText, WritesBackTheTextOfEveryNumber) {
  const std::string before =
      R"({"address":{"street":[12345678901234567890123,18.50,1E2,9007199254740993.0,-0,0.1000000000000000055511151231257827]}})";
  text_ = before;
  const Originals originals = read();
  ASSERT_TRUE(originals.left_out.empty()) << originals.left_out[0].reason;
  text_ = R"({"address":{"street":"changed"}})";
  EXPECT_TRUE(restore(originals).empty());
  EXPECT_EQ(text_, before);
  text_ =
      R"({"address":{"street":[1.2345678901234568e+22,18.50,1E2,9007199254740993.0,-0,0.1000000000000000055511151231257827]}})";
  EXPECT_TRUE(restore(originals).empty()) << "compared without rounding";
  EXPECT_EQ(text_, before);
}

TEST_F(KeepText, NamesWhatTheServerSpellsOtherwise) {
  text_ = R"({"address":{"street":18.50}})";
  const Originals originals = read();
  text_ = "{}";
  respell_ = [](std::string text) {
    if (const auto at = text.find("18.50"); at != std::string::npos) text.replace(at, 5, "18.5");
    return text;
  };
  const Restored result = restored(originals);
  EXPECT_TRUE(result.left.empty());
  ASSERT_EQ(result.notes.size(), 1U);
  EXPECT_NE(result.notes[0].find("address/street (was 18.50, is 18.5)"), std::string::npos) << result.notes[0];
}

TEST_F(Keep, NamesKeysThatCannotBeRemoved) {
  const Originals originals = read();
  attributes(1)["conform-a"] = 1;
  const Restored result = restored(originals);
  EXPECT_TRUE(result.left.empty());
  ASSERT_EQ(result.notes.size(), 1U);
  EXPECT_NE(result.notes[0].find("user-1: conform-a"), std::string::npos) << result.notes[0];
}

TEST_F(Keep, LooksAfterSpecialActorsAsFarAsItCan) {
  specials_.emplace("expired", Party{.actor = "expired", .id = party(4).id, .token = "no longer valid"});
  const Originals alone = read();
  EXPECT_EQ(alone.users.size(), 2U) << "no actor can read that record";
  EXPECT_TRUE(alone.left_out.empty()) << "and only a faulty server would let it be written";

  Party admin = party(3);
  admin.actor = "admin";
  specials_.emplace("admin", admin);
  api_.instead = [&](const Request& request) -> std::optional<Answer> {
    if (find_header(request.headers, "Authorization") != "Bearer " + admin.token) return std::nullopt;
    if (request.target != "/users/" + party(4).id) return std::nullopt;
    if (request.method == "PUT") record(4) = json::parse(*request.body).at("/data/attributes"_json_pointer);
    return user_answer(party(4).id, record(4));
  };
  const Originals originals = read();
  ASSERT_EQ(originals.users.size(), 4U);
  record(4)["locale"] = "written by an expired token";
  EXPECT_TRUE(restore(originals).empty());
  EXPECT_FALSE(record(4).contains("locale"));
}

TEST_F(Keep, DoesNotTakeAnotherUserForTheOneThatWasKept) {
  Originals originals = read();
  originals.users[0].id = party(4).id;
  originals.users[1].actor = "somebody";
  const auto left = restore(originals);
  ASSERT_EQ(left.size(), 2U);
  EXPECT_EQ(left[0].reason, "the target no longer has this user");
  EXPECT_EQ(api_.count("PUT"), 0U);
}

}  // namespace
}  // namespace conform::test
