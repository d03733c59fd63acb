#include "run/client/request_budget.hpp"

#include <span>
#include <utility>
#include <vector>

#include "base/text.hpp"

namespace conform {
namespace {

class BudgetedTransport final : public Transport {
 public:
  BudgetedTransport(std::unique_ptr<Transport> transport, RequestBudget& budget)
      : transport_{std::move(transport)}, budget_{budget} {}

  TimedResponse send(const Request& request, const std::stop_token& stop) override {
    return budget_.take(1) ? transport_->send(request, stop) : refused();
  }
  void leave_connection() override { transport_->leave_connection(); }
  std::vector<TimedResponse> send_concurrently(std::span<const Request> requests,
                                               const std::stop_token& stop) override {
    if (budget_.take(requests.size())) return transport_->send_concurrently(requests, stop);
    return {requests.size(), refused()};
  }

 private:
  [[nodiscard]] TimedResponse refused() const {
    return {.response =
                TransportError{
                    .kind = TransportErrorKind::interrupted, .detail = budget_.reason(), .partial = std::nullopt},
            .started_at = std::chrono::system_clock::now(),
            .took = {}};
  }

  std::unique_ptr<Transport> transport_;
  RequestBudget& budget_;
};

}  // namespace

bool RequestBudget::take(std::size_t requests) {
  if (most_ == 0) return true;
  if (!spent_ && taken_.fetch_add(requests) + requests <= most_) return true;
  spent_ = true;
  end_.request_stop();
  return false;
}

std::string RequestBudget::reason() const {
  return "the run has sent its " + counted(most_, "request", "requests") + " (--max-requests)";
}

std::unique_ptr<Transport> make_budgeted(std::unique_ptr<Transport> transport, RequestBudget& budget) {
  return std::make_unique<BudgetedTransport>(std::move(transport), budget);
}

}  // namespace conform
