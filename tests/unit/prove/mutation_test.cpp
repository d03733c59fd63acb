#include "prove/mutation.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <set>

namespace conform {
namespace {

const std::string user =
    R"({"data":{"type":"User","id":"6c1c5f3a-0b61-4d39-8d2c-5d2f6f0d9a10","attributes":{"locale":"de-DE","email":"a@b.cd"}}})";
const std::string errors = R"({"errors":[{"status":"404","title":"A"},{"status":"404","title":"B"}]})";

ResponseOrError response_with(std::string body, int status = 200) {
  return Response{.status = status,
                  .reason = "OK",
                  .headers = {{"Content-Type", "application/vnd.api+json"}, {"Date", "today"}},
                  .body = std::move(body),
                  .excess_bytes = 0};
}

std::string mutated(const std::string& body, const std::string& place, const std::string& change,
                    std::vector<std::string> values = {}, int status = 200) {
  ResponseOrError changed = response_with(body, status);
  const Mutation mutation{.kind = {.operation = "getUser", .status = status},
                          .place = place,
                          .change = change,
                          .values = std::move(values)};
  return mutate(mutation, changed) ? std::get<Response>(changed).body : "unchanged";
}

TEST(Mutate, ChangesOneMemberAndNothingElse) {
  const std::string at = "/data/attributes/locale";
  const auto with = [](const std::string& attributes) {
    return R"({"data":{"type":"User","id":"6c1c5f3a-0b61-4d39-8d2c-5d2f6f0d9a10","attributes":)" + attributes + "}}";
  };
  EXPECT_EQ(mutated(user, at, "dropped"), with(R"({"email":"a@b.cd"})"));
  EXPECT_EQ(mutated(user, "/data/attributes/email", "dropped"), with(R"({"locale":"de-DE"})"));
  EXPECT_EQ(mutated(user, at, "renamed by a letter's case"), with(R"({"Locale":"de-DE","email":"a@b.cd"})"));
  EXPECT_EQ(mutated(user, at, "twice"), with(R"({"locale":"de-DE","locale":"de-DE","email":"a@b.cd"})"));
  EXPECT_EQ(mutated(user, at, "swapped with the next"), with(R"({"locale":"a@b.cd","email":"de-DE"})"));
  EXPECT_EQ(mutated(user, at, "number instead", {"7"}), with(R"({"locale":7,"email":"a@b.cd"})"));
  EXPECT_EQ(mutated(user, at, "longer"), with(R"({"locale":"de-DE~","email":"a@b.cd"})"));
  EXPECT_EQ(mutated(user, at, "in other letters"), with(R"({"locale":"DE-de","email":"a@b.cd"})"));
}

TEST(Mutate, PutsTheFirstValueThatDiffers) {
  const std::string at = "/data/attributes/locale";
  EXPECT_NE(mutated(user, at, "altered", {"\"de-DE\"", "\"fr-FR\""}).find("fr-FR"), std::string::npos);
  EXPECT_EQ(mutated(user, at, "altered", {"\"de-DE\""}), "unchanged");
}

TEST(Mutate, ChangesEveryErrorObjectAlike) {
  EXPECT_EQ(mutated(errors, "/errors/*/title", "dropped", {}, 404),
            R"({"errors":[{"status":"404"},{"status":"404"}]})");
  EXPECT_EQ(mutated(errors, "/errors", "element added", {"null"}, 404), R"({"errors":[null,)" + errors.substr(11));
}

TEST(Mutate, AddsAMemberToAnEmptyObjectToo) {
  EXPECT_EQ(mutated("{}", "", "member added"), R"({"x-added":{"by":["nobody"]}})");
}

TEST(Mutate, LeavesAlone) {
  EXPECT_EQ(mutated(user, "/data/attributes/gender", "dropped"), "unchanged");
  EXPECT_EQ(mutated("no JSON", "/data", "dropped"), "unchanged");
  ResponseOrError none = TransportError{};
  EXPECT_FALSE(mutate({.kind = {}, .place = "status", .change = "500", .values = {}}, none));
}

TEST(Mutate, HasNoBodyBehindA204) {
  ResponseOrError changed = response_with(user);
  ASSERT_TRUE(mutate(
      {.kind = {.operation = "getUser", .status = 200}, .place = "status", .change = "204", .values = {}}, changed));
  const auto& response = std::get<Response>(changed);
  EXPECT_EQ(response.status, 204);
  EXPECT_TRUE(response.body.empty());
  EXPECT_EQ(response.excess_bytes, user.size());
}

TEST(Mutate, ChangesHeaders) {
  const auto headers_after = [](const std::string& change, std::vector<std::string> values = {}) {
    ResponseOrError changed = response_with(user);
    const Mutation mutation{.kind = {}, .place = "header Content-Type", .change = change, .values = std::move(values)};
    EXPECT_TRUE(mutate(mutation, changed));
    return std::get<Response>(changed).headers;
  };
  EXPECT_EQ(count_header(headers_after("dropped"), "content-type"), 0U);
  EXPECT_EQ(count_header(headers_after("twice"), "content-type"), 2U);
  EXPECT_EQ(find_header(headers_after("\"text/html\"", {"text/html"}), "content-type"), "text/html");
}

TEST(Mutations, AreManyAndOfDifferentNames) {
  const Operation operation{.id = "getUser", .method = "GET", .path = "/users/{userId}", .responses = {}};
  ResponseShape shape;
  const ResponseOrError seen = response_with(user);
  note_shape(operation, std::get<Response>(seen), shape);
  const auto all = mutations_of({.operation = "getUser", .status = 200}, shape, Fixtures{});
  std::set<std::string> names;
  std::size_t changing = 0;
  for (const Mutation& mutation : all) {
    EXPECT_TRUE(names.insert(mutation.name()).second) << mutation.name();
    ResponseOrError changed = seen;
    if (!mutate(mutation, changed)) continue;
    EXPECT_NE(changed, seen) << mutation.name();
    ++changing;
  }
  EXPECT_GT(changing, 100U);
  EXPECT_TRUE(names.contains("getUser 200 /data/attributes/locale: dropped"));
  EXPECT_TRUE(names.contains("getUser 200 status: 500"));
}

}  // namespace
}  // namespace conform
