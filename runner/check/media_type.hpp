#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace conform {

/// A media type as RFC 9110 section 8.3.1 has it.
struct MediaType {
  std::string essence;                                          ///< "application/vnd.api+json", lower-case
  std::vector<std::pair<std::string, std::string>> parameters;  ///< names lower-case, values without quotes
  friend bool operator==(const MediaType&, const MediaType&) = default;
};

/// Parses a Content-Type value; nothing when it is none.
[[nodiscard]] std::optional<MediaType> parse_media_type(std::string_view text);

}  // namespace conform
