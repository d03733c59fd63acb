#include "reference/request_reader.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <optional>
#include <string_view>
#include <utility>

namespace conform::reference {

namespace {

constexpr std::size_t largest_body = std::size_t{1024} * 1024;
constexpr std::size_t largest_head = std::size_t{64} * 1024;
constexpr std::size_t largest_line = 8192;
// Chunk framing may be larger than what it carries: a chunk of one byte takes six.
constexpr std::size_t largest_framed_body = largest_body * 8;
// From the first byte of a request.
constexpr std::chrono::seconds head_time{20};

constexpr std::string_view decimal_digits = "0123456789";
constexpr std::string_view hex_digits = "0123456789abcdefABCDEF";

// Why a request gets an error response; thrown inside this file alone.
struct Unusable {
  std::string code;
  std::string detail;
};

Unusable bad_request(std::string detail) { return {"bad-request", std::move(detail)}; }

bool is_control(char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7F'; }

// True when it has nothing but ASCII letters, digits and these.
bool has_only(std::string_view text, std::string_view others) {
  return std::all_of(text.begin(), text.end(), [&](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           others.find(c) != std::string_view::npos;
  });
}

// RFC 9110 section 5.6.2.
bool is_token(std::string_view text) { return !text.empty() && has_only(text, "!#$%&'*+-.^_`|~"); }

// uri-host [":" port] (RFC 9110 section 7.2), or nothing: by its characters, and the brackets of IPv6.
bool is_host(std::string_view text) {
  const std::size_t bracket = text.starts_with('[') ? text.find(']') : 0;
  if (bracket == std::string_view::npos) return false;
  const std::size_t colon = text.find(':', bracket);
  const std::string_view port = colon == std::string_view::npos ? "" : text.substr(colon + 1);
  const std::string_view name = text.substr(0, colon);
  if (port.find_first_not_of(decimal_digits) != std::string_view::npos) return false;
  if (bracket == 0) return has_only(name, "-._~!$&'()*+,;=%");
  return bracket + 1 == name.size() && has_only(name.substr(1, bracket - 1), "-._~!$&'()*+,;=:");
}

// What comes behind "http://" or "https://" in an absolute-form target; nothing: it has another form.
std::optional<std::string_view> behind_scheme(std::string_view target) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (lower(target.substr(0, scheme.size())) == scheme) return target.substr(scheme.size());
  }
  return std::nullopt;
}

// The path and query of a target in one of the forms of RFC 9112 section 3.2; those that have none stay as they are.
std::string origin_form(std::string_view method, std::string_view target) {
  const auto is_of_targets = [](char c) { return c > ' ' && c < '\x7F' && c != '#'; };
  if (!std::all_of(target.begin(), target.end(), is_of_targets)) {
    throw bad_request("The request target has blanks, control characters, a fragment or bytes over 127.");
  }
  if (target.starts_with('/') || (method == "OPTIONS" && target == "*")) return std::string{target};
  if (method == "CONNECT" && is_host(target)) return std::string{target};
  const std::optional<std::string_view> rest = behind_scheme(target);
  const std::size_t path = rest ? std::min(rest->find_first_of("/?"), rest->size()) : 0;
  // An empty host, or a user before it, is an error (RFC 9110 sections 4.2.1 and 4.2.4).
  if (path == 0 || rest->starts_with(':') || !is_host(rest->substr(0, path))) {
    throw bad_request("The request target is neither a path nor a URL.");
  }
  return (rest->substr(path).starts_with('/') ? "" : "/") + std::string{rest->substr(path)};
}

bool has_token(const std::optional<std::string>& list, std::string_view token) {
  if (!list) return false;
  std::string_view rest = *list;
  for (;;) {
    const std::size_t comma = rest.find(',');
    if (lower(trim(rest.substr(0, comma))) == token) return true;
    if (comma == std::string_view::npos) return false;
    rest.remove_prefix(comma + 1);
  }
}

// The lines and bytes of one part of a request. All of them throw Unusable for what does not come, or not in time.
class Part {
 public:
  // `too_large` says that the part has more than `most` bytes, which are counted over all of it.
  Part(Connection& connection, std::size_t most, Unusable too_large)
      : connection_{connection}, left_{most}, too_large_{std::move(too_large)} {}

