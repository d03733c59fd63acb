#include <gtest/gtest.h>

#include <algorithm>
#include <future>
#include <latch>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "unit/reference/client.hpp"

namespace conform::reference {

namespace {

using nlohmann::json;
using testing::Client;
using testing::full_attributes;
using testing::ReceivedResponse;
using testing::Request;

// Without createdAt, which no client sets.
json written(json attributes) {
  attributes.erase("createdAt");
  return attributes;
}

json data_of(const ReceivedResponse& response) { return response.json().at("data"); }

class Users : public ::testing::Test {
 protected:
  Server server_;
  Client user_{server_, "user-1"};
};

class UserWrites : public ::testing::TestWithParam<std::string> {
 protected:
  // The response to a document, and that the record is as it was before.
  void expect_refused(const std::string& document, int status, const std::string& pointer) {
    const json before = user_.attributes();
    const ReceivedResponse response = user_.send(user_.write(GetParam(), document));
    EXPECT_EQ(response.status, status) << document;
    EXPECT_EQ(response.field("Content-Type"), "application/vnd.api+json");
    const json error = response.json().at("errors").at(0);
    EXPECT_EQ(error.at("status"), std::to_string(status));
    if (pointer != "none") {
      EXPECT_EQ(error.at("source").at("pointer"), pointer) << document;
    }
    EXPECT_EQ(user_.attributes(), before) << document;
  }

  [[nodiscard]] std::string id() const { return user_.account.user_id; }

  Server server_;
  Client user_{server_, "user-1"};
};

INSTANTIATE_TEST_SUITE_P(Methods, UserWrites, ::testing::Values("PUT", "PATCH"));

}  // namespace

TEST_F(Users, PutSetsEveryAttribute) {
  const ReceivedResponse response = user_.put(full_attributes());
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.field("Content-Type"), "application/vnd.api+json");
  EXPECT_EQ(data_of(response).at("type"), "User");
  EXPECT_EQ(data_of(response).at("id"), user_.account.user_id);
  EXPECT_EQ(written(data_of(response).at("attributes")), full_attributes());
  EXPECT_EQ(written(user_.attributes()), full_attributes());
}

TEST_F(Users, PutClearsEveryAttributeThatIsLeftOut) {
  const json full = full_attributes();
  for (const auto& [name, value] : full.items()) {
    ASSERT_EQ(user_.put(full).status, 200);
    json rest = full;
    rest.erase(name);
    EXPECT_EQ(written(data_of(user_.put(rest)).at("attributes")), rest);
    EXPECT_EQ(written(user_.attributes()), rest);
  }
}

TEST_F(Users, PutClearsAddressMembersThatAreLeftOut) {
  ASSERT_EQ(user_.put(full_attributes()).status, 200);
  ASSERT_EQ(user_.put({{"address", {{"country", "FR"}}}}).status, 200);
  EXPECT_EQ(written(user_.attributes()), (json{{"address", {{"country", "FR"}}}}));
}

TEST_F(Users, PutTwiceIsPutOnce) {
  const ReceivedResponse once = user_.put(full_attributes());
  EXPECT_EQ(user_.put(full_attributes()).body, once.body);
}

TEST_F(Users, PatchLeavesWhatIsLeftOut) {
  const json full = full_attributes();
  const json other{{"firstName", "Grace"},          {"lastName", "Hopper"},          {"email", "grace@example.org"},
                   {"phoneNumber", "+1"},           {"pictureUrl", "urn:x:y"},       {"gender", "other"},
                   {"birthDate", "1906"},           {"address", {{"region", "NY"}}}, {"locale", "en_US"},
                   {"zoneInfo", "America/New_York"}};
  for (const auto& [name, value] : other.items()) {
    ASSERT_EQ(user_.put(full).status, 200);
    json expected = full;
    if (name == "address") {
      expected["address"].update(value);
    } else {
      expected[name] = value;
    }
    EXPECT_EQ(written(data_of(user_.patch({{name, value}})).at("attributes")), expected);
    EXPECT_EQ(written(user_.attributes()), expected);
  }
}

