#include "run/case/write_request.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <functional>
#include <memory>
#include <set>
#include <utility>

#include "http/request_bytes.hpp"
#include "suite/writing.hpp"

namespace conform {
namespace {

using nlohmann::json;

const Operation update{.id = "updateUser", .method = "PATCH", .path = "/users/{userId}", .responses = {}};

PreparedRequest a_request(const json& document) {
  const User user{.id = "1", .actor = "user-1", .token = "secret"};
  return {.outgoing = {update, user, user.id, document.dump()},
          .operation = &update,
          .undocumented = false,
          .actor = user.actor,
          .user_id = user.id,
          .document = std::make_shared<const json>(document),
          .attributes = nullptr};
}

// The same with a change of its bytes.
PreparedRequest changed(PreparedRequest prepared, const std::function<void(Request&)>& change) {
  Request request = prepared.request();
  change(request);
  prepared.outgoing.respell(std::move(request));
  return prepared;
}

const json a_document = {
    {"data", {{"type", "User"}, {"attributes", {{"firstName", "Ä/\"\\ 😀\n"}, {"tags", {1, 2.5, nullptr, true}}}}}}};

RC_GTEST_PROP(Spelling, IsOfTheSameValue, (std::map<int, int> numbers)) {
  json value = a_document;
  for (const auto& [name, number] : numbers) value["n\"é " + std::to_string(name)] = number;
  for (const Spelling spelling :
       {Spelling::plain, Spelling::reversed, Spelling::shuffled, Spelling::escapes, Spelling::escaped_names,
        Spelling::spaced, Spelling::indented, Spelling::final_line_feeds})
    RC_ASSERT(json::parse(spelled(value, spelling)) == value);
}

TEST(Spelling, DiffersFromTheOthers) {
  std::set<std::string> texts;
  for (const Spelling spelling : {Spelling::reversed, Spelling::escapes, Spelling::escaped_names, Spelling::spaced,
                                  Spelling::indented, Spelling::final_line_feeds})
    EXPECT_TRUE(texts.insert(spelled(a_document, spelling)).second);
}

TEST(Writing, CanBePutOnTheWire) {
  for (const Writing& writing : writings()) {
    if (writing.framing == Framing::split) continue;  // the same bytes, in several pieces
    PreparedRequest prepared = a_request(a_document);
    write_in(prepared, writing);
    const auto bytes = request_bytes(prepared.request(),
                                     {.host = "example.com", .path = {}, .absolute = {}, .proxy_authorization = {}});
    ASSERT_TRUE(bytes) << writing.name;
    EXPECT_NE(*bytes, *request_bytes(a_request(a_document).request(),
                                     {.host = "example.com", .path = {}, .absolute = {}, .proxy_authorization = {}}))
        << writing.name;
  }
}

TEST(Writing, ChunksSayHowLongTheyAre) {
  PreparedRequest prepared = a_request(json{{"a", 1}});
  write_in(prepared, *find_writing("chunked"));
  EXPECT_EQ(*prepared.request().body, "7\r\n{\"a\":1}\r\n0\r\n\r\n");
  EXPECT_EQ(find_header(prepared.request().headers, "Transfer-Encoding"), "chunked");
}

TEST(Writing, LeavesAnAcceptOfTheCaseAsItIs) {
  PreparedRequest prepared =
      changed(a_request(a_document), [](Request& request) { request.headers[0].value = "text/html"; });
  write_in(prepared, *find_writing("accept-list"));
  EXPECT_EQ(find_header(prepared.request().headers, "Accept"), "text/html");
}

TEST(Writing, KeepsTheBytesOfABodyThatIsNoJson) {
  PreparedRequest prepared = changed(a_request(a_document), [](Request& request) { request.body = "{\"data\": "; });
  write_in(prepared, *find_writing("white-space"));
  EXPECT_EQ(*prepared.request().body, "{\"data\": ");
}

TEST(Writing, OfHttp10SaysSo) {
  PreparedRequest prepared = a_request(a_document);
  write_in(prepared, *find_writing("http-1-0"));
  const auto bytes =
      request_bytes(prepared.request(), {.host = "example.com", .path = {}, .absolute = {}, .proxy_authorization = {}});
  EXPECT_NE(bytes->find("PATCH /users/1 HTTP/1.0\r\n"), std::string::npos);
}

TEST(RefusedWritings, AreShownOnceWithTheirStatus) {
  RefusedWritings refused;
  refused.note("chunked", 411);
  refused.note("chunked", 400);
  EXPECT_TRUE(refused.contains("chunked"));
  EXPECT_FALSE(refused.contains("query"));
  EXPECT_EQ(refused.all(), std::vector<std::string>{"chunked (411)"});
}

}  // namespace
}  // namespace conform
