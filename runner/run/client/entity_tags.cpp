#include "run/client/entity_tags.hpp"

#include <variant>

namespace conform {
namespace {

bool is_write(const Request& request) { return request.method == "PUT" || request.method == "PATCH"; }

// /attributes are those of the token.
std::string resource_of(const Request& request) {
  const auto token = find_header(request.headers, "Authorization");
  return request.target.substr(0, request.target.find('?')) + '\n' + std::string{token.value_or("")};
}

}  // namespace

std::string EntityTags::of(const Request& request) const {
  const std::scoped_lock lock{mutex_};
  const auto found = tags_.find(resource_of(request));
  return found == tags_.end() ? std::string{} : found->second;
}

void EntityTags::note(const Request& request, const ResponseOrError& response_or_error) {
  const auto* response = std::get_if<Response>(&response_or_error);
  if (response == nullptr) return;
  const auto tag = find_header(response->headers, "ETag");
  const bool served = response->status >= 200 && response->status <= 299;
  const std::scoped_lock lock{mutex_};
  if (served && tag) {
    tags_.insert_or_assign(resource_of(request), std::string{*tag});
  } else if (response->status == 412 || (served && is_write(request))) {
    tags_.erase(resource_of(request));
  }
}

bool needs_tag(const Request& request) {
  return is_write(request) && !find_header(request.headers, "If-Match") &&
         !find_header(request.headers, "If-None-Match");
}

Request read_of_tag(const Request& write) {
  Request read{.method = "GET",
               .target = write.target.substr(0, write.target.find('?')),
               .headers = {{"Accept", "application/vnd.api+json, application/json"}},
               .body = std::nullopt};
  for (const Header& header : write.headers) {
    if (find_header({header}, "Authorization")) read.headers.push_back(header);
  }
  return read;
}

}  // namespace conform
