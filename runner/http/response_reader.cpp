#include "http/response_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "base/ascii.hpp"
#include "base/number.hpp"
#include "base/text.hpp"
#include "http/excerpt.hpp"

namespace conform {
namespace {

constexpr std::size_t max_chunk_line = 4096;
/// Of lines behind a limit so much is kept: framing must be read to the end of the message.
constexpr std::size_t max_line_beyond = 4096;
constexpr std::size_t max_fields_beyond = 16;

constexpr std::string_view blanks = " \t";  // optional white space (RFC 9110 section 5.6.3)

bool is_blank_character(char c) noexcept { return blanks.find(c) != std::string_view::npos; }

bool is_field(const Header& header, std::string_view name) noexcept { return same_ignoring_case(header.name, name); }

/// Calls `use` with each element of a comma-separated list.
template <class Use>
void each_element(std::string_view list, Use use) {
  while (true) {
    const std::size_t comma = list.find(',');
    use(trimmed(list.substr(0, comma), blanks));
    if (comma == std::string_view::npos) return;
    list.remove_prefix(comma + 1);
  }
}

/// What a response is that is not HTTP/1.1, by its first bytes.
Untrusted not_http(std::string_view line) {
  // RFC 8446 section 5.1: an alert or a handshake record; RFC 9113 section 3.4: a server begins with SETTINGS.
  if (line.starts_with("\x15\x03") || line.starts_with("\x16\x03")) return "it is TLS";
  if (line.size() > 3 && line[0] == '\0' && line[3] == '\x04') return "it is HTTP/2";
  return "it begins with " + excerpt(line);
}

}  // namespace

ResponseReader::ResponseReader(std::string_view method, const ResponseLimits& limits)
    : limits_{limits}, head_request_{method == "HEAD"}, connect_request_{method == "CONNECT"} {}

ResponseReader::State ResponseReader::fail(TransportErrorKind kind, Untrusted detail) {
  state_ = State::failed;
  failure_.kind = kind;
  failure_.detail = std::move(detail);
  return state_;
}

void ResponseReader::complete() {
  line_ = {};
  if (over_.empty()) {
    state_ = State::complete;
  } else {
    fail(TransportErrorKind::too_large, over_);
  }
}

void ResponseReader::is_over(std::string what) {
  if (over_.empty()) over_ = std::move(what);
}

ResponseReader::State ResponseReader::feed(std::string_view bytes) {
  started_ = started_ || !bytes.empty();
  while (!bytes.empty() && state_ == State::reading) {
    switch (phase_) {
      case Phase::counted_body:
      case Phase::body_until_close:
      case Phase::chunk_data:
        take_body(bytes);
        break;
      default:
        take_line(bytes);
    }
  }
  if (state_ == State::complete && !bytes.empty()) {
    constexpr std::string_view timeout = "HTTP/1.1 408 ";
    excess_begin_ += bytes.substr(0, timeout.size() - excess_begin_.size());
    response_.excess_is_timeout = excess_begin_ == timeout;
    response_.excess_bytes += bytes.size();
  }
  return state_;
}

void ResponseReader::take_body(std::string_view& bytes) {
  std::size_t here = bytes.size();
  if (phase_ != Phase::body_until_close) {
    here = static_cast<std::size_t>(std::min<std::uint64_t>(here, remaining_));
  }
  const std::size_t room = limits_.max_body_bytes - response_.body.size();
  response_.body.append(bytes.substr(0, std::min(here, room)));
  if (here > room) is_over(fmt::format("the body is over {} bytes", limits_.max_body_bytes));
  bytes.remove_prefix(here);
  if (phase_ == Phase::body_until_close) return;
  remaining_ -= here;
  if (remaining_ > 0) return;
  if (phase_ == Phase::counted_body) {
    complete();
  } else {
    phase_ = Phase::chunk_end;
  }
}

void ResponseReader::take_line(std::string_view& bytes) {
  const std::size_t newline = bytes.find('\n');
  const std::size_t here = newline == std::string_view::npos ? bytes.size() : newline + 1;
  std::size_t room = here;
  if (phase_ == Phase::chunk_size || phase_ == Phase::chunk_end) {
    room = max_chunk_line - std::min(max_chunk_line, line_.size());
    if (here > room) is_over(fmt::format("the line of a chunk's size is over {} bytes", max_chunk_line));
  } else {
    room = limits_.max_head_bytes - head_bytes_;
    head_bytes_ += std::min(here, room);
    if (here > room) {
      is_over(fmt::format("the head is over {} bytes", limits_.max_head_bytes));
      room = std::max(room, max_line_beyond - std::min(max_line_beyond, line_.size()));
    }
  }
  const bool behind_cr = newline == 0 ? last_byte_ == '\r' : here > 1 && bytes[here - 2] == '\r';
  last_byte_ = bytes[here - 1];
  line_.append(bytes.substr(0, std::min(here, room)));
  if (newline != std::string_view::npos && here > room) {
    // Cut, but with the end that it has.
    while (!line_.empty() && (line_.back() == '\r' || line_.back() == '\n')) line_.pop_back();
    line_ += behind_cr ? "\r\n" : "\n";
  }
  bytes.remove_prefix(here);
  if (phase_ == Phase::status_line) {
    constexpr std::string_view begin = "HTTP/1.";
    const std::size_t known = std::min(begin.size(), line_.size());
    if (line_.compare(0, known, begin.substr(0, known)) != 0) {
      fail(TransportErrorKind::malformed, "not an HTTP/1.1 response: " + not_http(line_));
      return;
    }
  }
  if (newline == std::string_view::npos) return;
  line_.pop_back();
  if (line_.empty() || line_.back() != '\r') {
    fail(TransportErrorKind::malformed, "a line ends in LF alone (RFC 9112 section 2.2): " + excerpt(line_));
    return;
  }
  line_.pop_back();
  on_line();
  line_.clear();
}

void ResponseReader::on_line() {
  if (line_.find_first_of(std::string_view{"\r\0", 2}) != std::string::npos) {
    fail(TransportErrorKind::malformed, "a CR or NUL inside of a line: " + excerpt(line_));
    return;
  }
  switch (phase_) {
    case Phase::status_line:
      on_status_line();
      return;
    case Phase::header_line:
      if (line_.empty()) {
        on_head_end();
      } else {
        on_header_line();
      }
      return;
    case Phase::chunk_size:
      on_chunk_size();
      return;
    case Phase::chunk_end:
      if (!line_.empty()) {
        fail(TransportErrorKind::malformed, "a chunk is longer than its size says: " + excerpt(line_));
        return;
      }
      phase_ = Phase::chunk_size;
      return;
    default:  // trailers
      if (line_.empty()) {
        complete();
      } else {
        on_trailer_line();
      }
      return;
  }
}

void ResponseReader::on_status_line() {
  const std::string_view line = line_;
  const bool version = line.size() >= 9 && is_digit(line[7]) && line[8] == ' ';
  const std::string_view code = version ? line.substr(9, 3) : std::string_view{};
  const bool status = code.size() == 3 && code[0] >= '1' && is_digit(code[0]) && is_digit(code[1]) && is_digit(code[2]);
  if (!status || (line.size() > 12 && line[12] != ' ')) {
    fail(TransportErrorKind::malformed, "the status line cannot be read: " + excerpt(line));
    return;
  }
  flaws_.look_at_status_line(line);
  http_1_0_ = line[7] == '0';
  response_.status = (code[0] - '0') * 100 + (code[1] - '0') * 10 + (code[2] - '0');
  response_.reason = line.size() > 13 ? line.substr(13) : std::string_view{};
  phase_ = Phase::header_line;
}

bool ResponseReader::valid_field_line() {
  const std::size_t colon = line_.find(':');
  if (colon != std::string::npos && is_token(std::string_view{line_}.substr(0, colon))) return true;
  fail(TransportErrorKind::malformed, "a header line cannot be read: " + excerpt(line_));
  return false;
}

void ResponseReader::on_header_line() {
  if (is_blank_character(line_.front())) {
    if (!over_.empty()) return;
    if (response_.headers.empty()) {
      fail(TransportErrorKind::malformed, "the first header line begins with white space: " + excerpt(line_));
      return;
    }
    std::string& value = response_.headers.back().value;
    const std::string_view more = trimmed(line_, blanks);
    flaws_.note_fold(response_.headers.back().name, false);
    flaws_.look_at_field(response_.headers.back().name, more, false);
    if (!value.empty() && !more.empty()) value += ' ';
    value += more;
    return;
  }
  if (!valid_field_line()) return;
  if (!over_.empty()) {
    // Nothing but the framing is of use any more.
    const bool framing = is_field({line_.substr(0, line_.find(':')), {}}, "Content-Length") ||
                         is_field({line_.substr(0, line_.find(':')), {}}, "Transfer-Encoding");
    if (!framing || fields_beyond_ == max_fields_beyond) return;
    ++fields_beyond_;
  }
  const std::string_view line = line_;
  const std::size_t colon = line.find(':');
  response_.headers.push_back(
      {std::string{line.substr(0, colon)}, std::string{trimmed(line.substr(colon + 1), blanks)}});
  flaws_.look_at_field(response_.headers.back().name, response_.headers.back().value, false);
}

void ResponseReader::on_trailer_line() {
  if (is_blank_character(line_.front())) {
    if (trailer_.empty()) {
      fail(TransportErrorKind::malformed, "the first trailer line begins with white space: " + excerpt(line_));
      return;
    }
    flaws_.note_fold(trailer_, true);
    flaws_.look_at_field(trailer_, line_, true);
    return;
  }
  if (!valid_field_line()) return;
  const std::size_t colon = line_.find(':');
  trailer_ = line_.substr(0, colon);
  flaws_.look_at_field(trailer_, std::string_view{line_}.substr(colon + 1), true);
}

bool ResponseReader::read_content_length() {
  for (const Header& header : response_.headers) {
    if (!is_field(header, "Content-Length")) continue;
    bool readable = true;
    bool same = true;
    // RFC 9110 section 8.6: the same number repeated is one number.
    each_element(header.value, [&](std::string_view element) {
      const std::optional<std::uint64_t> number = whole_number(element);
      if (!number) {
        readable = false;
      } else if (has_length_ && length_ != *number) {
        same = false;
      } else {
        has_length_ = true;
        length_ = *number;
      }
    });
    if (!readable) {
      fail(TransportErrorKind::malformed, "Content-Length is not a number: " + excerpt(header.value));
      return false;
    }
    if (!same) {
      fail(TransportErrorKind::malformed, "Content-Length has different values (RFC 9112 section 6.3)");
      return false;
    }
  }
  return true;
}

void ResponseReader::on_head_end() {
  const int status = response_.status;
  flaws_.look_at_head(status, response_.headers);
  if (status < 200 && status != 101) {
    response_ = {};
    phase_ = Phase::status_line;
    return;
  }
  if (!read_content_length()) return;
  bodiless_ = head_request_ || status == 101 || status == 204 || status == 304 || (connect_request_ && status < 300);
  if (bodiless_) {
    complete();
    return;
  }
  std::string codings;
  for (const Header& header : response_.headers) {
    if (is_field(header, "Transfer-Encoding")) codings += (codings.empty() ? "" : ", ") + header.value;
  }
  if (count_header(response_.headers, "Transfer-Encoding") > 0) {
    if (has_length_) {
      fail(TransportErrorKind::malformed, "Transfer-Encoding and Content-Length in one message (RFC 9112 section 6.2)");
    } else if (http_1_0_) {
      fail(TransportErrorKind::malformed, "Transfer-Encoding in an HTTP/1.0 message (RFC 9112 section 6.1)");
    } else if (!same_ignoring_case(codings, "chunked")) {
      // No TE was sent, so nothing but chunked may come (RFC 9112 section 7.4).
      fail(TransportErrorKind::malformed, "Transfer-Encoding is not \"chunked\": " + excerpt(codings));
    } else {
      phase_ = Phase::chunk_size;
    }
    return;
  }
  if (has_length_ && length_ > limits_.max_body_bytes)
    is_over(fmt::format("Content-Length is {}, over {} bytes", length_, limits_.max_body_bytes));
  if (!has_length_) {
    phase_ = Phase::body_until_close;
  } else if (length_ == 0) {
    complete();
  } else {
    phase_ = Phase::counted_body;
    remaining_ = length_;
  }
}

void ResponseReader::on_chunk_size() {
  const std::string_view line = line_;
  const std::size_t digits = std::min(line.size(), line.find_first_of("; \t"));
  std::optional<std::uint64_t> size = whole_number(line.substr(0, digits), 16);
  // White space before an extension is "bad", and is borne with (RFC 9110 section 5.6.3).
  if (!trimmed(line.substr(digits), blanks).starts_with(';') && digits < line.size()) size.reset();
  if (!size) {
    fail(TransportErrorKind::malformed, "the size of a chunk cannot be read: " + excerpt(line));
    return;
  }
  // The end of a line over the limit is not known.
  if (line.size() < max_chunk_line) flaws_.look_at_chunk_extensions(line.substr(digits));
  if (*size == 0) {
    phase_ = Phase::trailer_line;
    return;
  }
  remaining_ = *size;
  phase_ = Phase::chunk_data;
}

ResponseReader::State ResponseReader::end(bool clean, std::string_view how) {
  if (state_ != State::reading) return state_;
  if (phase_ == Phase::body_until_close && clean) {
    complete();
    return state_;
  }
  return fail(TransportErrorKind::closed, fmt::format("the server {}; received: {}", how, progress()));
}

bool ResponseReader::connection_has(std::string_view option) const {
  bool found = false;
  for (const Header& header : response_.headers) {
    if (!is_field(header, "Connection")) continue;
    each_element(header.value, [&](std::string_view element) { found = found || same_ignoring_case(element, option); });
  }
  return found;
}

bool ResponseReader::persistent() const noexcept {
  if (state_ != State::complete || phase_ == Phase::body_until_close || response_.status == 101) return false;
  if (connect_request_ || response_.excess_bytes > 0) return false;
  return http_1_0_ ? connection_has("keep-alive") : !connection_has("close");
}

bool ResponseReader::announces_body() const {
  return bodiless_ && response_.status == 204 && (length_ > 0 || find_header(response_.headers, "Transfer-Encoding"));
}

std::string ResponseReader::progress() const {
  if (!started_) return "nothing";
  switch (phase_) {
    case Phase::status_line:
      return "part of the head";
    case Phase::header_line:
      return fmt::format("status {} and part of the head", response_.status);
    case Phase::counted_body:
      return fmt::format("status {} and {} of {} body bytes", response_.status, response_.body.size(), length_);
    case Phase::body_until_close:
      return fmt::format("status {} and {} body bytes", response_.status, response_.body.size());
    default:
      return fmt::format("status {} and {} body bytes without the last chunk", response_.status, response_.body.size());
  }
}

Response ResponseReader::take_response() && {
  response_.flaws = flaws_.take();
  return std::move(response_);
}

TransportError ResponseReader::take_failure() && {
  if (response_.status != 0) failure_.partial = std::move(response_);
  failure_.nothing_came = !started_;
  return std::move(failure_);
}

TransportError ResponseReader::abandon(TransportErrorKind kind, std::string detail) && {
  fail(kind, std::move(detail));
  return std::move(*this).take_failure();
}

}  // namespace conform
