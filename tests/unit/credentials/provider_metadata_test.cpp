#include "credentials/provider_metadata.hpp"

#include <gtest/gtest.h>

namespace conform {
namespace {

Response metadata(const std::string& body, int status = 200) {
  return {.status = status, .reason = {}, .headers = {}, .body = body};
}

TEST(ProviderMetadata, AreLookedForInBothPlaces) {
  EXPECT_EQ(metadata_urls("https://login.example"),
            (std::vector<std::string>{"https://login.example/.well-known/openid-configuration",
                                      "https://login.example/.well-known/oauth-authorization-server"}));
  EXPECT_EQ(metadata_urls("https://login.example/realms/x/"),
            (std::vector<std::string>{"https://login.example/realms/x/.well-known/openid-configuration",
                                      "https://login.example/.well-known/oauth-authorization-server/realms/x"}));
}

TEST(ProviderMetadata, NameTheTokenEndpoint) {
  EXPECT_EQ(token_endpoint_in(metadata(R"({"issuer":"https://a","token_endpoint":"https://b/t"})"), "https://a"),
            "https://b/t");
}

TEST(ProviderMetadata, OfAnotherIssuerAreRefused) {
  const auto found =
      token_endpoint_in(metadata(R"({"issuer":"https://evil","token_endpoint":"https://b/t"})"), "https://a");
  EXPECT_EQ(found.error(),
            (NoToken{.why = "its metadata are those of another issuer", .said = "https://evil", .final = true}));
}

TEST(ProviderMetadata, MustNotLeadToWhereSecretsAreInTheClear) {
  EXPECT_FALSE(token_endpoint_in(metadata(R"({"issuer":"https://a","token_endpoint":"http://a/t"})"), "https://a"));
  EXPECT_TRUE(token_endpoint_in(metadata(R"({"issuer":"http://a","token_endpoint":"http://a/t"})"), "http://a"));
}

TEST(ProviderMetadata, ThatAreOfNoUseSayWhy) {
  for (const char* body : {"", "[]", "{}", R"({"issuer":"https://a"})", R"({"issuer":"https://a","token_endpoint":7})",
                           R"({"issuer":"https://a","token_endpoint":"ftp://a"})",
                           R"({"issuer":"https://a","token_endpoint":"https://user:pw@a/t"})"}) {
    const auto found = token_endpoint_in(metadata(body), "https://a");
    ASSERT_FALSE(found) << body;
    EXPECT_TRUE(found.error().why.starts_with("its metadata ")) << found.error().why;
  }
  EXPECT_EQ(token_endpoint_in(metadata("", 404), "https://a").error().why, "it answered 404");
}

}  // namespace
}  // namespace conform
