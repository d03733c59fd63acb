#include "check/server_words.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "base/ascii.hpp"
#include "json/parse.hpp"
#include "json/pointer.hpp"

namespace conform {
namespace {

using nlohmann::json;

constexpr std::size_t word_bytes_shown = 200;
constexpr std::size_t longest_page_bytes = 65'536;

// White space and control characters become one space each run of them.
std::string on_one_line(std::string_view text) {
  std::string line;
  for (const char c : text) {
    if (static_cast<unsigned char>(c) > ' ') {
      line += c;
    } else if (!line.empty() && line.back() != ' ') {
      line += ' ';
    }
  }
  while (line.ends_with(' ')) line.pop_back();
  return line;
}

void add_words(Untrusted& to, std::string_view separator, std::string_view words) {
  const std::string line = on_one_line(words);
  if (line.empty()) return;
  if (!to.empty()) to += separator;
  to += Untrusted{line, word_bytes_shown, Untrusted::Form::words};
}

std::string_view text_at(const json& value, const char* pointer) {
  const json* found = resolve_pointer(value, pointer);
  return found != nullptr && found->is_string() ? std::string_view{found->get_ref<const std::string&>()}
                                                : std::string_view{};
}

Untrusted words_of_error(const json& error) {
  Untrusted words;
  const std::string_view title = text_at(error, "/title");
  const std::string_view detail = text_at(error, "/detail");
  add_words(words, ": ", title);
  if (detail != title) add_words(words, ": ", detail);
  if (words.empty()) add_words(words, ": ", text_at(error, "/code"));
  add_words(words, " at ", text_at(error, "/source/pointer"));
  return words;
}

// Error documents of the contract, and those of OAuth (RFC 6749 section 5.2) and of problem details (RFC 9457).
Untrusted words_of_document(const json& document) {
  constexpr std::size_t most_errors = 2;
  Untrusted words;
  if (const json* errors = resolve_pointer(document, "/errors"); errors != nullptr && errors->is_array()) {
    for (std::size_t i = 0; i < std::min(errors->size(), most_errors); ++i) {
      const Untrusted of_one = words_of_error(errors->at(i));
      if (!words.empty() && !of_one.empty()) words += "; ";
      words += of_one;
    }
    if (errors->size() > most_errors) words += "; " + std::to_string(errors->size() - most_errors) + " more";
    return words;
  }
  for (const char* pointer : {"/title", "/detail", "/error", "/error_description", "/message"})
    add_words(words, ": ", text_at(document, pointer));
  return words;
}

std::string_view title_of_page(std::string_view body) {
  const std::string page = lower(body);
  const std::size_t tag = page.find("<title");
  const std::size_t begin = page.find('>', tag);
  const std::size_t end = page.find("</title", tag);
  if (tag == std::string::npos || begin == std::string::npos || end == std::string::npos || end < begin) return {};
  return body.substr(begin + 1, end - begin - 1);
}

}  // namespace

Untrusted server_words(const Response& response) {
  Untrusted words;
  if (response.status >= 300 && response.status <= 399) {
    add_words(words, "", find_header(response.headers, "Location").value_or(std::string_view{}));
  } else if (response.body.size() > longest_page_bytes) {
    return words;
  } else if (const auto document = parse_json(response.body)) {
    return words_of_document(*document);
  } else {
    add_words(words, "", title_of_page(response.body));
  }
  return words;
}

Untrusted with_server_words(const Response& response) {
  const Untrusted words = server_words(response);
  return words.empty() ? words : ": " + words;
}

}  // namespace conform
