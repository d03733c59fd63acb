#include "unit/run/tiny_api.hpp"

#include <algorithm>

namespace conform::test {
namespace {

using nlohmann::json;

const Headers json_api{{"Content-Type", "application/vnd.api+json"}};

}  // namespace

Answer no_response(Trouble trouble, std::string detail) {
  return NoResponse{.trouble = trouble, .detail = std::move(detail), .partial = std::nullopt};
}

Answer plain(int status, Headers headers, std::string body) {
  return Response{.status = status, .reason = {}, .headers = std::move(headers), .body = std::move(body)};
}

Answer error_answer(int status) {
  return plain(status, json_api, json{{"errors", {{{"status", std::to_string(status)}, {"title", "No"}}}}}.dump());
}

Answer user_answer(const std::string& id, const json& attributes) {
  return plain(200, json_api, json{{"data", {{"type", "User"}, {"id", id}, {"attributes", attributes}}}}.dump());
}

Party party(int number) {
  const std::string digit = std::to_string(number);
  return {.actor = "user-" + digit, .id = "00000000-0000-4000-8000-00000000000" + digit, .token = "token-" + digit};
}

TinyApi::TinyApi() {
  for (int number = 1; number <= 4; ++number) {
    records[party(number).id] = {{"email", "old@example.com"}, {"createdAt", "2024-01-01T00:00:00Z"}};
    attributes[party(number).id] = json::object();
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

Answer TinyApi::answer(const Request& request) {
  {
    const std::scoped_lock lock{mutex_};
    requests_.push_back(request);
  }
  if (instead) {
    if (auto answer = instead(request)) return *answer;
  }
  const std::scoped_lock lock{mutex_};
  const auto authorization = find_header(request.headers, "Authorization");
  std::string owner;
  for (int number = 1; number <= 4; ++number) {
    if (authorization == "Bearer " + party(number).token) owner = party(number).id;
  }
  if (owner.empty()) return error_answer(401);
  return request.target.starts_with("/users/") ? users(request, owner) : own_attributes(request, owner);
}

Answer TinyApi::users(const Request& request, const std::string& owner) {
  const std::string id = request.target.substr(7, request.target.find('?') - 7);
  const auto found = records.find(id);
  if (found == records.end()) return error_answer(404);
  if (id != owner) return error_answer(403);
  if (request.method == "GET") return user_answer(id, found->second);
  const json document = json::parse(request.body.value_or(""), nullptr, false);
  const json sent = document.is_object() ? document.value("/data/attributes"_json_pointer, json()) : json();
  if (!sent.is_object() || (sent.contains("locale") && !sent.at("locale").is_string() && !sent.at("locale").is_null()))
    return error_answer(422);
  found->second = (request.method == "PUT" ? put : patch)(found->second, sent);
  return user_answer(id, found->second);
}

Answer TinyApi::own_attributes(const Request& request, const std::string& owner) {
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

Sent TinyTransport::send(const Request& request, const std::stop_token& stop) {
  if (stop.stop_requested()) return {.answer = no_response(Trouble::interrupted, "the run was stopped")};
  return {.answer = api_->answer(request)};
}

std::vector<Sent> TinyTransport::send_together(std::span<const Request> requests, const std::stop_token& stop) {
  std::vector<Sent> all;
  for (const Request& request : requests) all.push_back(send(request, stop));
  return all;
}

}  // namespace conform::test
