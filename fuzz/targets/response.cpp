#include <algorithm>

#include "base/gate.hpp"
#include "fuzz/require.hpp"
#include "fuzz/target.hpp"
#include "http/response_reader.hpp"

namespace conform::fuzz {
namespace {

constexpr ResponseLimits limits{.max_head_bytes = 2000, .max_body_bytes = 1000};

/// The response as it is read when the bytes come in pieces of this size.
ResponseOrError read(std::string_view method, std::string_view bytes, std::size_t piece) {
  ResponseReader reader{method, limits};
  for (std::size_t at = 0; at < bytes.size(); at += piece) reader.feed(bytes.substr(at, piece));
  reader.end(true, "closed the connection");
  if (reader.state() == ResponseReader::State::complete) return std::move(reader).take_response();
  require(reader.state() == ResponseReader::State::failed, "a response that has ended is complete or failed");
  return std::move(reader).take_failure();
}

void require_bounded(const Response& response) {
  std::size_t head = response.reason.size();
  for (const Header& header : response.headers) head += header.name.size() + header.value.size();
  require(head <= limits.max_head_bytes, "a head is within its limit");
  require(response.body.size() <= limits.max_body_bytes, "a body is within its limit");
}

}  // namespace

/// The first byte says whether the request was HEAD.
void fuzz_response(std::string_view input) {
  if (input.empty()) return;
  const std::string_view method = input.front() == 'H' ? "HEAD" : "GET";
  input.remove_prefix(1);
  const ResponseOrError whole = read(method, input, std::max<std::size_t>(input.size(), 1));
  const ResponseOrError bytewise = read(method, input, 1);
  if (const auto* response = std::get_if<Response>(&whole)) {
    require_bounded(*response);
    require(whole == bytewise, "a response is the same in whatever pieces it comes");
    return;
  }
  const auto& error = std::get<TransportError>(whole);
  if (error.partial) require_bounded(*error.partial);
  require(std::holds_alternative<TransportError>(bytewise) && std::get<TransportError>(bytewise).kind == error.kind,
          "the trouble is the same in whatever pieces a response comes");
  for (const char c : plain(error.detail))
    require(static_cast<unsigned char>(c) >= 0x20, "a detail has no control characters");
}

}  // namespace conform::fuzz
