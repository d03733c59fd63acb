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
  EXPECT_EQ(token_endpoint_in(metadata(R"({"issuer":"https://a","token_endpoint":"https://b/t"})"), "https://a", false),
            "https://b/t");
}

TEST(ProviderMetadata, OfAnotherIssuerAreRefused) {
  const auto found =
      token_endpoint_in(metadata(R"({"issuer":"https://evil","token_endpoint":"https://b/t"})"), "https://a", false);
  EXPECT_EQ(found.error(),
            (NoToken{.why = "its metadata are those of another issuer", .said = "https://evil", .final = true}));
}

TEST(ProviderMetadata, MustNotLeadToWhereSecretsAreInTheClear) {
  const auto leads = [](const std::string& issuer, const std::string& endpoint, bool plain_http) {
    const std::string body = R"({"issuer":")" + issuer + R"(","token_endpoint":")" + endpoint + "\"}";
    return token_endpoint_in(metadata(body), issuer, plain_http).has_value();
  };
  for (const char* issuer : {"https://a", "HTTPS://a", "Https://a"}) {
    EXPECT_FALSE(leads(issuer, "http://a/t", false)) << issuer;
    EXPECT_FALSE(leads(issuer, "http://a/t", true)) << issuer;
    EXPECT_FALSE(leads(issuer, "HTTP://127.0.0.1/t", true)) << issuer;
    EXPECT_TRUE(leads(issuer, "HTTPS://b/t", false)) << issuer;
  }
  EXPECT_FALSE(leads("http://127.0.0.1:8080", "http://192.0.2.2/t", false)) << "what a target file may not name";
  EXPECT_TRUE(leads("http://127.0.0.1:8080", "http://localhost/t", false));
  EXPECT_TRUE(leads("http://127.0.0.1:8080", "https://192.0.2.2/t", false));
  EXPECT_TRUE(leads("http://a", "http://a/t", true)) << "the target's own secrets go in the clear, too";
}

TEST(ProviderMetadata, ThatAreOfNoUseSayWhy) {
  for (const char* body : {"", "[]", "{}", R"({"issuer":"https://a"})", R"({"issuer":"https://a","token_endpoint":7})",
                           R"({"issuer":"https://a","token_endpoint":"ftp://a"})",
                           R"({"issuer":"https://a","token_endpoint":"https://user:pw@a/t"})"}) {
    const auto found = token_endpoint_in(metadata(body), "https://a", false);
    ASSERT_FALSE(found) << body;
    EXPECT_TRUE(found.error().why.raw().starts_with("its metadata ")) << found.error().why.raw();
  }
  EXPECT_EQ(token_endpoint_in(metadata("", 404), "https://a", false).error().why, "it responded 404");
}

}  // namespace
}  // namespace conform
