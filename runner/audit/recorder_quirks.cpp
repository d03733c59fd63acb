#include "audit/recorder_quirks.hpp"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "base/ascii.hpp"
#include "base/base64.hpp"
#include "base/utf8.hpp"

namespace conform {

std::string_view to_string(NotJudged reason) noexcept {
  switch (reason) {
    case NotJudged::judgeable:
      return "judged";
    case NotJudged::no_response:
      return "no response recorded";
    case NotJudged::from_cache:
      return "response from a cache";
    case NotJudged::preflight:
      return "CORS preflight";
    case NotJudged::browser_redirect:
      return "redirect made by the browser";
    case NotJudged::no_status:
      return "no HTTP status";
    case NotJudged::no_time:
      return "no time";
    case NotJudged::unreadable:
      return "not an exchange";
  }
  return "not an exchange";
}

namespace {

constexpr std::size_t most_decoded = 16U << 20U;

int digits_at(std::string_view text, std::size_t at, std::size_t count) {
  if (at + count > text.size()) return -1;
  int value = 0;
  for (std::size_t i = at; i < at + count; ++i) {
    if (!is_digit(text[i])) return -1;
    value = value * 10 + (text[i] - '0');
  }
  return value;
}

constexpr std::chrono::microseconds whole_seconds{1'000'000};
constexpr std::chrono::microseconds whole_milliseconds{1000};
constexpr std::chrono::microseconds whole_microseconds{1};

struct Fraction {
  std::chrono::microseconds value{0};
  std::chrono::microseconds precision = whole_seconds;
};

// The fraction of a second that begins at `at`; moves `at` behind it. Zeros at its end may have been left out.
Fraction fraction_at(std::string_view text, std::size_t& at) {
  constexpr int precision = 6;
  int micro = 0;
  int digits = 0;
  if (at >= text.size() || (text[at] != '.' && text[at] != ',')) return {};
  for (++at; at < text.size() && is_digit(text[at]); ++at) {
    if (digits++ < precision) micro = micro * 10 + (text[at] - '0');
  }
  const bool to_milliseconds = digits <= 3;
  for (; digits < precision; ++digits) micro *= 10;
  return {.value = std::chrono::microseconds{micro},
          .precision = to_milliseconds ? whole_milliseconds : whole_microseconds};
}

// Minutes of the offset that begins at `at`; nothing when there is something else.
std::optional<int> offset_at(std::string_view text, std::size_t at) {
  if (at >= text.size()) return 0;
  const std::string_view rest = text.substr(at);
  if (rest == "Z" || rest == "z" || rest == " UTC") return 0;
  if (rest[0] != '+' && rest[0] != '-') return std::nullopt;
  const int hours = digits_at(rest, 1, 2);
  const std::size_t minutes_at = rest.size() > 3 && rest[3] == ':' ? 4 : 3;
  const int minutes = rest.size() > minutes_at ? digits_at(rest, minutes_at, 2) : 0;
  if (hours < 0 || minutes < 0) return std::nullopt;
  return (rest[0] == '-' ? -1 : 1) * (hours * 60 + minutes);
}

// In which unit a time seems to be counted.
std::chrono::microseconds unit_of(std::chrono::microseconds time) {
  if (time.count() % whole_milliseconds.count() != 0) return whole_microseconds;
  const bool seconds = time.count() != 0 && time.count() % whole_seconds.count() == 0;
  return seconds ? whole_seconds : whole_milliseconds;
}

void drop_pseudo_headers(Headers& headers) {
  std::erase_if(headers, [](const Header& header) { return header.name.empty() || header.name.front() == ':'; });
}

void drop_header(Headers& headers, std::string_view name) {
  std::erase_if(headers, [&](const Header& header) { return lower(header.name) == name; });
}

std::optional<long long> content_length(const Headers& headers) {
  const auto value = find_header(headers, "Content-Length");
  if (!value || value->empty() || value->size() > 15 || !std::ranges::all_of(*value, is_digit)) return std::nullopt;
  return std::stoll(std::string{*value});
}

bool looks_like_gzip(std::string_view bytes) { return bytes.starts_with("\x1f\x8b"); }

// The body of a message whose length its head has, or lacks.
RecordedBody body_of(RawBody raw, Headers& headers) {
  RecordedBody body;
  const std::optional<long long> length = content_length(headers);
  const auto coding = find_header(headers, "Content-Encoding");
  const bool coded = coding && !coding->empty() && lower(*coding) != "identity";
  if (!raw.text) {
    const bool some = (raw.size && *raw.size > 0) || (length && *length > 0) || (raw.on_wire && *raw.on_wire > 0);
    const bool nothing = (length && *length == 0) || (raw.size == 0 && raw.on_wire == 0);
    body.kept = some ? BodyKept::omitted : nothing ? BodyKept::none : BodyKept::unknown;
    return body;
  }
  body.text = std::move(*raw.text);
  if (raw.base64) {
    std::erase_if(body.text, [](char c) { return c == '\n' || c == '\r' || c == ' '; });
    auto bytes = from_base64(body.text);
    if (!bytes) {
      body.kept = BodyKept::encoded;
      return body;
    }
    body.text = std::move(*bytes);
  }
  if (coded && looks_like_gzip(body.text)) {
    auto plain_bytes = inflated(body.text, most_decoded);
    body.kept = plain_bytes ? BodyKept::whole : BodyKept::encoded;
    if (plain_bytes) body.text = std::move(*plain_bytes);
    return body;
  }
  if (coded && !is_utf8(body.text)) {
    body.kept = BodyKept::encoded;
    return body;
  }
  body.inexact = body.text.find("\xef\xbf\xbd") != std::string::npos;
  const auto bytes = static_cast<long long>(body.text.size());
  if (body.text.empty()) {
    const bool some = (raw.size && *raw.size > 0) || (length && *length > 0);
    body.kept = some ? BodyKept::omitted : BodyKept::none;
  } else if (raw.note_of_clipping) {
    body.kept = BodyKept::clipped;
  } else if (!coded && ((raw.size && *raw.size > bytes) || (length && *length > bytes))) {
    body.kept = BodyKept::clipped;
  } else {
    body.kept = BodyKept::whole;
  }
  return body;
}

// Codings are undone by recorders and here: what is left of the field is the server's only where the request excluded
// codings, which is then a violation.
void settle_coding(RecordedExchange& exchange) {
  const auto accepted = find_header(exchange.request_headers, "Accept-Encoding");
  const bool excluded = accepted && lower(*accepted) == "identity";
  if (!excluded) drop_header(exchange.response_headers, "content-encoding");
}

// Of Chromium and of conform: what is not the matter of the client, its network or its own time limit.
bool is_failure_of_server(std::string_view failure) {
  constexpr std::array words{"ERR_EMPTY_RESPONSE",
                             "ERR_INVALID_HTTP_RESPONSE",
                             "ERR_CONTENT_LENGTH_MISMATCH",
                             "ERR_INCOMPLETE_CHUNKED_ENCODING",
                             "ERR_INVALID_CHUNKED_ENCODING",
                             "ERR_RESPONSE_HEADERS_TRUNCATED",
                             "ERR_RESPONSE_HEADERS_MULTIPLE_CONTENT_LENGTH"};
  constexpr std::array kinds{TransportErrorKind::timed_out, TransportErrorKind::closed, TransportErrorKind::malformed};
  return std::ranges::any_of(words, [&](const char* word) { return failure.find(word) != std::string_view::npos; }) ||
         std::ranges::any_of(kinds, [&](TransportErrorKind kind) { return failure.starts_with(to_string(kind)); });
}

NotJudged reason_of(const RawExchange& raw, bool has_time) {
  const bool asks_leave =
      raw.method == "OPTIONS" && find_header(raw.request_headers, "Access-Control-Request-Method").has_value();
  if (asks_leave) return NotJudged::preflight;
  if (raw.from_cache || raw.status == 304) return NotJudged::from_cache;
  if (raw.status == 307 && raw.status_text == "Internal Redirect") return NotJudged::browser_redirect;
  if (raw.failed || raw.status == 0) return NotJudged::no_response;
  if (raw.status < 100 || raw.status > 599) return NotJudged::no_status;
  return has_time ? NotJudged::judgeable : NotJudged::no_time;
}

}  // namespace

std::optional<std::string> inflated(std::string_view bytes, std::size_t most) {
  constexpr int any_format = 15 + 32;
  z_stream stream{};
  if (inflateInit2(&stream, any_format) != Z_OK) return std::nullopt;
  std::string plain_bytes;
  std::array<char, 65536> block{};
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));  // NOLINT: zlib's interface
  stream.avail_in = static_cast<uInt>(std::min<std::size_t>(bytes.size(), most_decoded));
  int code = Z_OK;
  while (code == Z_OK && plain_bytes.size() <= most) {
    stream.next_out = reinterpret_cast<Bytef*>(block.data());  // NOLINT
    stream.avail_out = static_cast<uInt>(block.size());
    code = inflate(&stream, Z_NO_FLUSH);
    plain_bytes.append(block.data(), block.size() - stream.avail_out);
  }
  inflateEnd(&stream);
  if (code != Z_STREAM_END || plain_bytes.size() > most) return std::nullopt;
  return plain_bytes;
}

