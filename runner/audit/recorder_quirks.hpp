#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "audit/recorded_exchange.hpp"

namespace conform {

/// What an entry of a recording says, before its quirks are resolved.
struct RawBody {
  std::optional<std::string> text;  ///< nothing: no such member
  bool base64 = false;
  bool note_of_clipping = false;     ///< a comment of the recorder says that this is the beginning only
  std::optional<long long> size;     ///< as the recorder counted it; below 0: unknown
  std::optional<long long> on_wire;  ///< HAR's bodySize
};

struct RawExchange {
  std::string method;
  std::string url;
  Headers request_headers;
  Headers response_headers;
  RawBody request_body;
  RawBody response_body;
  std::string started_at;
  std::optional<double> started_at_number;  ///< seconds or milliseconds since 1970
  std::optional<double> milliseconds;
  int status = 0;
  std::string status_text;
  bool from_cache = false;
  bool failed = false;
  std::string failure;  ///< in the words of the recorder: "net::ERR_EMPTY_RESPONSE"
  std::size_t position = 0;
};

/// Resolves what recorders do differently: HTTP/2 pseudo-headers, base64 bodies, decoded text with its
/// Content-Encoding, bodies that were omitted or clipped, responses of a cache, preflights of CORS.
[[nodiscard]] RecordedExchange resolved(RawExchange raw);

/// A time as a recorder wrote it: whole seconds, milliseconds, microseconds.
struct RecordedInstant {
  std::chrono::system_clock::time_point at;
  std::chrono::microseconds precision{1};
  friend bool operator==(const RecordedInstant&, const RecordedInstant&) = default;
};

/// RFC 3339, and what recorders write in its place: a space for "T", a comma before the fraction, "+0100".
[[nodiscard]] std::optional<RecordedInstant> recorded_time(std::string_view text);
/// Seconds or milliseconds since 1970.
[[nodiscard]] std::optional<RecordedInstant> recorded_time(double number);

/// The bytes of a gzip or zlib stream (RFC 1952, RFC 1950), at most `most`; nothing when they are none or more.
[[nodiscard]] std::optional<std::string> inflated(std::string_view bytes, std::size_t most);

}  // namespace conform
