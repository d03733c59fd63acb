#include "http/wire_flaws.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "base/ascii.hpp"
#include "http/excerpt.hpp"

namespace conform {
namespace {

constexpr std::size_t most_flaws = 16;

// RFC 9110 section 5.5: field-vchar, SP and HTAB; the reason phrase of RFC 9112 section 4 has the same characters.
bool is_control(char c) noexcept {
  const auto byte = static_cast<unsigned char>(c);
  return (byte < 0x20 && c != '\t') || byte == 0x7F;
}

bool has_control(std::string_view text) { return std::ranges::any_of(text, is_control); }

bool is_one_of(std::string_view name, auto const& names) {
  const std::string wanted = lower(name);
  return std::ranges::any_of(names, [&](std::string_view one) { return one == wanted; });
}

// RFC 9110 section 6.5.1: what is needed before the content, for framing, routing, authentication and control of the
// response, cannot come behind it. What may (ETag, Accept-Ranges, Authentication-Info …) and unknown fields are not
// here.
constexpr std::array<std::string_view, 22> not_in_trailers{"age",
                                                           "cache-control",
                                                           "connection",
                                                           "content-encoding",
                                                           "content-length",
                                                           "content-range",
                                                           "content-type",
                                                           "date",
                                                           "expires",
                                                           "host",
                                                           "keep-alive",
                                                           "location",
                                                           "proxy-authenticate",
                                                           "retry-after",
                                                           "set-cookie",
                                                           "te",
                                                           "trailer",
                                                           "transfer-encoding",
                                                           "upgrade",
                                                           "vary",
                                                           "warning",
                                                           "www-authenticate"};

// RFC 9110 section 5.3: fields that are not lists. Content-Type has a check of its own.
constexpr std::array<std::string_view, 12> once{
    "age",     "content-length", "content-location", "content-range", "date",   "etag",
    "expires", "last-modified",  "location",         "retry-after",   "server", "content-disposition"};

WireFlaw of_field(std::string rule, std::string_view name, bool in_trailer, std::string expected, Untrusted actual,
                  std::string what) {
  return {.rule = std::move(rule),
          .where = (in_trailer ? "trailer " : "header ") + Untrusted{name, 80, Untrusted::Form::words},
          .expected = std::move(expected),
          .actual = std::move(actual),
          .what = std::move(what)};
}

// Takes a token or a quoted string off the text; false: there is none.
bool take_token(std::string_view& text) {
  std::size_t length = 0;
  while (length < text.size() && is_token(text.substr(length, 1))) ++length;
  text.remove_prefix(length);
  return length > 0;
}
bool take_quoted(std::string_view& text) {
  if (!text.starts_with('"')) return false;
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (is_control(text[i])) return false;
    if (text[i] == '"') {
      text.remove_prefix(i + 1);
      return true;
    }
    if (text[i] == '\\' && (++i == text.size() || is_control(text[i]))) return false;
  }
  return false;
}

}  // namespace

bool are_chunk_extensions(std::string_view text) {
  while (!text.empty()) {
    if (!text.starts_with(';')) return false;
    text.remove_prefix(1);
    if (!take_token(text)) return false;
    if (!text.starts_with('=')) continue;
    text.remove_prefix(1);
    if (!take_token(text) && !take_quoted(text)) return false;
  }
  return true;
}

void WireFlaws::add(WireFlaw flaw) {
  const bool known = std::ranges::any_of(
      flaws_, [&](const WireFlaw& other) { return other.what == flaw.what && other.where == flaw.where; });
  if (!known && flaws_.size() < most_flaws) flaws_.push_back(std::move(flaw));
}

void WireFlaws::look_at_status_line(std::string_view line) {
  constexpr std::size_t behind_code = 12;
  if (line.size() == behind_code) {
    add({.rule = "contract.http-status-line",
         .where = "status line",
         .expected = "a space after the status code (RFC 9112 section 4)",
         .actual = excerpt(line),
         .what = "no space after the status code"});
  } else if (has_control(line.substr(behind_code))) {
    add({.rule = "contract.http-status-line",
         .where = "status line",
         .expected = "no control character in the reason phrase (RFC 9112 section 4)",
         .actual = excerpt(line),
         .what = "a control character in the reason phrase"});
  }
}

void WireFlaws::look_at_field(std::string_view name, std::string_view value, bool in_trailer) {
  if (has_control(value)) {
    add(of_field("contract.http-field-characters", name, in_trailer,
                 "no control character but tab (RFC 9110 section 5.5)", excerpt(value),
                 "a control character in a field value"));
  }
  if (in_trailer && is_one_of(name, not_in_trailers)) {
    add(of_field("contract.http-trailers", name, true, "in the header section alone (RFC 9110 section 6.5.1)",
                 excerpt(value), "a trailer field that must be a header field"));
  }
}

void WireFlaws::note_fold(std::string_view name, bool in_trailer) {
  add(of_field("contract.http-folding", name, in_trailer, "a value in one line (RFC 9112 section 5.2)",
               "a line break and white space", "a folded field value"));
}

void WireFlaws::look_at_chunk_extensions(std::string_view text) {
  if (are_chunk_extensions(text)) return;
  add({.rule = "contract.http-chunks",
       .where = "chunk",
       .expected = "the size, then ;name=value or nothing (RFC 9112 section 7.1.1)",
       .actual = excerpt(text),
       .what = "a malformed chunk extension"});
}

void WireFlaws::look_at_head(int status, const Headers& headers) {
  const bool interim = status < 200;
  for (const Header& header : headers) {
    const std::string name = lower(header.name);
    if (interim && (name == "content-length" || name == "transfer-encoding")) {
      add({.rule = "contract.http-interim",
           .where = "header " + Untrusted{header.name},
           .expected = name == "content-length" ? "absent from a 1xx response (RFC 9110 section 8.6)"
                                                : "absent from a 1xx response (RFC 9112 section 6.1)",
           .actual = excerpt(header.value),
           .what = "a " + header.name + " in the " + std::to_string(status) + " before it"});
    }
    if (is_one_of(name, once) && count_header(headers, name) > 1) {
      add(of_field("contract.http-fields-once", header.name, false, "once (RFC 9110 section 5.3)",
                   std::to_string(count_header(headers, name)) + " times", "a field more than once"));
    }
    if (name == "content-length" && header.value.find(',') != std::string::npos) {
      add(of_field("contract.http-fields-once", header.name, false, "one number (RFC 9110 section 8.6)",
                   excerpt(header.value), "a list of lengths"));
    }
  }
}

}  // namespace conform
