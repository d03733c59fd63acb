#include "check/server_words.hpp"

#include <gtest/gtest.h>

#include <utility>

#include "base/gate.hpp"

namespace conform::test {
namespace {

std::string words(int status, std::string body, Headers headers = {}) {
  return plain(
      server_words(Response{.status = status, .reason = {}, .headers = std::move(headers), .body = std::move(body)}));
}

TEST(ServerWords, AreTitleDetailAndPointerOfErrors) {
  EXPECT_EQ(words(422, R"({"errors":[{"title":"Invalid","detail":"createdAt: expected a date",
                                     "source":{"pointer":"/data/attributes/createdAt"}}]})"),
            "Invalid: createdAt: expected a date at /data/attributes/createdAt");
  EXPECT_EQ(words(422, R"({"errors":[{"title":"A"},{"detail":"B"},{"code":"C"},{}]})"), "A; B; 2 more");
  EXPECT_EQ(words(400, R"({"errors":[{"title":"Same","detail":"Same"}]})"), "Same");
}

TEST(ServerWords, AreThoseOfOtherUsualDocuments) {
  EXPECT_EQ(words(401, R"({"error":"invalid_token","error_description":"It is over."})"), "invalid_token: It is over.");
  EXPECT_EQ(words(403, R"({"title":"Denied","status":403,"detail":"Not yours."})"), "Denied: Not yours.");
}

TEST(ServerWords, AreTheLocationOfARedirectAndTheTitleOfAPage) {
  EXPECT_EQ(words(302, "<html></html>", {{"Location", "https://login.example/"}}), "https://login.example/");
  EXPECT_EQ(words(502, "<html>\n<head><TITLE>\n 502 Bad\n Gateway</TITLE></head></html>"), "502 Bad Gateway");
}

TEST(ServerWords, AreNoneOfWhatSaysNothing) {
  for (const char* body : {"", "no", "{}", "[]", "null", R"({"errors":[]})", R"({"errors":[1, {"title":7}]})",
                           R"({"errors":{"title":"x"}})", "<title", "<title>x", "</title><title>"})
    EXPECT_EQ(words(400, body), "") << body;
  EXPECT_EQ(words(302, "{}"), "");
  EXPECT_TRUE(with_server_words(Response{.status = 400, .reason = {}, .headers = {}, .body = {}}).empty());
}

TEST(ServerWords, AreClippedWhereTheyAreShown) {
  const std::string text = words(400, R"({"errors":[{"title":"Long","detail":")" + std::string(5000, 'x') + R"("}]})");
  EXPECT_TRUE(text.starts_with("Long: xxx")) << text;
  EXPECT_TRUE(text.ends_with("x…")) << text;
  EXPECT_LT(text.size(), 250U);
}

}  // namespace
}  // namespace conform::test
