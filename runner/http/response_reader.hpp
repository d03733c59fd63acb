#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "http/wire_flaws.hpp"
#include "model/exchange.hpp"

namespace conform {

/// What of a response is kept. One that is larger is read to its end all the same: whether it ends is the server's
/// matter, how much of it is kept is ours.
struct ResponseLimits {
  std::size_t max_head_bytes = 256U << 10U;  ///< status lines, headers (of 1xx responses too) and trailers together
  std::size_t max_body_bytes = 8U << 20U;
};

/// Reads one HTTP/1.1 response from its bytes as they arrive (RFC 9112), in linear time and bounded memory. A complete
/// response over the limits fails as too large; one that never ends is never complete.
///
/// Strict where leniency would hide a fault of the server: lines end in CRLF, the framing must not contradict itself
/// (different Content-Lengths, Content-Length beside Transfer-Encoding), chunks are exact. 1xx responses are skipped,
/// except 101, after which the connection speaks something else. Trailers are checked and dropped: RFC 9110
/// section 6.5.1 keeps them apart from headers. Of a folded value the fold becomes one space (RFC 9112 section 5.2);
/// nothing else of a value is changed but the white space around it. Content codings stay. What is wrong and can be
/// read all the same is among the response's flaws.
class ResponseReader {
 public:
  enum class State { reading, complete, failed };

  /// `method` is the request's: responses to HEAD and CONNECT have framing of their own.
  ResponseReader(std::string_view method, const ResponseLimits& limits);

  /// Takes the next bytes. Bytes behind a complete message are counted, not kept.
  State feed(std::string_view bytes);
  /// The connection has ended: `how` is a clause, "closed the connection", and `clean` false when it was broken.
  State end(bool clean, std::string_view how);

  [[nodiscard]] State state() const noexcept { return state_; }
  /// True once any byte has come.
  [[nodiscard]] bool started() const noexcept { return started_; }
  /// True when the message is complete and the connection may carry another one.
  [[nodiscard]] bool persistent() const noexcept;
  /// True when the message is complete and its kind has no body, whatever its headers say.
  [[nodiscard]] bool bodiless() const noexcept { return bodiless_; }
  /// True when such a message has headers that speak of a body although no response of its kind may have them: a 204
  /// with a Content-Length over 0 (RFC 9110 section 8.6) or a Transfer-Encoding.
  [[nodiscard]] bool announces_body() const;
  /// What has come, in words: "nothing", "part of the head", "12 of 300 body bytes".
  [[nodiscard]] std::string progress() const;

  /// The complete message.
  [[nodiscard]] Response take_response() &&;
  /// Why there is none, when failed, with what had come.
  [[nodiscard]] TransportError take_failure() &&;
  /// No (complete) response for a reason from outside, with what had come.
  [[nodiscard]] TransportError abandon(TransportErrorKind kind, std::string detail) &&;

 private:
  enum class Phase {
    status_line,
    header_line,
    counted_body,
    body_until_close,
    chunk_size,
    chunk_data,
    chunk_end,
    trailer_line
  };

  State fail(TransportErrorKind kind, Untrusted detail);
  void complete();
  void is_over(std::string what);
  void take_line(std::string_view& bytes);
  void take_body(std::string_view& bytes);
  void on_line();
  void on_status_line();
  void on_header_line();
  void on_trailer_line();
  void on_chunk_size();
  void on_head_end();
  bool read_content_length();
  bool valid_field_line();
  [[nodiscard]] bool connection_has(std::string_view option) const;

  ResponseLimits limits_;
  bool head_request_;
  bool connect_request_;
  State state_ = State::reading;
  Phase phase_ = Phase::status_line;
  bool started_ = false;
  bool bodiless_ = false;
  bool http_1_0_ = false;
  bool has_length_ = false;
  std::uint64_t length_ = 0;     ///< Content-Length, when there is one
  std::uint64_t remaining_ = 0;  ///< of the counted body or the chunk
  std::size_t head_bytes_ = 0;
  std::size_t fields_beyond_ = 0;  ///< that were kept although the head is over its limit
  std::string over_;               ///< the first limit that was met, in words; empty: none
  std::string line_;               ///< the unfinished line
  char last_byte_ = '\0';          ///< of it, also where the line was cut
  std::string trailer_;            ///< name of the last trailer field
  std::string excess_begin_;       ///< the first bytes behind the message
  WireFlaws flaws_;
  Response response_;
  TransportError failure_;
};

}  // namespace conform
