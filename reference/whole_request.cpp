#include "reference/whole_request.hpp"

#include <charconv>

#include "reference/http_message.hpp"

namespace conform::reference {

namespace {

bool has_lone_line_feed(std::string_view text) {
  for (std::size_t at = text.find('\n'); at != std::string_view::npos; at = text.find('\n', at + 1)) {
    if (at == 0 || text[at - 1] != '\r') return true;
  }
  return false;
}

}  // namespace

bool is_worth_reading(std::string_view bytes, std::size_t most) {
  if (bytes.size() >= most) return true;
  if (bytes.starts_with("\r\n")) {  // one empty line is passed over (RFC 9112 section 2.2)
    bytes.remove_prefix(2);
    most -= 2;
  }
  constexpr std::string_view end = "\r\n\r\n";
  const std::size_t last_line = bytes.find(end);
  // What will be refused is not waited for.
  if (bytes.starts_with("\r\n") || has_lone_line_feed(bytes.substr(0, last_line))) return true;
  if (last_line == std::string_view::npos) return false;
  const std::size_t body = last_line + end.size();
  const std::string head = lower(bytes.substr(0, body));
  constexpr std::string_view name = "\ncontent-length:";
  const std::size_t field = head.find(name);
  if (field == std::string::npos || head.find("\nexpect:") != std::string::npos) return true;
  // What contradicts itself is refused by its head.
  if (head.find(name, field + 1) != std::string::npos || head.find("\ntransfer-encoding:") != std::string::npos)
    return true;
  const std::string_view value = trim(std::string_view{head}.substr(field + name.size()));
  std::size_t length = 0;
  const auto [rest, error] = std::from_chars(value.data(), value.data() + value.size(), length);
  // What is not a number is refused by who reads it.
  return error != std::errc{} || length > most - body || bytes.size() - body >= length;
}

}  // namespace conform::reference
