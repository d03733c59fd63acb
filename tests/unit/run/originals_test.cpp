#include "run/originals.hpp"

#include <gtest/gtest.h>

#include "unit/run/running_case.hpp"

namespace conform::test {
namespace {

using nlohmann::json;

/// Users 1 and 2 of a TinyApi as the pool, 3 as the actor "admin".
class Keep : public ::testing::Test {
 protected:
  [[nodiscard]] Keeping keeping() {
    return {.contract = suite_.contracts.back(),
            .shape = {.attributes = {"email", "locale", "firstName", "address"},
                      .address_members = {"country", "street"},
                      .server_managed = {"createdAt"}},
            .pool = {party(1), party(2)},
            .specials = specials_,
            .reads_by_get = reads_by_get_,
            .reads_attributes = true};
  }
  template <class Act>
  auto with_messenger(const Act& act) {
    TinyTransport transport{api_};
    Messenger messenger{transport, silence_, pace_, {}, {}};
    return act(messenger);
  }
  Originals read() {
    return with_messenger([&](Messenger& messenger) { return read_originals(keeping(), messenger); });
  }
  std::vector<Unrestored> put_back(const Originals& originals) {
    return with_messenger(
        [&](Messenger& messenger) { return conform::put_back(originals.users, keeping(), messenger); });
  }
  json& record(int number) { return api_.records.at(party(number).id); }
  json& attributes(int number) { return api_.attributes.at(party(number).id); }

  Suite suite_ = mini_suite();
  TinyApi api_;
  Silence silence_;
  Pace pace_{"", std::make_shared<FakeClock>()};
  std::map<std::string, Party, std::less<>> specials_;
  bool reads_by_get_ = true;
};

TEST_F(Keep, HoldsWhatEveryUserOfThePoolHas) {
  attributes(2) = {{"referred", "false"}};
  const Originals originals = read();
  ASSERT_EQ(originals.users.size(), 2U);
  EXPECT_TRUE(originals.unreadable.empty());
  EXPECT_EQ(originals.users[0].actor, "user-1");
  EXPECT_EQ(originals.users[0].id, party(1).id);
  EXPECT_EQ(*originals.users[0].record, record(1));
  EXPECT_EQ(*originals.users[1].attributes, attributes(2));
}

TEST_F(Keep, WritesNothingToUsersThatAreAsTheyWere) {
  EXPECT_TRUE(put_back(read()).empty());
  EXPECT_EQ(api_.count("PUT") + api_.count("PATCH"), 0U);
}

TEST_F(Keep, PutsBackWhatWasChangedAddedAndCleared) {
  record(1)["locale"] = "de-DE";
  attributes(1) = {{"referred", "false"}, {"tos", "true"}};
  const json before = record(1);
  const Originals originals = read();
  record(1) = {{"email", "other@example.com"}, {"firstName", "Eve"}, {"createdAt", before.at("createdAt")}};
  attributes(1) = {{"referred", "changed"}, {"conform-a", "new"}};
  EXPECT_TRUE(put_back(originals).empty());
  EXPECT_EQ(record(1), before);
  EXPECT_EQ(attributes(1), (json{{"referred", "false"}, {"tos", "true"}, {"conform-a", "new"}}))
      << "a key that came stays: nothing takes it away";
  EXPECT_TRUE(put_back(originals).empty());
  EXPECT_EQ(api_.count("PUT"), 2U) << "once more changes nothing more";
}

TEST_F(Keep, ReadsByAnEmptyPatchWhereThereIsNoGet) {
  reads_by_get_ = false;
  const json before = record(1);
  const Originals originals = read();
  record(1)["locale"] = "fr-FR";
  EXPECT_TRUE(put_back(originals).empty());
  EXPECT_EQ(record(1), before);
}

TEST_F(Keep, KeepsWhatTheContractDoesNotKnowWhereTheServerTakesIt) {
  record(1)["loyalty"] = "gold";
  const json before = record(1);
  const Originals originals = read();
  record(1) = {{"email", "x@example.com"}, {"createdAt", before.at("createdAt")}};
  EXPECT_TRUE(put_back(originals).empty());
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
  EXPECT_TRUE(put_back(originals).empty());
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
  EXPECT_TRUE(put_back(originals).empty());
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
  EXPECT_EQ(put_back(originals),
            (std::vector<Unrestored>{
                {"user-1", "the record " + party(1).id,
                 "these attributes are still changed: locale; updateUser answered 403"},
                {"user-2", "/attributes", "1 of 1 keys are still changed; setUserAttributes answered 403"}}));
}

TEST_F(Keep, SaysWhatCouldNotBeReadBefore) {
  api_.instead = [](const Request& request) {
    return request.target == "/users/" + party(2).id ? std::optional{error_answer(404)} : std::nullopt;
  };
  const Originals originals = read();
  ASSERT_EQ(originals.unreadable.size(), 1U);
  EXPECT_EQ(originals.unreadable[0].actor, "user-2");
  EXPECT_NE(originals.unreadable[0].reason.find("getUser answered 404"), std::string::npos);
}

TEST_F(Keep, TakesAnAnswerThatBreaksTheContractElsewhere) {
  api_.instead = [this](const Request& request) -> std::optional<Answer> {
    if (request.method != "GET" || !request.target.starts_with("/users/")) return std::nullopt;
    return plain(203, {{"Content-Type", "text/plain"}},
                 json{{"data", {{"attributes", api_.records.at(request.target.substr(7))}}}}.dump());
  };
  EXPECT_TRUE(read().unreadable.empty());
}

TEST_F(Keep, LooksAfterSpecialActorsAsFarAsItCan) {
  specials_.emplace("expired", Party{.actor = "expired", .id = party(4).id, .token = "no longer valid"});
  const Originals alone = read();
  EXPECT_EQ(alone.users.size(), 2U) << "nobody can read that record";
  EXPECT_TRUE(alone.unreadable.empty()) << "and only a faulty server would let it be written";

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
  EXPECT_TRUE(put_back(originals).empty());
  EXPECT_FALSE(record(4).contains("locale"));
}

TEST_F(Keep, DoesNotTakeAnotherUserForTheOneThatWasKept) {
  Originals originals = read();
  originals.users[0].id = party(4).id;
  originals.users[1].actor = "somebody";
  const auto left = put_back(originals);
  ASSERT_EQ(left.size(), 2U);
  EXPECT_EQ(left[0].reason, "the target has no such user any more");
  EXPECT_EQ(api_.count("PUT"), 0U);
}

}  // namespace
}  // namespace conform::test
