#include "credentials/oauth_provider.hpp"

#include <utility>

#include "credentials/provider_metadata.hpp"
#include "credentials/token_request.hpp"
#include "credentials/token_response.hpp"

namespace conform {

OauthProvider::OauthProvider(OauthClient client, Connect connect, std::function<void(const std::string&)> note_secret)
    : client_{std::move(client)},
      connect_{std::move(connect)},
      note_secret_{std::move(note_secret)},
      refresh_token_{client_.refresh_token},
      token_url_{client_.token_url} {}

std::string OauthProvider::name() const {
  return client_.issuer.empty() ? "the token endpoint " + client_.token_url : "the issuer " + client_.issuer;
}

tl::expected<void, NoToken> OauthProvider::discover(const std::stop_token& stop) {
  NoToken none;
  for (const std::string& url : metadata_urls(client_.issuer)) {
    const UrlParts parts = split_url(url);
    const Request request{.method = "GET",
                          .target = parts.path,
                          .headers = {{"Accept", "application/json"}, {"Accept-Encoding", "identity"}},
                          .body = std::nullopt};
    const ResponseOrError response_or_error = connect_(parts.origin)->send(request, stop).response;
    const auto* response = std::get_if<Response>(&response_or_error);
    if (response == nullptr) return tl::unexpected{read_token_response(response_or_error).error()};
    auto endpoint = token_endpoint_in(*response, client_.issuer, client_.plain_http);
    if (endpoint) {
      token_url_ = std::move(*endpoint);
      return {};
    }
    none = std::move(endpoint.error());
    none.why += " (" + url + ")";
    if (response->status != 404) break;
  }
  return tl::unexpected{std::move(none)};
}

tl::expected<IssuedToken, NoToken> OauthProvider::obtain(const std::stop_token& stop) {
  if (token_url_.empty()) {
    if (auto found = discover(stop); !found) return tl::unexpected{std::move(found.error())};
  }
  const UrlParts parts = split_url(token_url_);
  const auto transport = connect_(parts.origin);
  auto issued = read_token_response(transport->send(token_request(client_, parts.path, refresh_token_), stop).response);
  if (!issued) return issued;
  if (!issued->refresh_token.empty()) {
    note_secret_(issued->refresh_token);
    if (client_.grant == OauthClient::Grant::refresh_token) refresh_token_ = issued->refresh_token;
  }
  return issued;
}

}  // namespace conform
