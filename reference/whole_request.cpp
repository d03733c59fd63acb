#include "reference/whole_request.hpp"

#include <charconv>
#include <optional>

#include "reference/http_message.hpp"

namespace conform::reference {

namespace {

// Where the body begins; lines may end in LF alone here, since that is to be refused and not to be waited for.
std::optional<std::size_t> end_of_head(std::string_view bytes) {
  for (std::size_t at = bytes.find('\n'); at != std::string_view::npos; at = bytes.find('\n', at + 1)) {
    const std::string_view rest = bytes.substr(at + 1);
    if (rest.starts_with("\r\n")) return at + 3;
    if (rest.starts_with("\n")) return at + 2;
  }
  return std::nullopt;
}

}  // namespace

bool is_worth_reading(std::string_view bytes, std::size_t most) {
  if (bytes.size() >= most) return true;
  if (bytes.starts_with("\r\n")) {  // one empty line is passed over (RFC 9112 section 2.2)
    bytes.remove_prefix(2);
    most -= 2;
  }
  const std::optional<std::size_t> body = bytes.starts_with("\r\n") ? 2 : end_of_head(bytes);
  if (!body) return false;
  const std::string head = lower(bytes.substr(0, *body));
  constexpr std::string_view name = "\ncontent-length:";
  const std::size_t field = head.find(name);
  if (field == std::string::npos || head.find("\nexpect:") != std::string::npos) return true;
  // What contradicts itself is refused by its head.
  if (head.find(name, field + 1) != std::string::npos || head.find("\ntransfer-encoding:") != std::string::npos)
    return true;
  const std::string_view value = trim(std::string_view{head}.substr(field + name.size()));
  std::size_t length = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), length);
  // What is no number is refused by who reads it.
  return error != std::errc{} || length > most - *body || bytes.size() - *body >= length;
}

}  // namespace conform::reference
