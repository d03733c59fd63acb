#pragma once

#include <cstddef>
#include <string>

#include "model/exchange.hpp"

namespace conform {

/// What an exchange in a report may cost.
struct ExchangeLimits {
  std::size_t body_bytes = 2048;   ///< of each body
  std::size_t headers = 40;        ///< fields of each message
  std::size_t header_bytes = 500;  ///< of each field
  std::size_t curl_bytes = 4096;   ///< a longer command line is left out: cut, it would be of no use
};

/// One exchange to be read by people, printable, several lines: what was sent behind ">", what came back behind "<",
/// and the curl command line that repeats it. `number` is its place in the verdict, from 1.
[[nodiscard]] std::string exchange_text(const Exchange& exchange, std::size_t number,
                                        const ExchangeLimits& limits = {});

/// "setup as user-1": what an exchange was for, and who sent it.
[[nodiscard]] std::string exchange_title(const Exchange& exchange);

}  // namespace conform
