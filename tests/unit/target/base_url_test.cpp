#include "target/base_url.hpp"

#include <gtest/gtest.h>

namespace conform {
namespace {

TEST(BaseUrl, HasSchemeHostAuthorityAndPath) {
  EXPECT_EQ(
      parse_base_url("HTTPS://user.example:8443/user/2024-3/"),
      (BaseUrl{.scheme = "https", .host = "user.example", .authority = "user.example:8443", .path = "/user/2024-3"}));
  EXPECT_EQ(parse_base_url("http://[::1]:80"),
            (BaseUrl{.scheme = "http", .host = "[::1]", .authority = "[::1]:80", .path = ""}));
  EXPECT_EQ(to_string(parse_base_url("http://h//").value()), "http://h");
}

TEST(BaseUrl, SaysWhatIsWrongWithoutQuotingIt) {
  const auto why = [](std::string_view text) { return parse_base_url(text).error(); };
  EXPECT_EQ(why("ftp://h/"), "is not an http(s) URL");
  EXPECT_EQ(why("h:80/x"), "is not an http(s) URL");
  EXPECT_EQ(why("http://h/?a"), "has a query");
  EXPECT_EQ(why("http://h/#a"), "has a fragment");
  EXPECT_EQ(why("http://user:secret@h/"), "has credentials in it; use an actor with a token instead");
  for (const char* text :
       {"http://", "http:///x", "http://a b/", "http://h\r\n/", "http://[::1/", "http://[x]/", "http://\xC3\xA9/"}) {
    EXPECT_EQ(why(text), "has no valid host") << text;
  }
  for (const char* text :
       {"http://h:/", "http://h:0", "http://h:65536", "http://h:8x", "http://h:80:80/", "http://[::1]:"}) {
    EXPECT_EQ(why(text), "has no valid port") << text;
  }
  for (const char* text : {"http://h/a b", "http://h/%2", "http://h/%zz", "http://h/\n", "http://h/\xC3\xA9"}) {
    EXPECT_EQ(why(text), "has characters in its path that must be percent-encoded") << text;
  }
}

TEST(IsLoopback, IsTrueForThisMachineAlone) {
  for (const char* host :
       {"localhost", "LocalHost", "localhost.", "127.0.0.1", "127.255.0.9", "::1", "[::1]", "[0:0:0:0:0:0:0:1]"}) {
    EXPECT_TRUE(is_loopback(host)) << host;
  }
  for (const char* host : {"", "localhost.example", "notlocalhost", "127.0.0.1.example", "128.0.0.1", "127.1",
                           "0.0.0.0", "[::]", "[::2]", "10.0.0.1", "0127.0.0.1"}) {
    EXPECT_FALSE(is_loopback(host)) << host;
  }
}

TEST(VersionIn, IsTheLastSegmentWhenItLooksLikeOne) {
  EXPECT_EQ(version_in("/user/2024-3"), "2024-3");
  EXPECT_EQ(version_in("/2025-12"), "2025-12");
  for (const char* path : {"", "/", "/user", "/2024-3/user", "/user/v2", "/user/2024-", "/user/2024-3a", "/2024-x"}) {
    EXPECT_EQ(version_in(path), "") << path;
  }
}

}  // namespace
}  // namespace conform
