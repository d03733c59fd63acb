#include "run/client/retrying_client.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

#include "base/gate.hpp"
#include "run/client/retry_after.hpp"

namespace conform {
namespace {

TransportError interrupted(std::string detail) {
  return {.kind = TransportErrorKind::interrupted, .detail = std::move(detail), .partial = std::nullopt};
}

/// A wait before a request is sent again.
struct Wait {
  std::chrono::seconds time;
  bool named = true;  ///< by the server
};

// The wait that a response asks for; nothing when it is a response like any other. A 429 that names no time (RFC 6585
// section 4 leaves that open) gets pauses that are doubled each time.
std::optional<Wait> asked_wait(const ResponseOrError& response_or_error, int waits, std::chrono::seconds longest) {
  const auto* response = std::get_if<Response>(&response_or_error);
  if (response == nullptr || (response->status != 429 && response->status != 503)) return std::nullopt;
  if (const auto value = find_header(response->headers, "Retry-After")) {
    if (const auto named = parse_retry_after(*value, std::chrono::system_clock::now())) return Wait{.time = *named};
  }
  if (response->status == 503) return std::nullopt;
  constexpr int most_doublings = 16;
  return Wait{.time = std::min(longest, std::chrono::seconds{1 << std::min(waits, most_doublings)}), .named = false};
}

std::string given_up(const ResponseOrError& response_or_error) {
  if (const auto* error = std::get_if<TransportError>(&response_or_error)) {
    if (blames_server(error->kind) || error->kind == TransportErrorKind::too_large) return {};
    return std::string{to_string(error->kind)} + ": " + plain(error->detail);
  }
  const auto& response = std::get<Response>(response_or_error);
  if (response.status == 451) {
    if (const auto location = find_header(response.headers, "Location")) {
      return "the server requires its terms to be accepted first (451): accept those at " + std::string{*location} +
             " for this user and run again";
    }
  }
  return {};
}

}  // namespace

void add_headers(Request& request, const Headers& headers) {
  for (const Header& header : headers) {
    if (count_header(request.headers, header.name) == 0) request.headers.push_back(header);
  }
}

std::shared_ptr<const Redactor> RetryingClient::redactor() const {
  return credentials_ == nullptr ? std::make_shared<const Redactor>() : credentials_->redactor();
}

std::string RetryingClient::time_is_over() const {
  if (rate_limiter_->clock().now() < until_) return {};
  return fmt::format("the case took longer than its {} s", std::chrono::duration<double>(allowed_).count());
}

void RetryingClient::allow(std::chrono::milliseconds time) {
  allowed_ = time;
  until_ = now() + time;
}

bool RetryingClient::wait(std::chrono::nanoseconds time) {
  const Clock::TimePoint when = now() + time;
  return rate_limiter_->clock().wait_until(std::min(when, until_), stop_) && when <= until_;
}

TimedResponse RetryingClient::transport_filled(const Request& filled) {
  rate_limiter_->wait_turn(stop_);  // a stopped run sends nothing more: the transport sees the stop itself
  if (std::string over = time_is_over(); !over.empty()) {
    return {.response = interrupted(std::move(over)), .started_at = std::chrono::system_clock::now(), .took = {}};
  }
  TimedResponse timed = transport_->send(filled, stop_);
  const auto* response = std::get_if<Response>(&timed.response);
  constexpr std::size_t enough_times = 64;
  if (times_.size() < enough_times) times_.push_back(timed.took);
  earlier_ = timed.reused ? std::exchange(last_, {}) : std::nullopt;
  last_ = Earlier{.method = filled.method,
                  .target = filled.target,
                  .operation = operation_,
                  .status = response == nullptr ? 0 : response->status,
                  .had_body = filled.body && !filled.body->empty()};
  return timed;
}

std::chrono::microseconds RetryingClient::median_time() const {
  std::vector<std::chrono::microseconds> times = times_;
  if (times.empty()) return {};
  const auto middle = times.begin() + static_cast<std::ptrdiff_t>(times.size() / 2);
  std::ranges::nth_element(times, middle);
  return *middle;
}

void RetryingClient::leave_connection() {
  transport_->leave_connection();
  last_.reset();
}

TimedResponse RetryingClient::transport(const Request& request, On401 on_401) {
  if (credentials_ == nullptr) return transport_filled(request);
  return send_with_tokens(
      *credentials_, request, on_401, [this](const Request& filled) { return transport_filled(filled); }, stop_);
}

std::vector<TimedResponse> RetryingClient::transport_concurrently(std::span<const Request> requests, On401 on_401) {
  for (std::size_t i = 0; i < requests.size(); ++i) rate_limiter_->wait_turn(stop_);
  earlier_.reset();
  if (credentials_ == nullptr || credentials_->idle()) return transport_->send_concurrently(requests, stop_);
  std::vector<Credentials::Filled> filled;
  std::vector<Request> ready;
  for (const Request& request : requests) {
    auto one = credentials_->fill_in(request, stop_);
    if (!one) return {requests.size(), unsent(one.error())};
    ready.push_back(one->request);
    filled.push_back(std::move(*one));
  }
  std::vector<TimedResponse> timed = transport_->send_concurrently(ready, stop_);
  for (std::size_t i = 0; i < timed.size() && on_401 == On401::renew; ++i) {
    timed[i] = renewed_when_refused(
        *credentials_, requests[i], filled[i], std::move(timed[i]),
        [this](const Request& again) { return transport_filled(again); }, stop_);
  }
  return timed;
}

TimedResponse RetryingClient::reconnect(const Request& request, TimedResponse timed, Clock::TimePoint began,
                                        On401 on_401) {
  std::chrono::milliseconds pause = retry_policy_.pause;
  for (int again = 0; again < retry_policy_.reconnections && is_unsent(timed.response) && !breaker_->is_gone();
       ++again) {
    if (!wait(pause)) break;
    pause *= 2;
    began = now();
    timed = transport(request, on_401);
  }
  breaker_->note(request, timed.response, began, now());
  return timed;
}

FinishedExchange RetryingClient::settle(const OutgoingRequest& outgoing, Request request, std::string purpose,
                                        TimedResponse timed, Clock::TimePoint began, On401 on_401) {
  std::string why;
  int waits = 0;
  if (const auto* response = std::get_if<Response>(&timed.response))
    breaker_->note_first_response(response->status,
                                  asked_wait(timed.response, waits, retry_policy_.longest).has_value());
  for (auto waiting = asked_wait(timed.response, waits, retry_policy_.longest); waiting && why.empty();
       waiting = asked_wait(timed.response, waits, retry_policy_.longest)) {
    if (!waiting->named && waits == 0) rate_limiter_->lower(began);
    if (waits >= retry_policy_.budget || waiting->time > retry_policy_.longest || breaker_->is_busy()) {
      why = fmt::format(
          "the server responded {}{}, after {} waits: set transport.rate, or a larger transport.retry.budget",
          std::get<Response>(timed.response).status,
          waiting->named ? fmt::format(" and asked to wait {} s", waiting->time.count())
                         : std::string{" without a time to wait"},
          waits);
      breaker_->note_waits(false);
    } else if (wait(waiting->time)) {
      ++waits;
      began = now();
      timed = reconnect(request, transport(request, on_401), began, on_401);
    } else {
      std::string over = time_is_over();
      timed.response = interrupted(over.empty() ? "the run was stopped while it waited" : std::move(over));
    }
  }
  if (why.empty() && std::holds_alternative<Response>(timed.response)) breaker_->note_waits(true);
  // From here on it is quoted in reasons and notes.
  if (auto* error = std::get_if<TransportError>(&timed.response)) error->detail = shown(error->detail, *redactor());
  if (why.empty()) why = given_up(timed.response);
  return {.exchange = {.purpose = std::move(purpose),
                       .actor = outgoing.actor(),
                       .request = std::move(request),
                       .response = std::move(timed.response),
                       .started_at = timed.started_at,
                       .took = timed.took,
                       .curl = {},
                       .operation = outgoing.operation()},
          .gave_up = std::move(why),
          .earlier = earlier_,
          .waits = waits};
}

void RetryingClient::add_tag(Request& request, On401 on_401) {
  if (tags_ == nullptr || !needs_tag(request)) return;
  if (tags_->of(request).empty()) {
    Request read = read_of_tag(request);
    add_headers(read, headers_);
    tags_->note(read, transport(read, on_401).response);
  }
  if (std::string tag = tags_->of(request); !tag.empty()) request.headers.push_back({"If-Match", std::move(tag)});
}

FinishedExchange RetryingClient::send(const OutgoingRequest& outgoing, std::string purpose, On401 on_401) {
  operation_ = outgoing.operation();
  Request request = outgoing.request();
  add_headers(request, headers_);
  const Request plain_one = tags_ == nullptr ? Request{} : request;
  add_tag(request, on_401);
  TimedResponse timed;
  const auto began = now();
  const bool silent = breaker_->blocks(request, began);
  if (silent) {
    timed.started_at = std::chrono::system_clock::now();
    timed.response = interrupted("not run: " + std::to_string(CircuitBreaker::enough) + " timeouts in a row for " +
                                 kind_of(request));
  } else {
    timed = reconnect(request, transport(request, on_401), began, on_401);
  }
  FinishedExchange finished = settle(outgoing, std::move(request), std::move(purpose), std::move(timed), began, on_401);
  finished.silent = silent;
  if (tags_ == nullptr) return finished;
  tags_->note(finished.exchange.request, finished.exchange.response);
  const auto* response = std::get_if<Response>(&finished.exchange.response);
  if (!needs_tag(plain_one) || response == nullptr || response->status != 412) return finished;
  // Another token, or another worker, has written there since the tag was kept.
  Request again = plain_one;
  add_tag(again, on_401);
  const auto begun = now();
  timed = reconnect(again, transport(again, on_401), begun, on_401);
  finished = settle(outgoing, std::move(again), std::move(finished.exchange.purpose), std::move(timed), begun, on_401);
  tags_->note(finished.exchange.request, finished.exchange.response);
  return finished;
}

std::vector<FinishedExchange> RetryingClient::send_concurrently(std::span<const OutgoingRequest> outgoing,
                                                                const std::string& purpose, On401 on_401) {
  operation_.clear();
  std::vector<Request> requests;
  for (const OutgoingRequest& one : outgoing) {
    Request& request = requests.emplace_back(one.request());
    add_headers(request, headers_);
    add_tag(request, on_401);
  }
  const auto began = now();
  std::vector<TimedResponse> timed = transport_concurrently(requests, on_401);
  std::vector<FinishedExchange> all_finished;
  for (std::size_t i = 0; i < requests.size(); ++i) {
    TimedResponse got = reconnect(requests[i], std::move(timed[i]), began, on_401);
    all_finished.push_back(settle(outgoing[i], std::move(requests[i]), purpose, std::move(got), began, on_401));
    if (tags_ != nullptr) tags_->note(all_finished.back().exchange.request, all_finished.back().exchange.response);
  }
  return all_finished;
}

}  // namespace conform
