#include "unit/run/tiny_api.hpp"

#include <algorithm>

namespace conform::test {
namespace {

using nlohmann::json;

const Headers json_api{{"Content-Type", "application/vnd.api+json"}};

}  // namespace

ResponseOrError transport_error(TransportErrorKind kind, std::string detail) {
  return TransportError{.kind = kind, .detail = std::move(detail), .partial = std::nullopt};
}

ResponseOrError plain(int status, Headers headers, std::string body) {
  return Response{.status = status, .reason = {}, .headers = std::move(headers), .body = std::move(body)};
}

ResponseOrError error_response(int status) {
  return plain(status, json_api, json{{"errors", {{{"status", std::to_string(status)}, {"title", "No"}}}}}.dump());
}

ResponseOrError user_response(const std::string& id, const json& attributes) {
  return plain(200, json_api, json{{"data", {{"type", "User"}, {"id", id}, {"attributes", attributes}}}}.dump());
}

User test_user(int number) {
  const std::string digit = std::to_string(number);
  return {.id = "00000000-0000-4000-8000-00000000000" + digit, .actor = "user-" + digit, .token = "token-" + digit};
}

TinyApi::TinyApi() {
  for (int number = 1; number <= 4; ++number) {
    records[test_user(number).id] = {{"email", "old@example.com"}, {"createdAt", "2024-01-01T00:00:00Z"}};
    attributes[test_user(number).id] = json::object();
  }
  put = [](const json& before, const json& sent) {
    json after = sent;
    after["createdAt"] = before.at("createdAt");
    return after;
  };
  patch = [](const json& before, const json& sent) {
    json after = before;
    after.merge_patch(sent);
    return after;
  };
}

ResponseOrError TinyApi::respond(const Request& request) {
  {
    const std::scoped_lock lock{mutex_};
    requests_.push_back(request);
  }
  if (instead) {
    if (auto response = instead(request)) return *response;
  }
  const std::scoped_lock lock{mutex_};
  const auto authorization = find_header(request.headers, "Authorization");
  std::string owner;
  for (int number = 1; number <= 4; ++number) {
    if (authorization == "Bearer " + test_user(number).token) owner = test_user(number).id;
  }
  if (owner.empty()) return error_response(401);
  return request.target.starts_with("/users/") ? users(request, owner) : own_attributes(request, owner);
}

ResponseOrError TinyApi::users(const Request& request, const std::string& owner) {
  const std::string id = request.target.substr(7, request.target.find('?') - 7);
  const auto found = records.find(id);
  if (found == records.end()) return error_response(404);
  if (id != owner) return error_response(403);
  if (request.method == "GET") return user_response(id, found->second);
  const json document = json::parse(request.body.value_or(""), nullptr, false);
  const json sent = document.is_object() ? document.value("/data/attributes"_json_pointer, json()) : json();
  if (!sent.is_object() || (sent.contains("locale") && !sent.at("locale").is_string() && !sent.at("locale").is_null()))
    return error_response(422);
  found->second = (request.method == "PUT" ? put : patch)(found->second, sent);
  return user_response(id, found->second);
}

ResponseOrError TinyApi::own_attributes(const Request& request, const std::string& owner) {
  json& own = attributes.at(owner);
  if (request.method == "GET") return plain(200, {{"Content-Type", "application/json"}}, own.dump());
  own.update(json::parse(request.body.value_or("{}")));
  return plain(204);
}

std::size_t TinyApi::count(const std::string& method) const {
  const std::scoped_lock lock{mutex_};
  return static_cast<std::size_t>(
      std::ranges::count_if(requests_, [&](const Request& request) { return request.method == method; }));
}

std::vector<std::string> TinyApi::bodies(const std::string& method) const {
  const std::scoped_lock lock{mutex_};
  std::vector<std::string> found;
  for (const Request& request : requests_) {
    if (request.method == method) found.push_back(request.body.value_or(""));
  }
  return found;
}

TimedResponse TinyTransport::send(const Request& request, const std::stop_token& stop) {
  if (stop.stop_requested())
    return {.response = transport_error(TransportErrorKind::interrupted, "the run was stopped")};
  return {.response = api_->respond(request)};
}

std::vector<TimedResponse> TinyTransport::send_concurrently(std::span<const Request> requests,
                                                            const std::stop_token& stop) {
  std::vector<TimedResponse> all;
  for (const Request& request : requests) all.push_back(send(request, stop));
  return all;
}

}  // namespace conform::test
