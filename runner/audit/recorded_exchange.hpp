#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

#include "model/exchange.hpp"

namespace conform {

/// What a recorder kept of a body.
enum class BodyKept {
  none,     ///< there was none, for certain
  whole,    ///< all of it, content codings removed
  unknown,  ///< the recorder says nothing: there may have been one
  omitted,  ///< there was one that it did not keep
  clipped,  ///< the beginning
  encoded   ///< bytes that cannot be decoded here
};

struct RecordedBody {
  BodyKept kept = BodyKept::unknown;
  std::string text;
  bool inexact = false;  ///< bytes that are not text became U+FFFD, in the recorder or before it
};

/// Why an exchange cannot be judged; `judgeable`: it can.
enum class NotJudged {
  judgeable,
  no_response,
  from_cache,
  preflight,
  browser_redirect,
  no_status,
  no_time,
  unreadable,
};
[[nodiscard]] std::string_view to_string(NotJudged reason) noexcept;

/// One exchange as a recorder wrote it down, its quirks resolved (docs/audit.md).
struct RecordedExchange {
  std::string method;
  std::string url;
  Headers request_headers;
  Headers response_headers;
  RecordedBody request_body;
  RecordedBody response_body;
  int status = 0;
  std::chrono::system_clock::time_point started_at{};
  std::chrono::microseconds took{0};
  std::chrono::microseconds precision{1};  ///< by so much its begin and its end may be later
  NotJudged not_judged = NotJudged::judgeable;
  bool failed_by_server = false;  ///< no response, and the recorder says that the server began none or broke it off
  std::size_t position = 0;       ///< entry or line in its recording, from 1
  std::size_t source = 0;         ///< which recording, from 0
  bool starts_afresh = false;     ///< a read of a run before a case: an attempt that it does not keep may be between
  bool by_conform = false;        ///< in the HAR of a run: no other client wrote its records
};

}  // namespace conform
