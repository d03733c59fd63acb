#include "run/client/plain_request.hpp"

#include <utility>

namespace conform {

Request plain_request(const Operation& operation, const User& sender, std::string_view id,
                      std::optional<std::string> body) {
  std::string path = operation.path;
  if (const std::size_t at = path.find("{userId}"); at != std::string::npos) path.replace(at, 8, id);
  const bool on_users = operation.names_user();
  Request request{
      .method = operation.method,
      .target = std::move(path),
      .headers = {{"Accept", operation.id == "getUserAttributes" ? "application/json" : "application/vnd.api+json"},
                  {"Accept-Encoding", "identity"},
                  {"Authorization", "Bearer " + sender.token}},
      .body = std::move(body)};
  if (request.body)
    request.headers.push_back({"Content-Type", on_users ? "application/vnd.api+json" : "application/json"});
  return request;
}

}  // namespace conform
