#include "audit/ndjson_reader.hpp"

#include <istream>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/text.hpp"
#include "json/parse.hpp"

namespace conform {
namespace {

using nlohmann::json;

const json* member_of(const json& object, std::initializer_list<const char*> names) {
  if (!object.is_object()) return nullptr;
  for (const char* name : names) {
    const auto found = object.find(name);
    if (found != object.end() && !found->is_null()) return &*found;
  }
  return nullptr;
}

std::string text_of_member(const json& object, std::initializer_list<const char*> names) {
  const json* value = member_of(object, names);
  return value != nullptr && value->is_string() ? value->get<std::string>() : std::string{};
}

void add_field(Headers& headers, const std::string& name, const json& value) {
  if (value.is_string())
    headers.push_back({name, value.get<std::string>()});
  else if (value.is_number())
    headers.push_back({name, value.dump()});
}

// {"Accept": "…"}, {"Accept": ["…"]}, [["Accept", "…"]] and [{"name": "Accept", "value": "…"}].
Headers headers_in(const json& message) {
  Headers headers;
  const json* fields = member_of(message, {"headers"});
  if (fields == nullptr) return headers;
  if (fields->is_object()) {
    for (const auto& [name, value] : fields->items()) {
      if (value.is_array()) {
        for (const json& one : value) add_field(headers, name, one);
      } else {
        add_field(headers, name, value);
      }
    }
  } else if (fields->is_array()) {
    for (const json& field : *fields) {
      if (field.is_array() && field.size() == 2 && field[0].is_string()) {
        add_field(headers, field[0].get<std::string>(), field[1]);
      } else if (const json* value = member_of(field, {"value"}); value != nullptr) {
        add_field(headers, text_of_member(field, {"name"}), *value);
      }
    }
  }
  return headers;
}

RawBody body_in(const json& message) {
  RawBody body;
  const json* value = member_of(message, {"body"});
  const json* size = member_of(message, {"bodyBytes"});
  if (size != nullptr && size->is_number_integer()) body.size = size->get<long long>();
  if (const json* clipped = member_of(message, {"bodyClipped"}); clipped != nullptr)
    body.note_of_clipping = *clipped == true;
  body.base64 = text_of_member(message, {"bodyEncoding"}) == "base64";
  if (const json* encoded = member_of(message, {"bodyBase64"}); encoded != nullptr && encoded->is_string()) {
    body.text = encoded->get<std::string>();
    body.base64 = true;
  } else if (value != nullptr) {
    body.text = value->is_string() ? value->get<std::string>() : value->dump();
  }
  return body;
}

std::string url_in(const json& request) {
  std::string url = text_of_member(request, {"url"});
  return url.empty() ? text_of_member(request, {"path"}) : url;
}

}  // namespace

std::optional<RecordedExchange> exchange_of_line(std::string_view line, std::size_t position) {
  JsonLimits limits;
  limits.max_bytes = most_value_bytes;
  std::optional<JsonError> duplicate;
  limits.duplicate = &duplicate;
  const auto parsed = parse_json(line, limits);
  if (!parsed) return std::nullopt;
  const json* request = member_of(*parsed, {"request"});
  if (request == nullptr || !request->is_object()) return std::nullopt;
  RawExchange raw;
  raw.method = text_of_member(*request, {"method"});
  raw.url = url_in(*request);
  if (raw.method.empty() || raw.url.empty()) return std::nullopt;
  raw.request_headers = headers_in(*request);
  raw.request_body = body_in(*request);
  raw.position = position;
  if (const json* started = member_of(*parsed, {"startedAt"}); started != nullptr) {
    if (started->is_string())
      raw.started_at = started->get<std::string>();
    else if (started->is_number())
      raw.started_at_number = started->get<double>();
  }
  if (const json* took = member_of(*parsed, {"ms"}); took != nullptr && took->is_number())
    raw.milliseconds = took->get<double>();
  raw.failure = text_of_member(*parsed, {"error"});
  const json* response = member_of(*parsed, {"response"});
  if (response == nullptr || !response->is_object()) {
    raw.failed = true;
    return resolved(std::move(raw));
  }
  const json* status = member_of(*response, {"status"});
  constexpr int no_status = 1000;
  if (status != nullptr && status->is_number_integer()) {
    const auto number = status->get<long long>();
    raw.status = number >= 0 && number < no_status ? static_cast<int>(number) : -1;
  }
  raw.response_headers = headers_in(*response);
  raw.response_body = body_in(*response);
  return resolved(std::move(raw));
}

namespace {

// A line without its end; a longer one than `most_value_bytes` is passed over. False: there is none left.
bool next_line(std::streambuf& in, std::string& line, bool& too_long) {
  line.clear();
  too_long = false;
  for (int c = in.sbumpc(); c != std::streambuf::traits_type::eof(); c = in.sbumpc()) {
    if (c == '\n') return true;
    if (line.size() < most_value_bytes) {
      line += static_cast<char>(c);
    } else {
      too_long = true;
    }
  }
  return !line.empty();
}

}  // namespace

Result<RecordingInfo> read_ndjson(std::istream& in, const std::string& file, const TakeExchange& take) {
  RecordingInfo info;
  std::string line;
  bool too_long = false;
  std::size_t number = 0;
  std::size_t first_other = 0;
  while (next_line(*in.rdbuf(), line, too_long)) {
    ++number;
    if (is_blank(line)) continue;
    auto exchange = too_long ? std::nullopt : exchange_of_line(line, number);
    if (!exchange) {
      ++info.other;
      if (first_other == 0) first_other = number;
      continue;
    }
    ++info.exchanges;
    if (!take(std::move(*exchange))) return info;
  }
  if (info.exchanges > 0 || number == 0) return info;
  Diagnostic problem = Diagnostic::about_file(file, "no line holds an exchange",
                                              "docs/audit.md has the format; for a HAR, use --format har");
  problem.line = first_other;
  return refused(std::move(problem));
}

}  // namespace conform