  // A line without its CR LF. CR or LF alone is refused: one reader would end the line there, another would not.
  std::string line(const Unusable& too_long) {
    std::string text;
    for (;;) {
      char c = '\0';
      read(&c, 1);
      const bool ends = text.ends_with('\r');
      if (ends != (c == '\n')) throw bad_request("Lines end in CR LF.");
      if (ends) {
        text.pop_back();
        return text;
      }
      if (text.size() > largest_line) throw too_long;
      text += c;
    }
  }

  void append(std::string& to, std::size_t count) {
    std::array<char, 4096> block{};
    while (count > 0) {
      const std::size_t got = read(block.data(), std::min(count, block.size()));
      to.append(block.data(), got);
      count -= got;
    }
  }

 private:
  std::size_t read(char* to, std::size_t size) {
    if (left_ == 0) throw too_large_;
    const ssize_t count = connection_.read(to, std::min(size, left_));
    if (count <= 0) {
      if (connection_.past_deadline()) throw Unusable{"request-timeout", "The request did not arrive in time."};
      throw bad_request("The request ends too early.");
    }
    left_ -= static_cast<std::size_t>(count);
    return static_cast<std::size_t>(count);
  }

  Connection& connection_;
  std::size_t left_;
  Unusable too_large_;
};

const Unusable& fields_too_large() {
  static const Unusable what{"fields-too-large", "A field line may have 8,192 bytes, all of them 64 KiB."};
  return what;
}

// Field lines up to the empty one: of a head, or behind the last chunk.
HttpFields read_fields(Part& part) {
  HttpFields fields;
  for (std::string line = part.line(fields_too_large()); !line.empty(); line = part.line(fields_too_large())) {
    const std::size_t colon = line.find(':');
    const std::string_view name = std::string_view{line}.substr(0, colon);
    if (colon == std::string::npos || !is_token(name))
      throw bad_request("A field line is a name, a colon and a value.");
    const std::string_view value = trim(std::string_view{line}.substr(colon + 1));
    if (std::any_of(value.begin(), value.end(), [](char c) { return is_control(c) && c != '\t'; })) {
      throw bad_request("A field value has control characters.");
    }
    fields.push_back({std::string{name}, std::string{value}});
  }
  return fields;
}

// True: at least HTTP/1.1. A higher minor version is read like the highest that is known (RFC 9110 section 2.5).
bool is_at_least_1_1(std::string_view version) {
  constexpr std::string_view name = "HTTP/";
  constexpr std::size_t major = name.size();
  constexpr std::size_t minor = major + 2;
  const auto is_digit = [&](std::size_t at) { return decimal_digits.find(version[at]) != std::string_view::npos; };
  if (version.size() != minor + 1 || !version.starts_with(name) || version[major + 1] != '.' || !is_digit(major) ||
      !is_digit(minor)) {
    throw bad_request("This is not an HTTP/1.1 request.");
  }
  if (version[major] != '1') throw Unusable{"version-not-supported", "Only HTTP/1.1 and HTTP/1.0 are served."};
  return version[minor] != '0';
}

// True: at least HTTP/1.1.
bool read_request_line(Part& part, HttpRequest& request) {
  const Unusable too_long{"target-too-long", "The request line may have 8,192 bytes."};
  std::string line = part.line(too_long);
  if (line.empty()) line = part.line(too_long);  // RFC 9112 section 2.2
  const std::size_t first = std::min(line.find(' '), line.size());
  const std::size_t last = line.rfind(' ');
  const std::string_view method = std::string_view{line}.substr(0, first);
  const std::string_view version = last == std::string::npos ? "" : std::string_view{line}.substr(last + 1);
  if (first >= last || !is_token(method)) throw bad_request("This is not an HTTP/1.1 request.");
  const bool is_1_1 = is_at_least_1_1(version);
  request.method = method;
  request.target = origin_form(method, std::string_view{line}.substr(first + 1, last - first - 1));
  return is_1_1;
}

void check_host(const HttpFields& fields, bool needed) {
  const auto is_host_field = [](const HttpField& field) { return lower(field.name) == "host"; };
  const auto count = std::count_if(fields.begin(), fields.end(), is_host_field);
  if (count == 0 && needed) throw bad_request("The field Host is missing.");
  if (count > 1) throw bad_request("The field Host occurs more than once.");
  if (count == 1 && !is_host(*field_value(fields, "Host"))) throw bad_request("The field Host names no host.");
}

struct Framing {
  bool chunked = false;
  std::size_t length = 0;
};

// The body ends by its chunks only where the last coding is chunked, once. Another coding below it could be right, and
// is not understood (RFC 9112 section 6.1).
void check_coding(const std::string& coding) {
  const std::string codings = "," + lower(coding);
  const std::size_t last = codings.rfind(',');
  if (trim(std::string_view{codings}.substr(last + 1)) != "chunked") {
    throw bad_request("The last transfer coding of a request is chunked.");
  }
  if (has_token(codings.substr(0, last), "chunked")) throw bad_request("Chunked is applied once.");
  if (last > 0) throw Unusable{"not-implemented", "The only transfer coding that is understood is chunked."};
}

// RFC 9112 section 6.3.
Framing framing_of(const HttpFields& fields, bool is_1_1) {
  const std::optional<std::string> length = field_value(fields, "Content-Length");
  const std::optional<std::string> coding = field_value(fields, "Transfer-Encoding");
  if (length && coding) throw bad_request("Content-Length and Transfer-Encoding exclude each other.");
  if (coding) {
    if (!is_1_1) throw bad_request("HTTP/1.0 has no Transfer-Encoding.");
    check_coding(*coding);
    return {.chunked = true};
  }
  if (!length) return {};
  Framing framing;
  const char* const end = length->data() + length->size();
  if (length->find_first_not_of(decimal_digits) != std::string::npos ||
      std::from_chars(length->data(), end, framing.length).ec != std::errc{}) {
    throw bad_request("Content-Length is not a number.");
  }
  return framing;
}

// The size in the line before a chunk, whose extensions mean nothing here (RFC 9112 section 7.1).
std::size_t chunk_size(std::string_view line) {
  const std::string_view number = line.substr(0, line.find_first_not_of(hex_digits));
  const std::string_view extensions = trim(line.substr(number.size()));
  std::size_t size = 0;
  if (number.empty() || (number.size() < line.size() && !extensions.starts_with(';')) ||
      std::any_of(extensions.begin(), extensions.end(), [](char c) { return is_control(c) && c != '\t'; }) ||
      std::from_chars(number.data(), number.data() + number.size(), size, 16).ec != std::errc{}) {
    throw bad_request("A chunk begins with its size in hexadecimal digits.");
  }
  return size;
}

std::string read_chunks(Part& part, const Unusable& too_large) {
  const Unusable long_line = bad_request("The line before a chunk may have 8,192 bytes.");
  std::string body;
  for (;;) {
    const std::size_t size = chunk_size(part.line(long_line));
    if (size == 0) break;
    if (size > largest_body - body.size()) throw too_large;
    part.append(body, size);
    std::string end;
    part.append(end, 2);
    if (end != "\r\n") throw bad_request("A chunk is not as long as its size says.");
  }
  static_cast<void>(read_fields(part));  // checked; nothing that is served has a use for them
  return body;
}

Incoming read_parts(Connection& connection, Connection::Clock::time_point begun) {
  Incoming incoming{.kind = Incoming::Kind::request, .request = {}, .keep_alive = false, .code = {}, .detail = {}};
  HttpRequest& request = incoming.request;
  connection.set_deadline(begun + head_time);
  Part head{connection, largest_head, fields_too_large()};
  const bool is_1_1 = read_request_line(head, request);
  request.connection = connection.number();
  request.fields = read_fields(head);
  check_host(request.fields, is_1_1);
  incoming.keep_alive = is_1_1 && !has_token(field_value(request.fields, "Connection"), "close");

  const Framing framing = framing_of(request.fields, is_1_1);
  const Unusable too_large{"body-too-large", "A body may have 1 MiB."};
  if (framing.length > largest_body) throw too_large;
  if (!framing.chunked && framing.length == 0) return incoming;
  if (is_1_1 && has_token(field_value(request.fields, "Expect"), "100-continue")) {
    connection.write("HTTP/1.1 100 Continue\r\n\r\n");
  }
  connection.set_deadline(begun + request_time);
  Part body{connection, largest_framed_body, too_large};
  if (framing.chunked) {
    request.body = read_chunks(body, too_large);
  } else {
    body.append(request.body, framing.length);
  }
  return incoming;
}

}  // namespace

Incoming read_request(Connection& connection) {
  if (!connection.wait_readable(idle_time)) return {};
  try {
    return read_parts(connection, Connection::Clock::now());
  } catch (const Unusable& why) {
    return {
        .kind = Incoming::Kind::unusable, .request = {}, .keep_alive = false, .code = why.code, .detail = why.detail};
  }
}

}  // namespace conform::reference