TEST_F(Users, PatchWithoutAttributesChangesNothing) {
  const json before = user_.attributes();
  EXPECT_EQ(data_of(user_.patch(json::object())).at("attributes"), before);
  const json bare{{"data", {{"type", "User"}, {"id", user_.account.user_id}}}};
  EXPECT_EQ(user_.send(user_.write("PATCH", bare.dump())).status, 200);
  EXPECT_EQ(user_.attributes(), before);
}

TEST_F(Users, NullClearsInPatchAndPut) {
  for (const std::string method : {"PUT", "PATCH"}) {
    ASSERT_EQ(user_.put(full_attributes()).status, 200);
    const json change{{"locale", nullptr}, {"address", {{"region", nullptr}}}};
    ASSERT_EQ(user_.send(user_.write(method, user_.document(change))).status, 200);
    EXPECT_FALSE(user_.attributes().contains("locale"));
    EXPECT_FALSE(user_.attributes().at("address").contains("region"));
  }
}

TEST_F(Users, CreatedAtStaysWhateverIsSent) {
  const json before = user_.attributes().at("createdAt");
  for (const std::string method : {"PUT", "PATCH"}) {
    const json change{{"createdAt", "2001-01-01T00:00:00Z"}};
    EXPECT_EQ(user_.send(user_.write(method, user_.document(change))).status, 200);
    EXPECT_EQ(user_.attributes().at("createdAt"), before);
  }
}

TEST_F(Users, UnknownAttributesAreIgnored) {
  EXPECT_EQ(user_.patch({{"shoeSize", 43}, {"address", {{"planet", "Earth"}}}}).status, 200);
  EXPECT_FALSE(user_.attributes().contains("shoeSize"));
  EXPECT_FALSE(user_.attributes().at("address").contains("planet"));
}

TEST_F(Users, ValuesComeBackAsTheyWere) {
  for (const std::string text : {"", " padded\t", "007", "\U0001F600 Zoe\u0308 \u4E2D", "<b>&\"'\\/</b>", "null",
                                 "2020-01-01", "a\nb\rc", "\u202Eright to left"}) {
    const json change{{"firstName", text}, {"address", {{"street", text}}}};
    EXPECT_EQ(user_.patch(change).status, 200);
    EXPECT_EQ(user_.attributes().at("firstName"), text);
    EXPECT_EQ(user_.attributes().at("address").at("street"), text);
  }
  const std::string nul("a\0b", 3);
  EXPECT_EQ(user_.patch({{"firstName", nul}}).status, 200);
  EXPECT_EQ(user_.attributes().at("firstName"), nul);
  const std::string long_text(200000, 'n');
  EXPECT_EQ(user_.patch({{"lastName", long_text}}).status, 200);
  EXPECT_EQ(user_.attributes().at("lastName"), long_text);
}

TEST_F(Users, NumbersKeepTheirSpelling) {
  for (const std::string number : {"18", "1.50", "1e2", "-7", "12345678901234567890123", "18446744073709551616"}) {
    const std::string document = R"({"data":{"type":"User","id":")" + user_.account.user_id +
                                 R"(","attributes":{"address":{"houseNo":)" + number + "}}}}";
    ASSERT_EQ(user_.send(user_.write("PATCH", document)).status, 200) << number;
    EXPECT_NE(user_.get().body.find("\"houseNo\":" + number + ","), std::string::npos) << number;
  }
}

