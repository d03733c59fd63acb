#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/untrusted.hpp"

namespace conform {

/// One header field as it stands on the wire: no folding, no decoding, order and duplicates kept.
struct Header {
  std::string name;
  std::string value;
  friend bool operator==(const Header&, const Header&) = default;
};
using Headers = std::vector<Header>;

/// The first value of a field, by a name in any letter case (RFC 9110 section 5.1).
[[nodiscard]] std::optional<std::string_view> find_header(const Headers& headers, std::string_view name);
/// How often a field is there.
[[nodiscard]] std::size_t count_header(const Headers& headers, std::string_view name);

/// What the whole body was, when a record keeps only its beginning.
struct BodyCut {
  std::size_t bytes = 0;  ///< length of the whole body
  std::string sha256;     ///< of the whole body, 64 lower-case hexadecimal digits
  friend bool operator==(const BodyCut&, const BodyCut&) = default;
};

/// Exactly what goes out: nothing is added but Host, and Content-Length when there is a body.
struct Request {
  std::string method;
  std::string target;  ///< origin form below the base URL, percent-encoded: "/users/6c1c…"
  Headers headers;
  std::optional<std::string> body;
  std::optional<BodyCut> body_cut = std::nullopt;  ///< set by reports when `body` is only the beginning
  friend bool operator==(const Request&, const Request&) = default;
};

/// A violation of HTTP that a lenient reader tolerates: the message can be read all the same.
struct WireFlaw {
  std::string rule;      ///< that it breaks: "contract.http-fields"
  Untrusted where;       ///< "status line", "header X-Note", "trailer ETag", "chunk"
  std::string expected;  ///< with the section of the RFC
  Untrusted actual;
  std::string what;  ///< behind "with": "a folded field value"
  friend bool operator==(const WireFlaw&, const WireFlaw&) = default;
};

/// What came back, as it came (1xx responses skipped, chunked framing removed, content codings kept).
struct Response {
  int status = 0;
  std::string reason;
  Headers headers;
  std::string body;
  std::size_t excess_bytes = 0;                    ///< bytes that the server sent after the end of this message
  bool excess_is_timeout = false;                  ///< they begin like a 408
  std::optional<BodyCut> body_cut = std::nullopt;  ///< set by reports when `body` is only the beginning
  std::vector<WireFlaw> flaws = {};                ///< of 1xx responses before it too; not part of reports
  friend bool operator==(const Response&, const Response&) = default;
};

/// Why there is no (complete) response.
enum class TransportErrorKind {
  unreachable,  ///< refused, no route, name does not resolve: of the run, not of the server's contract
  tls,          ///< handshake or certificate: of the run
  interrupted,  ///< the run was stopped
  unsendable,   ///< the request cannot be put on the wire (control characters in a header, …): of the case
  timed_out,    ///< no complete response within the deadline: the server's
  closed,       ///< closed or reset before a complete response: the server's
  malformed,    ///< not HTTP, or framing that contradicts itself: the server's
  too_large     ///< complete, but its head or body is over a limit of this suite: of the run
};

[[nodiscard]] std::string_view to_string(TransportErrorKind kind) noexcept;
/// True for trouble that is a finding against the server; false for trouble of the run (contract: trouble is not a
/// finding).
[[nodiscard]] bool blames_server(TransportErrorKind kind) noexcept;

struct TransportError {
  TransportErrorKind kind = TransportErrorKind::unreachable;
  Untrusted detail;                 ///< in words, as precise as the transport knows
  std::optional<Response> partial;  ///< what had come by then, when a status line had
  bool nothing_came = false;        ///< not a byte; not part of reports
  friend bool operator==(const TransportError&, const TransportError&) = default;
};

using ResponseOrError = std::variant<Response, TransportError>;

/// One request and its response. Reports quote these.
struct Exchange {
  std::string purpose;  ///< "setup", "before", "step 1", "read back", "positive twin" …
  std::string actor;    ///< who sent it: "user-1", "reader" …; empty: no actor
  Request request;
  ResponseOrError response;
  std::chrono::system_clock::time_point started_at{};
  std::chrono::microseconds took{};
  std::string curl;            ///< a command line that repeats it, secrets as $VARIABLES
  std::string operation = {};  ///< what it asked for: "getUser"; empty: nothing that the contract has; not in reports
  friend bool operator==(const Exchange&, const Exchange&) = default;
};

/// The response, or null when there is none.
[[nodiscard]] const Response* response_of(const Exchange& exchange) noexcept;

}  // namespace conform
