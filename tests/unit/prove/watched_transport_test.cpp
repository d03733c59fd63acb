#include "prove/watched_transport.hpp"

#include <gtest/gtest.h>

#include <array>

namespace conform {
namespace {

class Canned final : public Transport {
 public:
  TimedResponse send(const Request&, const std::stop_token&) override {
    TimedResponse timed;
    timed.response = Response{.status = 200, .reason = "OK", .headers = {}, .body = "{}", .excess_bytes = 0};
    return timed;
  }
  std::vector<TimedResponse> send_concurrently(std::span<const Request> requests,
                                               const std::stop_token& stop) override {
    std::vector<TimedResponse> all;
    for (const Request& request : requests) all.push_back(send(request, stop));
    return all;
  }
};

Request get(std::string target) {
  return {.method = "GET", .target = std::move(target), .headers = {}, .body = std::nullopt};
}

TEST(WatchedTransport, ShowsEveryRequestWithItsAnswerAndTakesTheChange) {
  std::vector<std::string> seen;
  const auto transport =
      make_watched_transport(std::make_unique<Canned>(), [&](const Request& request, ResponseOrError& response) {
        seen.push_back(request.target);
        std::get<Response>(response).status = 500;
      });
  EXPECT_EQ(std::get<Response>(transport->send(get("/a"), {}).response).status, 500);
  const std::array requests{get("/b"), get("/c")};
  for (const TimedResponse& timed : transport->send_concurrently(requests, {}))
    EXPECT_EQ(std::get<Response>(timed.response).status, 500);
  EXPECT_EQ(seen, (std::vector<std::string>{"/a", "/b", "/c"}));
}

}  // namespace
}  // namespace conform
