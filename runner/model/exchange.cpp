#include "model/exchange.hpp"

#include <algorithm>

#include "base/ascii.hpp"

namespace conform {
std::optional<std::string_view> find_header(const Headers& headers, std::string_view name) {
  for (const Header& header : headers) {
    if (same_ignoring_case(header.name, name)) return header.value;
  }
  return std::nullopt;
}

std::size_t count_header(const Headers& headers, std::string_view name) {
  return static_cast<std::size_t>(std::count_if(
      headers.begin(), headers.end(), [&](const Header& header) { return same_ignoring_case(header.name, name); }));
}

std::string_view to_string(TransportErrorKind kind) noexcept {
  switch (kind) {
    case TransportErrorKind::unreachable:
      return "unreachable";
    case TransportErrorKind::tls:
      return "tls";
    case TransportErrorKind::interrupted:
      return "interrupted";
    case TransportErrorKind::unsendable:
      return "unsendable";
    case TransportErrorKind::timed_out:
      return "timed-out";
    case TransportErrorKind::closed:
      return "closed";
    case TransportErrorKind::malformed:
      return "malformed";
    case TransportErrorKind::too_large:
      return "too-large";
  }
  return "unreachable";
}

bool blames_server(TransportErrorKind kind) noexcept {
  switch (kind) {
    case TransportErrorKind::timed_out:
    case TransportErrorKind::closed:
    case TransportErrorKind::malformed:
      return true;
    case TransportErrorKind::unreachable:
    case TransportErrorKind::tls:
    case TransportErrorKind::interrupted:
    case TransportErrorKind::unsendable:
    case TransportErrorKind::too_large:
      return false;
  }
  return false;
}

const Response* response_of(const Exchange& exchange) noexcept { return std::get_if<Response>(&exchange.response); }

}  // namespace conform