TEST_F(Users, EveryVersionIsServed) {
  for (const std::string version : {"2021-2", "2022-1", "2023-1", "2024-1", "2024-2", "2024-3", "2024-4", "2025-1"}) {
    Client user = user_;
    user.base = "/user/" + version;
    EXPECT_EQ(user.put(full_attributes()).status, 200) << version;
    EXPECT_EQ(user.patch({{"firstName", version}}).status, 200) << version;
    EXPECT_EQ(user.attributes().at("firstName"), version);
    EXPECT_EQ(user.attributes().contains("createdAt"), version != "2021-2") << version;
    EXPECT_EQ(user.put_custom_attributes("{}").status, 204) << version;
    EXPECT_EQ(user.get_custom_attributes().status, 200) << version;
  }
  Client user = user_;
  user.base = "/user/2020-1";
  EXPECT_EQ(user.get().status, 404);
}

TEST_F(Users, UpperCaseIdsInThePathAreTheSameUser) {
  Request request{.method = "GET", .target = user_.path(), .fields = {}, .body = {}};
  for (char& c : request.target) {
    if (c >= 'a' && c <= 'f' &&
        request.target.find(user_.account.user_id) <= static_cast<std::size_t>(&c - request.target.data())) {
      c = static_cast<char>(c - 'a' + 'A');
    }
  }
  EXPECT_EQ(data_of(user_.send(request)).at("id"), user_.account.user_id);
}

TEST_F(Users, ParallelPatchesOfDifferentAttributesAllSurvive) {
  ASSERT_EQ(user_.put(json::object()).status, 200);
  for (int round = 0; round < 20; ++round) {
    const json full = full_attributes();
    std::vector<std::future<int>> responses;
    for (const auto& [name, value] : full.items()) {
      responses.push_back(
          std::async(std::launch::async, [this, change = json{{name, value}}] { return user_.patch(change).status; }));
    }
    for (std::future<int>& response : responses) EXPECT_EQ(response.get(), 200);
    EXPECT_EQ(written(user_.attributes()), full);
    ASSERT_EQ(user_.put(json::object()).status, 200);
  }
}

/// Changes every attribute by a request of its own, all of them at one moment; the status of each.
std::map<std::string, int> changed_at_once(const Client& user) {
  const json full = full_attributes();
  std::latch start{static_cast<std::ptrdiff_t>(full.size())};
  std::map<std::string, std::future<int>> responses;
  for (const auto& [name, value] : full.items()) {
    responses[name] = std::async(std::launch::async, [&user, &start, change = json{{name, value}}] {
      start.arrive_and_wait();
      return user.patch(change).status;
    });
  }
  std::map<std::string, int> statuses;
  for (auto& [name, response] : responses) statuses[name] = response.get();
  return statuses;
}

/// Whether requests meet is up to the scheduler: tries until they have, at most this many times.
constexpr int attempts = 100;

TEST(LostUpdates, AreLost) {
  const Server server{Options{.faults = {"lost-updates"}}};
  const Client user{server, "user-1"};
  std::size_t least = full_attributes().size();
  for (int i = 0; i < attempts && least == full_attributes().size(); ++i) {
    ASSERT_EQ(user.put(json::object()).status, 200);
    for (const auto& [name, status] : changed_at_once(user)) EXPECT_EQ(status, 200) << name;
    least = std::min(least, written(user.attributes()).size());
  }
  EXPECT_LT(least, full_attributes().size());
}

/// Changes every attribute at once until one is refused, and once more those that are: the statuses of both.
std::pair<std::multiset<int>, std::multiset<int>> changed_at_once_and_again(const Client& user) {
  const json full = full_attributes();
  std::pair<std::multiset<int>, std::multiset<int>> statuses;
  for (int i = 0; i < attempts && statuses.second.empty(); ++i) {
    EXPECT_EQ(user.put(json::object()).status, 200);
    std::vector<std::string> refused;
    for (const auto& [name, status] : changed_at_once(user)) {
      statuses.first.insert(status);
      if (status != 200) refused.push_back(name);
    }
    for (const std::string& name : refused) statuses.second.insert(user.patch(json{{name, full.at(name)}}).status);
  }
  return statuses;
}

