#include "audit/request_problems.hpp"

#include <gtest/gtest.h>

#include "recording.hpp"

namespace conform::test {
namespace {

RequestView view_of_patch(const Recording::Sent& sent) {
  const RecordedExchange exchange = resolved(Recording::raw(sent, {}));
  const Contract* contract = whole_suite().contract("2024-3");
  return view_of(*contract->find(sent.method == "PUT" ? "setUser" : "updateUser"), exchange, ada_id);
}

std::vector<std::string> problems(const RequestView& view) {
  std::vector<std::string> ids;
  for (const RequestProblem& problem : view.problems) {
    if (!problem.may_be_served) ids.push_back(problem.requirement);
  }
  return ids;
}

TEST(RequestProblems, AreNoneOfAValidRequest) {
  const RequestView view = view_of_patch({.method = "PATCH", .body = user_document(ada_id, {{"locale", "de-DE"}})});
  EXPECT_TRUE(view.clean());
  EXPECT_TRUE(view.plain);
}

TEST(RequestProblems, AllowEveryRefusalOfACodingThatAServerMayNotKnow) {
  const RequestView view = view_of_patch({.method = "PATCH",
                                          .body = user_document(ada_id, {{"locale", "de-DE"}}),
                                          .more = {{"Content-Encoding", "x-unheard-of"}}});
  EXPECT_TRUE(view.doubtful);
  EXPECT_TRUE(view.refusals().contains(415));
}

TEST(RequestProblems, AllowEveryRefusalOfAFieldThatMustNotBeRepeated) {
  const RequestView view = view_of_patch({.method = "PATCH",
                                          .body = user_document(ada_id, {{"locale", "de-DE"}}),
                                          .more = {{"Content-Type", "text/plain"}}});
  EXPECT_TRUE(view.doubtful);
  EXPECT_TRUE(view.refusals().contains(415));
}

TEST(RequestProblems, AreThoseOfTheCases) {
  struct Expected {
    std::string body;
    std::string requirement;
  };
  const std::vector<Expected> all{{"{", "SEMANTIC-UNPARSABLE"},
                                  {"", "SEMANTIC-EMPTY-BODY"},
                                  {"[]", "SEMANTIC-NO-OBJECT"},
                                  {"{}", "SEMANTIC-DATA-MISSING-422"},
                                  {R"({"data":null})", "SEMANTIC-DATA-NULL-422"},
                                  {R"({"data":[]})", "SEMANTIC-DATA-ARRAY-422"},
                                  {R"({"data":7})", "SEMANTIC-DATA-SCALAR-422"},
                                  {user_document(grace_id, {{"locale", "de-DE"}}), "SEMANTIC-ID-422"},
                                  {user_document(ada_id, {{"firstName", 7}}), "SEMANTIC-ATTRIBUTE-TYPE-422"},
                                  {user_document(ada_id, {{"gender", "unknown"}}), "SEMANTIC-GENDER-422"},
                                  {user_document(ada_id, {{"email", "no-email"}}), "SEMANTIC-EMAIL-422"},
                                  {user_document(ada_id, {{"birthDate", "2023-02-30"}}), "SEMANTIC-BIRTH-DATE-422"},
                                  {user_document(ada_id, {{"address", "Berlin"}}), "SEMANTIC-ADDRESS-422"},
                                  {user_document(ada_id, "none"), "SEMANTIC-ATTRIBUTES-TYPE-422"}};
  for (const Expected& expected : all) {
    const RequestView view = view_of_patch({.method = "PATCH", .body = expected.body});
    EXPECT_EQ(problems(view), std::vector{expected.requirement}) << expected.body;
    EXPECT_TRUE(view.refusals().contains(422)) << expected.body;
  }
}

TEST(RequestProblems, LeaveOpenWhatTheDocumentsLeaveOpen) {
  for (const nlohmann::json& attributes :
       {nlohmann::json{{"createdAt", "2020-01-01T00:00:00Z"}}, nlohmann::json{{"locale", nullptr}},
        nlohmann::json{{"nickname", "x"}}, nlohmann::json{{"zoneInfo", "Mars/Olympus"}},
        nlohmann::json{{"email", "ada@example.com"}}, nlohmann::json{{"firstName", ""}}})
    EXPECT_EQ(problems(view_of_patch({.method = "PATCH", .body = user_document(ada_id, attributes)})),
              std::vector<std::string>{})
        << attributes;
}

TEST(RequestProblems, DoubtWhatReadersOfJsonReadDifferently) {
  for (const char* body : {"{\"data\":1,\"data\":2}", "{\"a\":\"\\ud800\"}", "\xef\xbb\xbf{}", "{\"a\":\"\x01\"}"})
    EXPECT_TRUE(view_of_patch({.method = "PATCH", .body = body}).doubtful) << body;
}

TEST(AcceptKind, IsWhatTheCasesSay) {
  const auto kind = [](const std::string& value) { return accept_kind({{"Accept", value}}); };
  EXPECT_EQ(kind("application/vnd.api+json"), AcceptKind::exact);
  EXPECT_EQ(kind("text/html, application/vnd.api+json"), AcceptKind::served);
  for (const char* open : {"*/*", "application/*", "application/json", "text/html, */*;q=0.8", "", "application"})
    EXPECT_EQ(kind(open), AcceptKind::open) << open;
  for (const char* refused : {"text/html", "text/*", "image/png, text/html;q=1", "application/xml"})
    EXPECT_EQ(kind(refused), AcceptKind::refused) << refused;
  for (const char* should : {"application/vnd.api+json;q=0", "application/vnd.api+json;charset=utf-8"})
    EXPECT_EQ(kind(should), AcceptKind::refused_should) << should;
  EXPECT_EQ(accept_kind({}), AcceptKind::absent);
}

}  // namespace
}  // namespace conform::test
