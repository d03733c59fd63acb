#include "audit/api_place.hpp"

#include <algorithm>
#include <utility>

#include "base/ascii.hpp"
#include "base/percent.hpp"
#include "target/target.hpp"

namespace conform {
namespace {

struct UrlParts {
  std::string scheme;
  std::string authority;  ///< in lower case, without the port of the scheme; empty: a path alone
  std::string_view path;
};

UrlParts parts_of(std::string_view url) {
  UrlParts parts;
  const std::size_t scheme_end = url.find("://");
  if (scheme_end != std::string_view::npos && url.find('/') > scheme_end) {
    parts.scheme = lower(url.substr(0, scheme_end));
    url.remove_prefix(scheme_end + 3);
    const std::size_t path = std::min(url.find_first_of("/?#"), url.size());
    std::string_view authority = url.substr(0, path);
    if (const std::size_t at = authority.rfind('@'); at != std::string_view::npos) authority.remove_prefix(at + 1);
    parts.authority = lower(authority);
    const std::string port = parts.scheme == "https" ? ":443" : ":80";
    if (parts.authority.ends_with(port)) parts.authority.resize(parts.authority.size() - port.size());
    url.remove_prefix(path);
  }
  parts.path = url.substr(0, std::min(url.find_first_of("?#"), url.size()));
  return parts;
}

bool is_safe_method(std::string_view method) {
  return method == "GET" || method == "HEAD" || method == "OPTIONS" || method == "TRACE";
}

constexpr std::string_view users_path = "/users/";
constexpr std::string_view attributes_path = "/attributes";

// The id of a path that ends like that of a record; empty: it does not.
std::string_view record_at_end(std::string_view path) {
  const std::size_t at = path.rfind(users_path);
  if (at == std::string_view::npos) return {};
  const std::string_view id = path.substr(at + users_path.size());
  return id.find('/') == std::string_view::npos ? id : std::string_view{};
}

void name_resource(ApiPlace& place, std::string_view path) {
  if (const std::string_view id = record_at_end(path); !id.empty()) {
    place.resource = ApiPlace::Resource::record;
    place.user_id = lower(percent_decoded(id));
  } else if (path.ends_with(attributes_path)) {
    place.resource = ApiPlace::Resource::attributes;
  }
}

}  // namespace

void ApiPlaces::find_base(std::string_view authority, std::string_view scheme, std::string_view path) {
  for (const Contract& contract : suite_->contracts) {
    const std::string segment = "/user/" + contract.version;
    const std::size_t at = path.find(segment);
    if (at == std::string_view::npos) continue;
    const std::string_view rest = path.substr(at + segment.size());
    if (!rest.starts_with(users_path) && rest != attributes_path) continue;
    BaseUrl base;
    base.scheme = scheme.empty() ? "http" : std::string{scheme};
    base.authority = authority;
    base.host = authority.substr(0, authority.rfind(':'));
    base.path = path.substr(0, at + segment.size());
    options_.base_url = std::move(base);
    contract_ = &contract;
    return;
  }
}

ApiPlace ApiPlaces::of(const RecordedExchange& exchange) {
  ApiPlace place;
  place.may_change_something = !is_safe_method(exchange.method);
  UrlParts parts = parts_of(exchange.url);
  if (!options_.strip_prefix.empty() && parts.path.starts_with(options_.strip_prefix))
    parts.path.remove_prefix(options_.strip_prefix.size());
  if (!options_.base_url) find_base(parts.authority, parts.scheme, parts.path);
  name_resource(place, parts.path);
  if (!options_.base_url || contract_ == nullptr) return place;
  const std::string& base_path = options_.base_url->path;
  const std::string base_authority = parts_of(to_string(*options_.base_url)).authority;
  const bool same_host = parts.authority.empty() || base_authority.empty() || parts.authority == base_authority;
  if (!same_host || !parts.path.starts_with(base_path)) return place;
  const std::string_view below = parts.path.substr(base_path.size());
  if (!below.empty() && below.front() != '/') return place;
  place.under_base_url = true;
  place.operation = contract_->find(exchange.method, below);
  return place;
}

}  // namespace conform
