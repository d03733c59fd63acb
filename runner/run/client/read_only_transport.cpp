#include "run/client/read_only_transport.hpp"

#include <algorithm>
#include <utility>

namespace conform {
namespace {

class ReadOnlyTransport final : public Transport {
 public:
  explicit ReadOnlyTransport(std::unique_ptr<Transport> transport) : transport_{std::move(transport)} {}

  TimedResponse send(const Request& request, const std::stop_token& stop) override {
    return request.method == "GET" ? transport_->send(request, stop) : refused(request);
  }
  void leave_connection() override { transport_->leave_connection(); }
  std::vector<TimedResponse> send_concurrently(std::span<const Request> requests,
                                               const std::stop_token& stop) override {
    const auto other = std::ranges::find_if(requests, [](const Request& request) { return request.method != "GET"; });
    if (other == requests.end()) return transport_->send_concurrently(requests, stop);
    return {requests.size(), refused(*other)};
  }

 private:
  static TimedResponse refused(const Request& request) {
    return {.response = TransportError{.kind = TransportErrorKind::unsendable,
                                       .detail = request.method + " is not sent in a run that only reads (--read-only)",
                                       .partial = std::nullopt},
            .started_at = std::chrono::system_clock::now(),
            .took = {}};
  }

  std::unique_ptr<Transport> transport_;
};

}  // namespace

std::unique_ptr<Transport> make_read_only(std::unique_ptr<Transport> transport) {
  return std::make_unique<ReadOnlyTransport>(std::move(transport));
}

}  // namespace conform
