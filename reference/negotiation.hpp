#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace conform::reference {

inline constexpr std::string_view json_api_type = "application/vnd.api+json";

/// Whether an Accept field lets application/vnd.api+json be sent (RFC 9110 section 12.5.1; JSON:API 1.1, "Server
/// Responsibilities": instances of the media type with parameters other than ext and profile are ignored). An absent
/// field accepts everything.
[[nodiscard]] bool accepts_json_api(const std::optional<std::string>& accept);

/// Whether a Content-Type is application/vnd.api+json, in any letter case, without parameters.
[[nodiscard]] bool is_json_api(const std::optional<std::string>& content_type);

/// Whether a Content-Type is JSON: application/json or an application/…+json type, parameters allowed.
[[nodiscard]] bool is_json(const std::optional<std::string>& content_type);

}  // namespace conform::reference
