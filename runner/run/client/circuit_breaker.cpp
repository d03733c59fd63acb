#include "run/client/circuit_breaker.hpp"

#include <numeric>

namespace conform {
namespace {

// A server that is still sending a large response when the time is over is slow, not silent.
bool is_silence(const ResponseOrError& response) {
  constexpr std::size_t much = 64U << 10U;
  const auto* error = std::get_if<TransportError>(&response);
  if (error == nullptr || error->kind != TransportErrorKind::timed_out) return false;
  if (!error->partial) return true;
  const Headers& headers = error->partial->headers;
  const std::size_t head = std::accumulate(
      headers.begin(), headers.end(), std::size_t{0},
      [](std::size_t sum, const Header& header) { return sum + header.name.size() + header.value.size(); });
  return head + error->partial->body.size() < much;
}

}  // namespace

std::string kind_of(const Request& request) {
  // Requests with very large bodies are a kind of their own: a server may be silent to them alone.
  constexpr std::size_t large = 64U << 10U;
  const bool is_large = request.body && request.body->size() > large;
  return request.method + " " + request.target.substr(0, request.target.find('/', 1)) +
         (is_large ? " with a large body" : "");
}

bool is_unsent(const ResponseOrError& response) {
  const auto* error = std::get_if<TransportError>(&response);
  return error != nullptr && (error->kind == TransportErrorKind::unreachable || error->kind == TransportErrorKind::tls);
}

bool CircuitBreaker::blocks(const Request& request, Clock::TimePoint now) {
  const std::scoped_lock lock{mutex_};
  const auto found = without_response_.find(kind_of(request));
  if (found == without_response_.end() || found->second.in_a_row < enough) return false;
  if (now < found->second.last_end + rest) return true;
  found->second.last_end = now;  // this one tests it; the others go on without
  return false;
}

bool CircuitBreaker::is_gone() const {
  const std::scoped_lock lock{mutex_};
  return unconnected_ >= enough;
}

void CircuitBreaker::note(const Request& request, const ResponseOrError& response, Clock::TimePoint began,
                          Clock::TimePoint ended) {
  const bool silence = is_silence(response);
  const std::scoped_lock lock{mutex_};
  unconnected_ = is_unsent(response) ? unconnected_ + 1 : 0;
  TimeOuts& known = without_response_[kind_of(request)];
  if (!silence) {
    known = {};
  } else if (known.in_a_row == 0 || began >= known.last_end) {
    ++known.in_a_row;
    known.last_end = ended;
  }
}

bool CircuitBreaker::is_busy() const {
  const std::scoped_lock lock{mutex_};
  return refused_after_waits_ >= enough;
}

void CircuitBreaker::note_first_response(int status, bool waits) {
  const std::scoped_lock lock{mutex_};
  ++busy_.requests;
  if (!waits) return;
  ++(status == 503 ? busy_.unavailable : busy_.too_many);
}

CircuitBreaker::Busy CircuitBreaker::busy() const {
  const std::scoped_lock lock{mutex_};
  return busy_;
}

bool CircuitBreaker::is_unavailable_too_often() {
  const std::scoped_lock lock{mutex_};
  if (reported_ || busy_.requests < judged_from || busy_.unavailable * 2 <= busy_.requests) return false;
  reported_ = true;
  return true;
}

void CircuitBreaker::note_waits(bool served) {
  const std::scoped_lock lock{mutex_};
  refused_after_waits_ = served ? 0 : refused_after_waits_ + 1;
}

}  // namespace conform
