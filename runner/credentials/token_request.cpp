#include "credentials/token_request.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "base/base64.hpp"
#include "base/percent.hpp"

namespace conform {

UrlParts split_url(std::string_view url) {
  const std::size_t authority = url.find("://") + 3;
  const std::size_t path = std::min(url.find('/', authority), url.size());
  return {.origin = std::string{url.substr(0, path)}, .path = path == url.size() ? "/" : std::string{url.substr(path)}};
}

Request token_request(const OauthClient& client, const std::string& path, const std::string& refresh_token) {
  std::vector<std::pair<std::string, std::string>> form;
  switch (client.grant) {
    case OauthClient::Grant::client_credentials:
      form = {{"grant_type", "client_credentials"}};
      break;
    case OauthClient::Grant::refresh_token:
      form = {{"grant_type", "refresh_token"}, {"refresh_token", refresh_token}};
      break;
    case OauthClient::Grant::password:
      form = {{"grant_type", "password"}, {"username", client.username}, {"password", client.password}};
      break;
  }
  if (!client.scope.empty()) form.emplace_back("scope", client.scope);
  Headers headers{{"Accept", "application/json"},
                  {"Accept-Encoding", "identity"},
                  {"Content-Type", "application/x-www-form-urlencoded"}};
  switch (client.authentication) {
    case OauthClient::Authentication::basic:
      headers.push_back({"Authorization", "Basic " + base64_of(form_encoded(client.client_id) + ":" +
                                                               form_encoded(client.client_secret))});
      break;
    case OauthClient::Authentication::post:
      form.emplace_back("client_id", client.client_id);
      form.emplace_back("client_secret", client.client_secret);
      break;
    case OauthClient::Authentication::none:
      form.emplace_back("client_id", client.client_id);
      break;
  }
  form.insert(form.end(), client.parameters.begin(), client.parameters.end());
  return {.method = "POST", .target = path, .headers = std::move(headers), .body = form_of(form)};
}

}  // namespace conform
