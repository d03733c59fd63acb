#include "http/request_bytes.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <string>
#include <string_view>

namespace conform {
namespace {

const Endpoint endpoint{.host = "h:1", .path = "/user/2024-3", .absolute = {}, .proxy_authorization = {}};

std::string bytes_of(const Request& request) {
  const auto bytes = request_bytes(request, endpoint);
  return bytes ? *bytes : "unsendable: " + bytes.error();
}

bool sendable(const Request& request) { return request_bytes(request, endpoint).has_value(); }

TEST(RequestBytes, AddNothingButHostToABodilessRequest) {
  EXPECT_EQ(bytes_of({.method = "GET", .target = "/users/1", .headers = {}, .body = {}}),
            "GET /user/2024-3/users/1 HTTP/1.1\r\nHost: h:1\r\n\r\n");
}

TEST(RequestBytes, KeepOrderSpellingAndDuplicatesOfHeaders) {
  EXPECT_EQ(bytes_of({.method = "GET",
                      .target = "/",
                      .headers = {{"aCCept", "a"}, {"X", "1"}, {"Accept", "b"}, {"x", "2"}, {"X", "1"}},
                      .body = {}}),
            "GET /user/2024-3/ HTTP/1.1\r\nHost: h:1\r\naCCept: a\r\nX: 1\r\nAccept: b\r\nx: 2\r\nX: 1\r\n\r\n");
}

TEST(RequestBytes, CountABodyAlsoAnEmptyOneAndUnderAnyMethod) {
  EXPECT_EQ(bytes_of({.method = "GET", .target = "/", .headers = {}, .body = "{}"}),
            "GET /user/2024-3/ HTTP/1.1\r\nHost: h:1\r\nContent-Length: 2\r\n\r\n{}");
  EXPECT_EQ(bytes_of({.method = "PUT", .target = "/", .headers = {}, .body = ""}),
            "PUT /user/2024-3/ HTTP/1.1\r\nHost: h:1\r\nContent-Length: 0\r\n\r\n");
}

TEST(RequestBytes, LeaveFramingAndHostToACaseThatAsksForThem) {
  EXPECT_EQ(bytes_of({.method = "PUT",
                      .target = "/",
                      .headers = {{"X", "1"}, {"content-length", "9"}, {"HOST", "other"}},
                      .body = "{}"}),
            "PUT /user/2024-3/ HTTP/1.1\r\nX: 1\r\ncontent-length: 9\r\nHOST: other\r\n\r\n{}");
  EXPECT_EQ(
      bytes_of({.method = "PUT", .target = "/", .headers = {{"Transfer-Encoding", "chunked"}}, .body = "0\r\n\r\n"}),
      "PUT /user/2024-3/ HTTP/1.1\r\nHost: h:1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
}

TEST(RequestBytes, SendAnEmptyValueAsEmpty) {
  EXPECT_EQ(bytes_of({.method = "GET", .target = "/", .headers = {{"Accept", ""}}, .body = {}}),
            "GET /user/2024-3/ HTTP/1.1\r\nHost: h:1\r\nAccept:\r\n\r\n");
}

TEST(RequestBytes, PutTheWholeUrlIntoTheLineForAProxy) {
  const Endpoint proxied{.host = "h:1", .path = "/p", .absolute = "http://h:1", .proxy_authorization = "Basic dTpw"};
  EXPECT_EQ(request_bytes({.method = "GET", .target = "/", .headers = {}, .body = {}}, proxied).value(),
            "GET http://h:1/p/ HTTP/1.1\r\nHost: h:1\r\nProxy-Authorization: Basic dTpw\r\n\r\n");
}

TEST(RequestBytes, RefuseWhatWouldBreakTheHead) {
  using namespace std::string_literals;
  for (const std::string& value : {"a\r\nX: 1"s, "a\n"s, "\r"s, "a\0b"s}) {
    EXPECT_FALSE(sendable({.method = "GET", .target = "/", .headers = {{"X", value}}, .body = {}}));
  }
  for (const std::string& name : {""s, "a b"s, "a:"s, "a\r\nb"s, "\xC3\xA9"s, "a\0"s, "(a)"s}) {
    EXPECT_FALSE(sendable({.method = "GET", .target = "/", .headers = {{name, "v"}}, .body = {}})) << name;
  }
  for (const std::string& target : {""s, "users"s, "/a b"s, "/a\r\nb"s, "/\x7F"s, "/a\0"s, "*"s}) {
    EXPECT_FALSE(sendable({.method = "GET", .target = target, .headers = {}, .body = {}})) << target;
  }
  for (const std::string& method : {""s, "GET "s, "G\nT"s, "GET /x HTTP/1.1\r\n"s}) {
    EXPECT_FALSE(sendable({.method = method, .target = "/", .headers = {}, .body = {}})) << method;
  }
}

TEST(RequestBytes, NeverHoldALineThatWasNotAskedFor) {
  EXPECT_TRUE(rc::check("a sendable request has one line for itself, one for each header and one for Host", [] {
    Request request{.method = "PATCH", .target = "/" + *rc::gen::arbitrary<std::string>(), .headers = {}, .body = {}};
    const auto pairs = *rc::gen::arbitrary<std::vector<std::pair<std::string, std::string>>>();
    for (const auto& [name, value] : pairs) request.headers.push_back({"X-" + name, value});
    const auto bytes = request_bytes(request, endpoint);
    if (!bytes) return;
    std::size_t lines = 0;
    for (std::size_t at = 0; (at = bytes->find_first_of("\r\n", at)) != std::string::npos; at += 2, ++lines) {
      RC_ASSERT(bytes->compare(at, 2, "\r\n") == 0);
    }
    RC_ASSERT(lines == request.headers.size() + 3);
    RC_ASSERT(bytes->ends_with("\r\n\r\n"));
  }));
}

}  // namespace
}  // namespace conform
