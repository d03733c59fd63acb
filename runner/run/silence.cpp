#include "run/silence.hpp"

namespace conform {

std::string kind_of(const Request& request) {
  // Requests with very large bodies are a kind of their own: a server may be silent to them alone.
  constexpr std::size_t large = 64U << 10U;
  const bool is_large = request.body && request.body->size() > large;
  return request.method + " " + request.target.substr(0, request.target.find('/', 1)) +
         (is_large ? " with a large body" : "");
}

bool is_unsent(const Answer& answer) {
  const auto* none = std::get_if<NoResponse>(&answer);
  return none != nullptr && (none->trouble == Trouble::unreachable || none->trouble == Trouble::tls);
}

bool Silence::is_silent(const Request& request) const {
  const std::scoped_lock lock{mutex_};
  const auto found = unanswered_.find(kind_of(request));
  return found != unanswered_.end() && found->second >= enough;
}

bool Silence::is_gone() const {
  const std::scoped_lock lock{mutex_};
  return unconnected_ >= enough;
}

void Silence::note(const Request& request, const Answer& answer) {
  const auto* none = std::get_if<NoResponse>(&answer);
  // A server that is still sending a large body when the time is over is slow, not silent.
  constexpr std::size_t much = 64U << 10U;
  const bool unanswered =
      none != nullptr && none->trouble == Trouble::timed_out && (!none->partial || none->partial->body.size() < much);
  const std::scoped_lock lock{mutex_};
  int& count = unanswered_[kind_of(request)];
  count = unanswered ? count + 1 : 0;
  unconnected_ = is_unsent(answer) ? unconnected_ + 1 : 0;
}

}  // namespace conform
