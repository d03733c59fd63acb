#pragma once

#include <algorithm>
#include <cstddef>

namespace conform {

/// How much of a record an HTML page shows. What is left out is counted on the page.
struct HtmlAmounts {
  std::size_t text_bytes = 2000;   ///< of a message, statement or value
  std::size_t body_bytes = 16384;  ///< of a message body
  std::size_t headers = 40;        ///< fields of a message
  std::size_t causes = 500;        ///< of each kind
  std::size_t exchanges = 30;      ///< of the example of a cause
  std::size_t ids = 200;           ///< cases listed with a cause, requirement or reason
  std::size_t cases = 20000;       ///< listed at the end
  std::size_t requirements = 2000;
  std::size_t diff_lines = 200;

  /// Half of it, but never nothing.
  [[nodiscard]] HtmlAmounts halved() const {
    const auto half = [](std::size_t amount, std::size_t least) { return std::max(amount / 2, least); };
    return {.text_bytes = half(text_bytes, 100),
            .body_bytes = half(body_bytes, 200),
            .headers = half(headers, 5),
            .causes = half(causes, 10),
            .exchanges = half(exchanges, 1),
            .ids = half(ids, 3),
            .cases = half(cases, 10),
            .requirements = half(requirements, 50),
            .diff_lines = half(diff_lines, 10)};
  }
  friend bool operator==(const HtmlAmounts&, const HtmlAmounts&) = default;
};

}  // namespace conform
