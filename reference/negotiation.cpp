#include "reference/negotiation.hpp"

#include <cstddef>
#include <utility>
#include <vector>

#include "reference/http_message.hpp"

namespace conform::reference {

namespace {

// Splits at `separator` outside quoted strings (RFC 9110 section 5.6.4); parts are trimmed.
std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  std::size_t start = 0;
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (quoted && text[i] == '\\') {
      ++i;
    } else if (text[i] == '"') {
      quoted = !quoted;
    } else if (text[i] == separator && !quoted) {
      parts.push_back(trim(text.substr(start, i - start)));
      start = i + 1;
    }
  }
  parts.push_back(trim(text.substr(start)));
  return parts;
}

struct MediaRange {
  std::string type;                                             // "application/json", "*/*", lower case
  std::vector<std::pair<std::string, std::string>> parameters;  // names in lower case, without q
  int quality = 1000;                                           // thousandths
};

// qvalue = ( "0" [ "." 0*3DIGIT ] ) / ( "1" [ "." 0*3("0") ] ); a malformed one counts as 1.
int quality_of(std::string_view text) {
  if (text.empty() || (text[0] != '0' && text[0] != '1') || text.size() > 5) return 1000;
  if (text.size() > 1 && text[1] != '.') return 1000;
  int value = text[0] == '1' ? 1000 : 0;
  int place = 100;
  for (std::size_t i = 2; i < text.size(); ++i, place /= 10) {
    if (text[i] < '0' || text[i] > '9') return 1000;
    value += (text[i] - '0') * place;
  }
  return value > 1000 ? 1000 : value;
}

MediaRange parse_range(std::string_view text) {
  const std::vector<std::string_view> parts = split(text, ';');
  MediaRange range;
  range.type = lower(parts[0]);
  for (std::size_t i = 1; i < parts.size(); ++i) {
    const std::size_t equals = parts[i].find('=');
    std::string name = lower(trim(parts[i].substr(0, equals)));
    const std::string_view value = equals == std::string_view::npos ? "" : trim(parts[i].substr(equals + 1));
    if (name == "q") {
      range.quality = quality_of(value);
      break;  // what follows are accept extensions, not media type parameters
    }
    if (!name.empty()) range.parameters.emplace_back(std::move(name), value);
  }
  return range;
}

}  // namespace

bool accepts_json_api(const std::optional<std::string>& accept) {
  if (!accept || trim(*accept).empty()) return true;
  // The most specific range that matches decides: the type itself, then application/*, then */*.
  int best_rank = 0;
  int best_quality = 0;
  bool named = false;  // the type itself, with parameters or without
  bool named_plainly = false;
  for (const std::string_view part : split(*accept, ',')) {
    if (part.empty()) continue;
    const MediaRange range = parse_range(part);
    int rank = 0;
    if (range.type == json_api_type) {
      rank = 3;
    } else if (range.type == "application/*" && range.parameters.empty()) {
      rank = 2;
    } else if (range.type == "*/*" && range.parameters.empty()) {
      rank = 1;
    }
    bool ignored = false;
    for (const auto& [name, value] : range.parameters) {
      // An unknown extension cannot be served; this server knows none. Profiles may always be ignored.
      if (name != "profile") ignored = true;
    }
    named = named || range.type == json_api_type;
    named_plainly = named_plainly || (range.type == json_api_type && !ignored);
    if (rank == 0 || ignored) continue;
    if (rank > best_rank || (rank == best_rank && range.quality > best_quality)) {
      best_rank = rank;
      best_quality = range.quality;
    }
  }
  // A request that names the type with parameters alone gets 406, whatever else is accepted (JSON:API, Server
  // Responsibilities).
  if (named && !named_plainly) return false;
  return best_rank > 0 && best_quality > 0;
}

bool is_json_api(const std::optional<std::string>& content_type) {
  return content_type && lower(trim(*content_type)) == json_api_type;
}

bool is_json(const std::optional<std::string>& content_type) {
  if (!content_type) return false;
  const std::string type = parse_range(*content_type).type;
  return type == "application/json" || (type.starts_with("application/") && type.ends_with("+json"));
}

}  // namespace conform::reference
