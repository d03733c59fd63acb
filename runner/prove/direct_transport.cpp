#include "prove/direct_transport.hpp"

#include <fmt/core.h>

#include <string>
#include <thread>
#include <utility>

#include "http/request_bytes.hpp"
#include "http/response_reader.hpp"

namespace conform {
namespace {

using SteadyClock = std::chrono::steady_clock;
using reference::DirectExchange;

Endpoint endpoint_of(const std::string& base_url) {
  const std::size_t host = base_url.find("://") + 3;
  const std::size_t path = base_url.find('/', host);
  Endpoint endpoint;
  endpoint.host = base_url.substr(host, path - host);
  if (path != std::string::npos) endpoint.path = base_url.substr(path);
  return endpoint;
}

class DirectTransport final : public Transport {
 public:
  DirectTransport(reference::Server& server, const TransportOptions& options)
      : server_{server}, options_{options}, endpoint_{endpoint_of(options.base_url)} {}

  TimedResponse send(const Request& request, const std::stop_token&) override {
    const bool reused = !clients_.empty() && clients_.front()->is_kept();
    TimedResponse timed = exchange(request, client(0));
    timed.reused = reused;
    return timed;
  }

  void leave_connection() override {
    if (!clients_.empty()) clients_.front() = std::make_unique<reference::Server::Client>(server_);
  }

  std::vector<TimedResponse> send_concurrently(std::span<const Request> requests, const std::stop_token&) override {
    std::vector<TimedResponse> all(requests.size());
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < requests.size(); ++i) {
      threads.emplace_back([&all, &requests, this, i, &one = client(i)] { all[i] = exchange(requests[i], one); });
    }
    threads.clear();
    return all;
  }

 private:
  reference::Server::Client& client(std::size_t number) {
    while (clients_.size() <= number) clients_.push_back(std::make_unique<reference::Server::Client>(server_));
    return *clients_[number];
  }

  [[nodiscard]] TimedResponse exchange(const Request& request, reference::Server::Client& client) const {
    TimedResponse timed;
    const SteadyClock::time_point begun = SteadyClock::now();
    timed.started_at = std::chrono::system_clock::now();
    const auto bytes = request_bytes(request, endpoint_);
    if (!bytes) {
      timed.response = TransportError{.kind = TransportErrorKind::unsendable, .detail = bytes.error(), .partial = {}};
      return timed;
    }
    const DirectExchange exchange =
        client.exchange(*bytes, options_.timeout, options_.max_head_bytes + options_.max_body_bytes);
    timed.response = read(request, exchange);
    timed.took = std::chrono::duration_cast<std::chrono::microseconds>(SteadyClock::now() - begun) + exchange.waited;
    return timed;
  }

  [[nodiscard]] ResponseOrError read(const Request& request, const DirectExchange& exchange) const {
    ResponseReader reader{request.method,
                          {.max_head_bytes = options_.max_head_bytes, .max_body_bytes = options_.max_body_bytes}};
    reader.feed(exchange.response);
    if (reader.state() == ResponseReader::State::reading) {
      if (exchange.end == DirectExchange::End::out_of_time) {
        return std::move(reader).abandon(TransportErrorKind::timed_out,
                                         fmt::format("no complete response within {} ms; received: {}",
                                                     options_.timeout.count(), reader.progress()));
      }
      const bool reset = exchange.end == DirectExchange::End::reset;
      reader.end(!reset, reset ? "reset the connection" : "closed the connection");
    }
    if (reader.state() == ResponseReader::State::complete) return std::move(reader).take_response();
    return std::move(reader).take_failure();
  }

  reference::Server& server_;
  TransportOptions options_;
  Endpoint endpoint_;
  std::vector<std::unique_ptr<reference::Server::Client>> clients_;
};

}  // namespace

std::unique_ptr<Transport> make_direct_transport(reference::Server& server, const TransportOptions& options) {
  return std::make_unique<DirectTransport>(server, options);
}

}  // namespace conform