TEST(Conflicts, AreRefusedOnceAndServedWhenRepeated) {
  for (const int status : {409, 412, 423}) {
    const Server server{Options{.variants = {"conflict-" + std::to_string(status)}}};
    const Client user{server, "user-1"};
    const auto [at_once, again] = changed_at_once_and_again(user);
    EXPECT_GT(at_once.count(status), 0U);
    EXPECT_EQ(again.count(200), again.size());
    EXPECT_EQ(written(user.attributes()), full_attributes());
  }
}

TEST(Conflicts, ForGoodAreRefusedAgain) {
  const Server server{Options{.faults = {"conflict-for-good"}}};
  const Client user{server, "user-1"};
  const auto [at_once, again] = changed_at_once_and_again(user);
  EXPECT_GT(again.size(), 0U);
  EXPECT_EQ(again.count(409), again.size());
}

TEST_P(UserWrites, EveryWrongTypeIsRefusedAndLeavesNoTrace) {
  const json values{7, true, "text", json::array(), json::object(), 1.5};
  const json full = full_attributes();
  for (const auto& [name, right] : full.items()) {
    for (const json& value : values) {
      if (value.type() == right.type()) continue;
      json attributes{{"firstName", "good"}, {"lastName", "good"}};
      attributes[name] = value;
      expect_refused(user_.document(attributes), 422, "/data/attributes/" + name);
    }
  }
}

TEST_P(UserWrites, AddressMembersAreTyped) {
  const json address = full_attributes().at("address");
  for (const auto& [name, right] : address.items()) {
    const bool number = name == "houseNo" || name == "postalCode";
    const json wrong =
        number ? json{json::array(), json::object(), true} : json{json::array(), json::object(), true, 7};
    for (const json& value : wrong) {
      expect_refused(user_.document({{"address", {{name, value}}}}), 422, "/data/attributes/address/" + name);
    }
    EXPECT_EQ(user_.send(user_.write(GetParam(), user_.document({{"address", {{name, "text"}}}}))).status, 200);
    if (number) {
      EXPECT_EQ(user_.send(user_.write(GetParam(), user_.document({{"address", {{name, 7}}}}))).status, 200);
    }
  }
}

TEST_P(UserWrites, InvalidValuesAreRefused) {
  const std::vector<std::pair<std::string, std::string>> wrong{
      {"gender", "unknown"},        {"gender", "Male"},          {"email", "nobody"},
      {"email", "a b@example.org"}, {"birthDate", "2023-02-29"}, {"birthDate", "21.7.1997"},
      {"birthDate", "1997-7-21"},   {"locale", "german!"},       {"zoneInfo", "Mars/Olympus"},
      {"pictureUrl", "no url"}};
  for (const auto& [name, value] : wrong) {
    expect_refused(user_.document({{name, value}}), 422, "/data/attributes/" + name);
  }
}

TEST_P(UserWrites, EachViolationHasAnErrorObject) {
  const ReceivedResponse response =
      user_.send(user_.write(GetParam(), user_.document({{"firstName", 1}, {"gender", "x"}, {"address", "y"}})));
  const json errors = response.json().at("errors");
  ASSERT_EQ(errors.size(), 3U);
  EXPECT_NE(errors[0].at("id"), errors[1].at("id"));
  EXPECT_EQ(errors[0].at("title"), errors[1].at("title"));
}

