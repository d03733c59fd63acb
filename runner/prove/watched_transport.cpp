#include "prove/watched_transport.hpp"

#include <utility>

namespace conform {
namespace {

class WatchedTransport final : public Transport {
 public:
  WatchedTransport(std::unique_ptr<Transport> inner, Watch watch)
      : inner_{std::move(inner)}, watch_{std::move(watch)} {}

  TimedResponse send(const Request& request, const std::stop_token& stop) override {
    TimedResponse timed = inner_->send(request, stop);
    watch_(request, timed.response);
    return timed;
  }

  void leave_connection() override { inner_->leave_connection(); }

  std::vector<TimedResponse> send_concurrently(std::span<const Request> requests,
                                               const std::stop_token& stop) override {
    std::vector<TimedResponse> all = inner_->send_concurrently(requests, stop);
    for (std::size_t i = 0; i < all.size(); ++i) watch_(requests[i], all[i].response);
    return all;
  }

 private:
  std::unique_ptr<Transport> inner_;
  Watch watch_;
};

}  // namespace

std::unique_ptr<Transport> make_watched_transport(std::unique_ptr<Transport> inner, Watch watch) {
  return std::make_unique<WatchedTransport>(std::move(inner), std::move(watch));
}

}  // namespace conform
