#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "credentials/oauth_provider.hpp"

namespace conform::test {

/// Servers that are functions: each request, with the base URL that it went to, is kept, and gets a response.
struct FakeServers {
  struct Got {
    std::string base_url;
    Request request;
  };
  std::function<ResponseOrError(const Got&)> respond;
  std::vector<Got> got;

  [[nodiscard]] Connect connect() {
    return [this](const std::string& base_url) { return std::make_unique<FakeTransport>(*this, base_url); };
  }

  class FakeTransport final : public Transport {
   public:
    FakeTransport(FakeServers& servers, std::string base_url) : servers_{servers}, base_url_{std::move(base_url)} {}
    TimedResponse send(const Request& request, const std::stop_token&) override {
      servers_.got.push_back({base_url_, request});
      return {.response = servers_.respond(servers_.got.back())};
    }
    std::vector<TimedResponse> send_concurrently(std::span<const Request> requests,
                                                 const std::stop_token& stop) override {
      std::vector<TimedResponse> all;
      for (const Request& request : requests) all.push_back(send(request, stop));
      return all;
    }

   private:
    FakeServers& servers_;
    std::string base_url_;
  };
};

[[nodiscard]] inline ResponseOrError response_with(int status, std::string body = {}) {
  return Response{.status = status, .reason = {}, .headers = {}, .body = std::move(body)};
}

}  // namespace conform::test
