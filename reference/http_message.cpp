#include "reference/http_message.hpp"

#include <algorithm>
#include <utility>

namespace conform::reference {

std::string lower(std::string_view text) {
  std::string out{text};
  std::transform(out.begin(), out.end(), out.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return out;
}

std::string_view trim(std::string_view text) noexcept {
  constexpr std::string_view blank = " \t";
  const std::size_t first = text.find_first_not_of(blank);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blank) - first + 1);
}

namespace {
bool same_name(std::string_view left, std::string_view right) {
  return left.size() == right.size() && lower(left) == lower(right);
}
}  // namespace

std::optional<std::string> field_value(const HttpFields& fields, std::string_view name) {
  std::optional<std::string> joined;
  for (const HttpField& field : fields) {
    if (!same_name(field.name, name)) continue;
    joined = joined ? *joined + ", " + field.value : field.value;
  }
  return joined;
}

void set_field(HttpFields& fields, std::string_view name, std::string value) {
  const auto found =
      std::find_if(fields.begin(), fields.end(), [&](const HttpField& field) { return same_name(field.name, name); });
  if (found == fields.end()) {
    fields.push_back({std::string{name}, std::move(value)});
  } else {
    found->value = std::move(value);
  }
}

void erase_field(HttpFields& fields, std::string_view name) {
  std::erase_if(fields, [&](const HttpField& field) { return same_name(field.name, name); });
}

std::string_view reason_phrase(int status) noexcept {
  constexpr std::pair<int, std::string_view> phrases[] = {
      {200, "OK"},
      {201, "Created"},
      {202, "Accepted"},
      {204, "No Content"},
      {206, "Partial Content"},
      {302, "Found"},
      {304, "Not Modified"},
      {307, "Temporary Redirect"},
      {400, "Bad Request"},
      {401, "Unauthorized"},
      {403, "Forbidden"},
      {404, "Not Found"},
      {405, "Method Not Allowed"},
      {406, "Not Acceptable"},
      {408, "Request Timeout"},
      {409, "Conflict"},
      {410, "Gone"},
      {411, "Length Required"},
      {412, "Precondition Failed"},
      {413, "Content Too Large"},
      {414, "URI Too Long"},
      {415, "Unsupported Media Type"},
      {417, "Expectation Failed"},
      {418, "I'm a teapot"},
      {422, "Unprocessable Content"},
      {423, "Locked"},
      {428, "Precondition Required"},
      {429, "Too Many Requests"},
      {431, "Request Header Fields Too Large"},
      {500, "Internal Server Error"},
      {501, "Not Implemented"},
      {502, "Bad Gateway"},
      {503, "Service Unavailable"},
      {505, "HTTP Version Not Supported"},
  };
  for (const auto& [code, phrase] : phrases) {
    if (code == status) return phrase;
  }
  return {};
}

}  // namespace conform::reference
