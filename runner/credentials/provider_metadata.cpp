#include "credentials/provider_metadata.hpp"

#include <nlohmann/json.hpp>

#include "credentials/token_request.hpp"
#include "credentials/token_response.hpp"
#include "json/parse.hpp"
#include "target/base_url.hpp"

namespace conform {
namespace {

using nlohmann::json;

tl::unexpected<NoToken> unusable(std::string why, std::string said = {}) {
  return tl::unexpected<NoToken>{
      NoToken{.why = "its metadata " + std::move(why), .said = std::move(said), .final = true}};
}

}  // namespace

std::vector<std::string> metadata_urls(std::string_view issuer) {
  while (issuer.ends_with('/')) issuer.remove_suffix(1);
  const UrlParts parts = split_url(issuer);
  const std::string path = parts.path == "/" ? std::string{} : parts.path;
  return {parts.origin + path + "/.well-known/openid-configuration",
          parts.origin + "/.well-known/oauth-authorization-server" + path};
}

tl::expected<std::string, NoToken> token_endpoint_in(const Response& metadata, std::string_view issuer,
                                                     bool plain_http) {
  if (metadata.status != 200) return tl::unexpected{unserved(metadata)};
  const auto document = parse_json(metadata.body, {.max_bytes = 1U << 20U, .max_depth = 64});
  if (!document || !document->is_object()) return unusable("are not a JSON object");
  const auto member = [&](const char* name) {
    const auto found = document->find(name);
    return found != document->end() && found->is_string() ? found->get<std::string>() : std::string{};
  };
  const std::string named = member("issuer");
  if (named != issuer) return unusable("are those of another issuer", named);
  std::string endpoint = member("token_endpoint");
  if (endpoint.empty()) return unusable("name no token endpoint");
  const auto url = parse_base_url(endpoint);
  if (!url) return unusable("name a token endpoint that " + url.error());
  // The scheme has no letter case (RFC 3986 section 3.1).
  const auto own = parse_base_url(issuer);
  if (url->scheme == "http" && (!own || own->scheme == "https"))
    return unusable("name a token endpoint that is not encrypted", endpoint);
  // What may not stand in a target file may not come in by metadata either.
  if (const std::string trouble = trouble_with_secrets_to(*url, plain_http); !trouble.empty())
    return unusable("name a token endpoint to which " + trouble, endpoint);
  return endpoint;
}

}  // namespace conform