TEST_P(UserWrites, StructuralErrorsAreRefused) {
  const json attributes{{"firstName", "Eve"}};
  const auto resource = [&](json data) { return json{{"data", std::move(data)}}.dump(); };
  expect_refused("{}", 422, "");
  expect_refused("[]", 422, "");
  expect_refused("7", 422, "");
  expect_refused(resource(nullptr), 422, "/data");
  expect_refused(resource(json::array({{{"type", "User"}, {"id", id()}}})), 422, "/data");
  expect_refused(resource("text"), 422, "/data");
  expect_refused(resource({{"id", id()}, {"attributes", attributes}}), 422, "/data");
  expect_refused(resource({{"type", "user"}, {"id", id()}, {"attributes", attributes}}), 422, "/data/type");
  expect_refused(resource({{"type", 7}, {"id", id()}, {"attributes", attributes}}), 422, "/data/type");
  expect_refused(resource({{"type", "User"}, {"attributes", attributes}}), 422, "/data");
  expect_refused(resource({{"type", "User"}, {"id", 7}, {"attributes", attributes}}), 422, "/data/id");
  expect_refused(resource({{"type", "User"}, {"id", "other"}, {"attributes", attributes}}), 422, "/data/id");
  expect_refused(resource({{"type", "User"}, {"id", id()}, {"attributes", nullptr}}), 422, "/data/attributes");
  expect_refused(resource({{"type", "User"}, {"id", id()}, {"attributes", json::array()}}), 422, "/data/attributes");
  if (GetParam() == "PUT") expect_refused(resource({{"type", "User"}, {"id", id()}}), 422, "/data");
}

TEST_P(UserWrites, UnreadableBodiesAreRefused) {
  const std::string open = R"({"data":{"type":"User","id":")" + id() + R"(","attributes":{"firstName":)";
  expect_refused("", 422, "none");
  expect_refused("{\"data\":", 422, "none");
  expect_refused("<xml/>", 422, "none");
  expect_refused(open + "\"a\",\"firstName\":\"b\"}}}", 422, "none");
  expect_refused(open + "\"\xC3\x28\"}}}", 422, "none");
  expect_refused(open + "\"\\uD800\"}}}", 422, "none");
  expect_refused(open + "\"a\nb\"}}}", 422, "none");
  expect_refused(open + std::string(100000, '[') + std::string(100000, ']') + "}}}", 422, "none");
  expect_refused(open + "\"" + std::string(std::size_t{2} << 20U, 'x') + "\"}}}", 413, "none");
}

TEST_P(UserWrites, BirthDateHasFourForms) {
  for (const char* date : {"1997-07-21", "1997", "0000-02-29", "1997-07-21T00:00:00.000Z", "2000-02-29"}) {
    EXPECT_EQ(user_.send(user_.write(GetParam(), user_.document({{"birthDate", date}}))).status, 200) << date;
    EXPECT_EQ(user_.attributes().at("birthDate"), date);
  }
}

TEST_P(UserWrites, ErrorObjectsHaveAllMembers) {
  const json error = user_.send(user_.write(GetParam(), user_.document({{"gender", 7}}))).json().at("errors").at(0);
  for (const char* member : {"id", "links", "status", "code", "title", "detail", "source", "meta"}) {
    EXPECT_TRUE(error.contains(member)) << member;
  }
  const std::string about = error.at("links").at("about");
  const std::string path = about.substr(about.find("/problems/"));
  EXPECT_EQ(testing::exchange(server_.port(), {.method = "GET", .target = path, .fields = {}, .body = {}}).status, 200);
}

TEST_P(UserWrites, ErrorIdsDifferAndTitlesDoNot) {
  const json one = user_.send(user_.write(GetParam(), "{}")).json().at("errors").at(0);
  const json two = user_.send(user_.write(GetParam(), "{}")).json().at("errors").at(0);
  EXPECT_NE(one.at("id"), two.at("id"));
  EXPECT_EQ(one.at("title"), two.at("title"));
}

TEST_P(UserWrites, UnknownUsersAreNotMade) {
  const Client admin{server_, "admin"};
  const std::string unknown = "11111111-2222-4333-8444-555555555555";
  const json document{{"data", {{"type", "User"}, {"id", unknown}, {"attributes", {{"firstName", "X"}}}}}};
  Request request = admin.write(GetParam(), document.dump());
  request.target = admin.base + "/users/" + unknown;
  EXPECT_EQ(admin.send(request).status, 404);
  EXPECT_EQ(user_.send(request).status, 404);
  EXPECT_EQ(admin.send({.method = "GET", .target = request.target, .fields = {}, .body = {}}).status, 404);
}

}  // namespace conform::reference