std::optional<RecordedInstant> recorded_time(std::string_view text) {
  using std::chrono::year;
  const int y = digits_at(text, 0, 4);
  const int mon = digits_at(text, 5, 2);
  const int d = digits_at(text, 8, 2);
  const int h = digits_at(text, 11, 2);
  const int m = digits_at(text, 14, 2);
  const int s = digits_at(text, 17, 2);
  if (y < 0 || mon < 1 || d < 1 || h < 0 || m < 0 || s < 0 || h > 23 || m > 59 || s > 60) return std::nullopt;
  const std::chrono::year_month_day day{year{y}, std::chrono::month{static_cast<unsigned>(mon)},
                                        std::chrono::day{static_cast<unsigned>(d)}};
  constexpr int first_year = 1900;  // the clock cannot hold all that can be written
  constexpr int last_year = 2200;
  if (!day.ok() || y < first_year || y > last_year) return std::nullopt;
  std::size_t at = 19;
  const Fraction fraction = fraction_at(text, at);
  const auto offset = offset_at(text, at);
  if (!offset) return std::nullopt;
  const auto time =
      std::chrono::sys_days{day} + std::chrono::hours{h} + std::chrono::minutes{m - *offset} + std::chrono::seconds{s};
  return RecordedInstant{std::chrono::system_clock::time_point{time} + fraction.value, fraction.precision};
}

