#include <gtest/gtest.h>

#include "target/target.hpp"

namespace conform {
namespace {

TEST(SecretsOf, NamesEachTokenAfterItsActor) {
  Target target;
  target.actors = {{"user-1", {.token = "aaaaaa", .user_id = {}}},
                   {"reader", {.token = "bbbbbb", .user_id = {}}},
                   {"7.x", {.token = "cccccc", .user_id = {}}}};
  EXPECT_EQ(secrets_of(target),
            (std::vector<Secret>{{"cccccc", "_7_X_TOKEN"}, {"bbbbbb", "READER_TOKEN"}, {"aaaaaa", "USER_1_TOKEN"}}));
}

TEST(SecretsOf, NamesTheVariableThatTheFileTakesATokenFrom) {
  Target target;
  target.actors = {{"user-1", {.token = "aaaaaa", .user_id = {}, .source = {}, .written = "${env:STAGING_TOKEN}"}},
                   {"user-2", {.token = "bbbbbb", .user_id = {}, .source = {}, .written = "${file:token}"}},
                   {"user-3", {.token = "cccccc", .user_id = {}, .source = {}, .written = "x-${env:OTHER_TOKEN}"}}};
  EXPECT_EQ(secrets_of(target),
            (std::vector<Secret>{{"aaaaaa", "STAGING_TOKEN"}, {"bbbbbb", "USER_2_TOKEN"}, {"cccccc", "USER_3_TOKEN"}}));
}

TEST(SecretsOf, KeepsNamesAndValuesApart) {
  Target target;
  target.actors = {{"user-1", {.token = "aaaaaa", .user_id = {}}},
                   {"user.1", {.token = "bbbbbb", .user_id = {}}},
                   {"user_1", {.token = "aaaaaa", .user_id = {}}}};
  EXPECT_EQ(secrets_of(target), (std::vector<Secret>{{"aaaaaa", "USER_1_TOKEN"}, {"bbbbbb", "USER_1_TOKEN_2"}}));
}

TEST(SecretsOf, HasTokensAsCasesAlterThem) {
  Target target;
  target.actors = {{"user-1", {.token = "abc-DEF-123", .user_id = {}}},
                   {"user-2", {.token = "conform-stand-in-0123456789abcdef0123456789abcdef", .user_id = {}}}};
  EXPECT_EQ(secrets_of(target),
            (std::vector<Secret>{{"abc-DEF-123", "USER_1_TOKEN"},
                                 {"conform-stand-in-0123456789abcdef0123456789abcdef", "USER_2_TOKEN"},
                                 {"abc-DEF-12", "USER_1_SHORT_TOKEN"},
                                 {"ABC-def-123", "USER_1_OTHER_CASE_TOKEN"}}));
}

TEST(SecretsOf, HasTheValuesOfHeadersAndWhatTheyAreMadeOf) {
  Target target;
  target.headers = {{.name = "X-Api-Key", .value = "key-1", .filled_in = {"key-1"}},
                    {.name = "X-Pass", .value = "Basic abc", .filled_in = {"abc"}}};
  EXPECT_EQ(
      secrets_of(target),
      (std::vector<Secret>{{"key-1", "HEADER_X_API_KEY"}, {"Basic abc", "HEADER_X_PASS"}, {"abc", "HEADER_X_PASS_2"}}));
}

TEST(SecretsOf, HasTheDecodedPasswordOfTheProxy) {
  const auto of = [](const char* proxy) {
    Target target;
    target.transport.proxy = proxy;
    return secrets_of(target);
  };
  EXPECT_EQ(of("http://user:p%40ss:w@proxy:3128/"), (std::vector<Secret>{{"p@ss:w", "PROXY_PASSWORD"},
                                                                         {"p%40ss%3Aw", "PROXY_PASSWORD"},
                                                                         {"dXNlcjpwQHNzOnc=", "PROXY_PASSWORD"},
                                                                         {"dXNlcjpwJTQwc3MlM0F3", "PROXY_PASSWORD"}}));
  EXPECT_EQ(of("user:p@ss@proxy").front(), (Secret{"p@ss", "PROXY_PASSWORD"}));
  EXPECT_TRUE(of("http://user@proxy").empty());
  EXPECT_TRUE(of("http://proxy:3128").empty());
  Target target;
  target.transport.environment.https = "http://user:hunter22@proxy";
  EXPECT_EQ(secrets_of(target).front(), (Secret{"hunter22", "PROXY_PASSWORD"}));
}

}  // namespace
}  // namespace conform
