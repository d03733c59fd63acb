#include "credentials/token_response.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>

#include "json/parse.hpp"
#include "target/token_text.hpp"

namespace conform {
namespace {

using nlohmann::json;

constexpr JsonLimits limits{.max_bytes = 1U << 20U, .max_depth = 64};

tl::unexpected<NoToken> refused(Untrusted why) {
  return tl::unexpected<NoToken>{NoToken{.why = std::move(why), .said = {}, .final = false}};
}

/// A member that is a text; empty when it is not there or something else.
std::string text_of(const json& document, const char* name) {
  const auto found = document.find(name);
  return found != document.end() && found->is_string() ? found->get<std::string>() : std::string{};
}

/// `expires_in`, which some providers write as a string; nothing for what is not a lifetime.
std::optional<std::chrono::seconds> lifetime_of(const json& document) {
  constexpr double longest = 10.0 * 366 * 24 * 3600;  // it says "for ever", and clocks must not overflow
  const auto found = document.find("expires_in");
  if (found == document.end()) return std::nullopt;
  double seconds = 0;
  if (found->is_number()) {
    seconds = found->get<double>();
  } else if (found->is_string()) {
    const auto& text = found->get_ref<const std::string&>();
    const auto read = std::from_chars(text.data(), text.data() + text.size(), seconds);
    if (read.ec != std::errc{} || read.ptr != text.data() + text.size()) return std::nullopt;
  }
  if (!std::isfinite(seconds) || seconds < 1) return std::nullopt;
  return std::chrono::seconds{static_cast<std::int64_t>(std::min(seconds, longest))};
}

bool is_bearer(std::string_view type) {
  constexpr std::string_view bearer = "bearer";
  return std::equal(type.begin(), type.end(), bearer.begin(), bearer.end(),
                    [](char a, char b) { return (a | 0x20) == b; });
}

}  // namespace

NoToken unserved(const Response& response) {
  // Asking again may help after 408, 425, 429 and what is the provider's own trouble.
  const bool may_pass =
      response.status >= 500 || response.status == 408 || response.status == 425 || response.status == 429;
  NoToken none{.why = fmt::format("it responded {}", response.status), .said = {}, .final = !may_pass};
  if (response.status >= 300 && response.status < 400) none.why += ", and redirects are not followed";
  const auto document = parse_json(response.body, limits);
  if (!document || !document->is_object()) return none;
  none.said = text_of(*document, "error");
  const std::string description = text_of(*document, "error_description");
  if (!description.empty()) none.said += (none.said.empty() ? "" : ": ") + description;
  return none;
}

tl::expected<IssuedToken, NoToken> read_token_response(const ResponseOrError& response_or_error) {
  if (const auto* error = std::get_if<TransportError>(&response_or_error)) {
    return refused(fmt::format("it gave no response ({}: ", to_string(error->kind)) + error->detail + ")");
  }
  const auto& response = std::get<Response>(response_or_error);
  if (response.status != 200) return tl::unexpected{unserved(response)};
  const auto document = parse_json(response.body, limits);
  if (!document) return refused("it responded 200 with a body that is not JSON: " + document.error().message);
  if (!document->is_object()) return refused("it responded 200 with JSON that is not an object");
  if (document->contains("error")) {  // some respond 200 to everything
    NoToken none = unserved(response);
    none.why = "it responded 200 with an error";
    none.final = true;
    return tl::unexpected{std::move(none)};
  }
  IssuedToken issued{.token = text_of(*document, "access_token"),
                     .lifetime = lifetime_of(*document),
                     .refresh_token = text_of(*document, "refresh_token")};
  if (issued.token.empty()) return refused("it responded 200 without an access_token");
  if (const std::string trouble = token_trouble(issued.token); !trouble.empty()) {
    return refused("it responded 200 with an access_token that cannot be sent: " + trouble);
  }
  if (const std::string type = text_of(*document, "token_type"); !type.empty() && !is_bearer(type)) {
    NoToken none{.why = "it responded with a token that is not a bearer token", .said = type, .final = true};
    return tl::unexpected{std::move(none)};
  }
  return issued;
}

}  // namespace conform