std::optional<RecordedInstant> recorded_time(double number) {
  constexpr double in_milliseconds = 1e11;  // seconds reach it in the year 5138
  constexpr double last = 7e9;
  const double seconds = number > in_milliseconds ? number / 1e3 : number;
  if (!std::isfinite(seconds) || seconds < 0 || seconds > last) return std::nullopt;
  // A double has less than a microsecond here.
  const std::chrono::microseconds since_1970{std::llround(seconds * 1e6)};
  return RecordedInstant{std::chrono::system_clock::time_point{since_1970}, unit_of(since_1970)};
}

RecordedExchange resolved(RawExchange raw) {
  RecordedExchange exchange;
  drop_pseudo_headers(raw.request_headers);
  drop_pseudo_headers(raw.response_headers);
  auto time = recorded_time(raw.started_at);
  if (!time && raw.started_at_number) time = recorded_time(*raw.started_at_number);
  exchange.not_judged = reason_of(raw, time.has_value());
  if (time) {
    exchange.started_at = time->at;
    exchange.precision = time->precision;
  }
  constexpr double day = 86'400'000;
  if (!raw.milliseconds || !(*raw.milliseconds >= 0 && *raw.milliseconds <= day)) {
    exchange.precision = std::max(exchange.precision, whole_seconds);  // it did not say when it ended
  } else {
    exchange.took = std::chrono::microseconds{static_cast<long long>(*raw.milliseconds * 1e3)};
    exchange.precision = std::max(exchange.precision, unit_of(exchange.took));
  }
  exchange.request_body = body_of(std::move(raw.request_body), raw.request_headers);
  exchange.response_body = body_of(std::move(raw.response_body), raw.response_headers);
  exchange.method = std::move(raw.method);
  exchange.url = std::move(raw.url);
  exchange.request_headers = std::move(raw.request_headers);
  exchange.response_headers = std::move(raw.response_headers);
  exchange.status = raw.status;
  exchange.failed_by_server = exchange.not_judged == NotJudged::no_response && is_failure_of_server(raw.failure);
  exchange.position = raw.position;
  settle_coding(exchange);
  return exchange;
}

}  // namespace conform
