#include "model/exchange.hpp"

#include <algorithm>

#include "model/ascii.hpp"

namespace conform {
namespace {

bool same_name(std::string_view a, std::string_view b) {
  return a.size() == b.size() &&
         std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) { return lower(x) == lower(y); });
}

}  // namespace

std::optional<std::string_view> find_header(const Headers& headers, std::string_view name) {
  for (const Header& header : headers) {
    if (same_name(header.name, name)) return header.value;
  }
  return std::nullopt;
}

std::size_t count_header(const Headers& headers, std::string_view name) {
  return static_cast<std::size_t>(std::count_if(headers.begin(), headers.end(),
                                                [&](const Header& header) { return same_name(header.name, name); }));
}

std::string_view to_string(Trouble trouble) noexcept {
  switch (trouble) {
    case Trouble::unreachable:
      return "unreachable";
    case Trouble::tls:
      return "tls";
    case Trouble::interrupted:
      return "interrupted";
    case Trouble::unsendable:
      return "unsendable";
    case Trouble::timed_out:
      return "timed-out";
    case Trouble::closed:
      return "closed";
    case Trouble::malformed:
      return "malformed";
    case Trouble::too_large:
      return "too-large";
  }
  return "unreachable";
}

bool blames_server(Trouble trouble) noexcept {
  switch (trouble) {
    case Trouble::timed_out:
    case Trouble::closed:
    case Trouble::malformed:
      return true;
    case Trouble::unreachable:
    case Trouble::tls:
    case Trouble::interrupted:
    case Trouble::unsendable:
    case Trouble::too_large:
      return false;
  }
  return false;
}

const Response* response_of(const Exchange& exchange) noexcept { return std::get_if<Response>(&exchange.answer); }

}  // namespace conform
