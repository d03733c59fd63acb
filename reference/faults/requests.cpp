#include <algorithm>
#include <utility>

#include "reference/faults/fault_entry.hpp"

// Area 14: requests whose line or header is unusual that get no proper response.

namespace conform::reference {

namespace {

using RequestTest = std::function<bool(const HttpRequest& request, const Route& route)>;

void crash_on_request(FaultEntries& entries, const std::string& name, const std::string& what,
                      const RequestTest& test) {
  entries.push_back(
      {{name + "-crash", what + " gets 500.", "Hostile requests get a 4xx or a proper success.", "should", 14, ""},
       [test](Behaviour& behaviour) {
         behaviour.interceptors.emplace_back([test](const Call& call) -> std::optional<Response> {
           if (!test(*call.request, call.route)) return std::nullopt;
           return plain_error(500, "1000", "generic error");
         });
       }});
}

bool any_field(const HttpRequest& request, const std::function<bool(const HttpField&)>& test) {
  return std::any_of(request.fields.begin(), request.fields.end(), test);
}

bool is_odd_value(const HttpField& field) {
  const std::string name = lower(field.name);
  if (name == "forwarded" || name == "referer" || name == "request-id") return true;
  return field.value.empty() || std::any_of(field.value.begin(), field.value.end(),
                                            [](char c) { return static_cast<unsigned char>(c) >= 0x80U; });
}

// Characters that no token has (RFC 6750 section 2.1).
bool has_odd_token(const HttpField& field) {
  constexpr std::string_view scheme = "Bearer ";
  if (lower(field.name) != "authorization" || !field.value.starts_with(scheme)) return false;
  return field.value.find_first_of("%\\/{", scheme.size()) != std::string::npos;
}

std::string_view id_in(const std::string& target) {
  constexpr std::string_view users = "/users/";
  const std::size_t begin = target.find(users);
  return begin == std::string::npos ? std::string_view{} : std::string_view{target}.substr(begin + users.size());
}

}  // namespace

void add_request_faults(FaultEntries& entries) {
  crash_on_request(entries, "long-header", "A header field of more than 4,000 bytes",
                   [](const HttpRequest& request, const Route&) {
                     constexpr std::size_t long_value = 4000;
                     return any_field(request, [](const HttpField& field) { return field.value.size() > long_value; });
                   });
  crash_on_request(entries, "many-headers", "A request with more than 50 header fields",
                   [](const HttpRequest& request, const Route&) {
                     constexpr std::size_t many = 50;
                     return request.fields.size() > many;
                   });
  crash_on_request(entries, "odd-header",
                   "A header field with an empty value, with bytes beyond ASCII, or from a proxy",
                   [](const HttpRequest& request, const Route&) { return any_field(request, is_odd_value); });
  crash_on_request(entries, "odd-token", "A token with characters that no token has",
                   [](const HttpRequest& request, const Route&) { return any_field(request, has_odd_token); });
  crash_on_request(entries, "query", "A query", [](const HttpRequest& request, const Route&) {
    return request.target.find('?') != std::string::npos;
  });
  crash_on_request(entries, "unknown-path", "A path that the server does not have",
                   [](const HttpRequest&, const Route& route) { return !route.operation && route.allow.empty(); });
  crash_on_request(entries, "odd-id", "A user id that is percent-encoded or very long",
                   [](const HttpRequest& request, const Route&) {
                     constexpr std::size_t long_id = 1000;
                     const std::string_view id = id_in(request.target);
                     return id.size() > long_id || id.find('%') != std::string_view::npos;
                   });
}

}  // namespace conform::reference
