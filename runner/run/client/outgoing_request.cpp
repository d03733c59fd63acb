#include "run/client/outgoing_request.hpp"

#include <nlohmann/json.hpp>
#include <utility>

namespace conform {
namespace {

Request with_token(Request request, const User& sender) {
  request.headers.push_back({"Authorization", "Bearer " + sender.token});
  return request;
}

std::string sender_of(const Request& request, const std::vector<const User*>& users, const std::string& intended) {
  const auto value = find_header(request.headers, "Authorization");
  if (!value || value->empty()) return {};
  for (const User* user : users) {
    if (!user->token.empty() && value->ends_with(' ' + user->token)) return user->actor;
  }
  return intended;
}

}  // namespace

Request request_for(const Operation& operation, std::string_view id, std::optional<std::string> body) {
  constexpr const char* json_api = "application/vnd.api+json";
  constexpr const char* plain_json = "application/json";
  constexpr std::string_view parameter = "{userId}";
  std::string path = operation.path;
  if (const std::size_t at = path.find(parameter); at != std::string::npos) path.replace(at, parameter.size(), id);
  Request request{.method = operation.method,
                  .target = std::move(path),
                  .headers = {{"Accept", operation.id == "getUserAttributes" ? plain_json : json_api},
                              {"Accept-Encoding", "identity"}},
                  .body = std::move(body)};
  if (request.body) request.headers.push_back({"Content-Type", operation.names_user() ? json_api : plain_json});
  return request;
}

nlohmann::json user_document(const std::string& id, nlohmann::json attributes) {
  return {{"data", {{"type", "User"}, {"id", id}, {"attributes", std::move(attributes)}}}};
}

OutgoingRequest::OutgoingRequest(const Operation& operation, const User& sender, std::string_view id,
                                 std::optional<std::string> body)
    : request_{with_token(request_for(operation, id, std::move(body)), sender)},
      operation_{operation.id},
      actor_{sender.actor} {}

OutgoingRequest::OutgoingRequest(Request request, const User& sender)
    : request_{with_token(std::move(request), sender)}, actor_{sender.actor} {}

OutgoingRequest::OutgoingRequest(const Operation* operation, Request request, const std::vector<const User*>& users,
                                 const std::string& intended)
    : request_{std::move(request)},
      operation_{operation == nullptr ? std::string{} : operation->id},
      actor_{sender_of(request_, users, intended)} {}

}  // namespace conform
