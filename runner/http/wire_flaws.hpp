#pragma once

#include <string_view>
#include <utility>
#include <vector>

#include "model/exchange.hpp"

// What a response must not be by RFC 9110 and 9112, yet can be read all the same: each is one flaw of the message.

namespace conform {

/// Keeps the flaws of a message, each kind at each place once, and so few that a server cannot fill the memory.
class WireFlaws {
 public:
  /// A status line that can be read: "HTTP/1.1 200 reason".
  void look_at_status_line(std::string_view line);
  /// A header or trailer field; folded: its value went on in another line.
  void look_at_field(std::string_view name, std::string_view value, bool in_trailer);
  void note_fold(std::string_view name, bool in_trailer);
  /// What follows the size of a chunk, from the first ";" or white space on.
  void look_at_chunk_extensions(std::string_view text);
  /// A whole head: fields that may be there once, and what a 1xx response must not have.
  void look_at_head(int status, const Headers& headers);

  [[nodiscard]] std::vector<WireFlaw> take() { return std::move(flaws_); }

 private:
  void add(WireFlaw flaw);

  std::vector<WireFlaw> flaws_;
};

/// *( BWS ";" BWS chunk-ext-name [ BWS "=" BWS chunk-ext-val ] ) of RFC 9112 section 7.1.1, without any white space
/// that is not inside of a quoted string: senders must not generate it.
[[nodiscard]] bool are_chunk_extensions(std::string_view text);

}  // namespace conform
