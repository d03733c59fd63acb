#include "http/request_bytes.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/ascii.hpp"

namespace conform {
namespace {

bool breaks_request_line(char c) noexcept {
  const auto byte = static_cast<unsigned char>(c);
  return byte <= 0x20 || byte == 0x7F;
}

std::string why_unsendable(const Request& request) {
  if (!is_token(request.method)) return "the method is not a token (RFC 9110 section 9.1)";
  if (request.target.empty() || request.target.front() != '/') return "the request target does not begin with \"/\"";
  const auto bad = std::find_if(request.target.begin(), request.target.end(), breaks_request_line);
  if (bad != request.target.end()) {
    return fmt::format("the request target has byte 0x{:02X}; percent-encode it", static_cast<unsigned char>(*bad));
  }
  for (const Header& header : request.headers) {
    if (!is_token(header.name)) return "a header's name is not a token (RFC 9110 section 5.1)";
    if (header.value.find_first_of(std::string_view{"\r\n\0", 3}) != std::string::npos) {
      return fmt::format("the value of {} has a CR, LF or NUL (RFC 9110 section 5.5)", header.name);
    }
  }
  return {};
}

}  // namespace

tl::expected<std::string, std::string> request_bytes(const Request& request, const Endpoint& endpoint) {
  if (std::string why = why_unsendable(request); !why.empty()) return tl::unexpected{std::move(why)};

  std::string bytes;
  bytes.reserve(512 + (request.body ? request.body->size() : 0));
  const auto add = [&](std::string_view name, std::string_view value) {
    bytes.append(name).append(value.empty() ? ":" : ": ").append(value).append("\r\n");
  };
  bytes.append(request.method).append(" ");
  bytes.append(endpoint.absolute).append(endpoint.path).append(request.target);
  bytes.append(request.http_1_0 ? " HTTP/1.0\r\n" : " HTTP/1.1\r\n");
  if (!find_header(request.headers, "Host")) add("Host", endpoint.host);
  if (!endpoint.proxy_authorization.empty()) add("Proxy-Authorization", endpoint.proxy_authorization);
  for (const Header& header : request.headers) add(header.name, header.value);
  // A case that frames the body itself wants to see what becomes of exactly that framing.
  if (request.body && !find_header(request.headers, "Content-Length") &&
      !find_header(request.headers, "Transfer-Encoding")) {
    add("Content-Length", std::to_string(request.body->size()));
  }
  bytes.append("\r\n");
  if (request.body) bytes.append(*request.body);
  return bytes;
}

}  // namespace conform
