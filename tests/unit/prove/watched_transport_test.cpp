#include "prove/watched_transport.hpp"

#include <gtest/gtest.h>

#include <array>

namespace conform {
namespace {

class Canned final : public Transport {
 public:
  Sent send(const Request&, const std::stop_token&) override {
    Sent sent;
    sent.answer = Response{.status = 200, .reason = "OK", .headers = {}, .body = "{}", .excess_bytes = 0};
    return sent;
  }
  std::vector<Sent> send_together(std::span<const Request> requests, const std::stop_token& stop) override {
    std::vector<Sent> all;
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
      make_watched_transport(std::make_unique<Canned>(), [&](const Request& request, Answer& answer) {
        seen.push_back(request.target);
        std::get<Response>(answer).status = 500;
      });
  EXPECT_EQ(std::get<Response>(transport->send(get("/a"), {}).answer).status, 500);
  const std::array requests{get("/b"), get("/c")};
  for (const Sent& sent : transport->send_together(requests, {}))
    EXPECT_EQ(std::get<Response>(sent.answer).status, 500);
  EXPECT_EQ(seen, (std::vector<std::string>{"/a", "/b", "/c"}));
}

}  // namespace
}  // namespace conform
