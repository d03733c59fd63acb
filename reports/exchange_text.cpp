#include "reports/exchange_text.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <optional>
#include <string_view>
#include <variant>

#include "base/gate.hpp"
#include "reports/text.hpp"

namespace conform {
namespace {

/// Appends each line of printable text behind a mark, so that no body can pass for a line of the report.
void quote(std::string& out, char mark, std::string_view text) {
  while (true) {
    const std::string_view line = text.substr(0, text.find('\n'));
    out += mark;
    if (!line.empty()) out += ' ';
    out += line;
    out += '\n';
    if (line.size() == text.size()) return;
    text.remove_prefix(line.size() + 1);
  }
}

std::string shown_body(std::string_view body, const std::optional<BodyCut>& cut, std::size_t max_bytes) {
  if (!cut) return clip(body, max_bytes);
  return fmt::format("{}… [{} bytes in all, SHA-256 {}]", beginning(body, max_bytes), cut->bytes, cut->sha256);
}

void quote_message(std::string& out, char mark, std::string_view start_line, const Headers& headers,
                   std::string_view body, const std::optional<BodyCut>& cut, const ExchangeLimits& limits) {
  quote(out, mark, printable_line(clip(start_line, limits.header_bytes)));
  for (std::size_t i = 0; i < std::min(headers.size(), limits.headers); ++i) {
    const std::string field = headers[i].name + ": " + headers[i].value;
    quote(out, mark, printable_line(clip(field, limits.header_bytes)));
  }
  if (headers.size() > limits.headers) {
    quote(out, mark, fmt::format("… and {} more fields", headers.size() - limits.headers));
  }
  if (body.empty()) return;
  quote(out, mark, "");
  quote(out, mark, printable(shown_body(body, cut, limits.body_bytes)));
}

void quote_response(std::string& out, const Response& response, const ExchangeLimits& limits) {
  std::string status = std::to_string(response.status);
  if (!response.reason.empty()) status += ' ' + response.reason;
  quote_message(out, '<', status, response.headers, response.body, response.body_cut, limits);
  if (response.excess_bytes > 0) {
    quote(out, '<',
          fmt::format("… and {} after the end of the message", counted(response.excess_bytes, "byte", "bytes")));
  }
}

}  // namespace

std::string exchange_title(const Exchange& exchange) {
  std::string title = exchange.purpose.empty() ? "request" : printable_line(exchange.purpose);
  title += exchange.actor.empty() ? " without credentials" : " as " + printable_line(exchange.actor);
  return title;
}

std::string exchange_text(const Exchange& exchange, std::size_t number, const ExchangeLimits& limits) {
  std::string out =
      fmt::format("Exchange {}: {}, {}\n", number, exchange_title(exchange), duration_text(exchange.took));
  const Request& request = exchange.request;
  quote_message(out, '>', request.method + ' ' + request.target, request.headers, request.body.value_or(""),
                request.body_cut, limits);
  if (const auto* const error = std::get_if<TransportError>(&exchange.response)) {
    if (error->partial) quote_response(out, *error->partial, limits);
    out += fmt::format("! no complete response ({}): {}\n", to_string(error->kind),
                       printable_line(clip(plain(error->detail), limits.header_bytes)));
  } else {
    quote_response(out, std::get<Response>(exchange.response), limits);
  }
  if (exchange.curl.size() > limits.curl_bytes) {
    out += fmt::format("Repeat: a command line of {} bytes, see the JSON report\n", exchange.curl.size());
  } else if (!exchange.curl.empty()) {
    out += "Repeat: " + printable(exchange.curl) + '\n';
  }
  return out;
}

}  // namespace conform
