#include "prove/fixed_recording.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <stop_token>

#include "prove/direct_transport.hpp"

namespace conform::test {
namespace {

struct Replayed {
  std::size_t served = 0;
  std::size_t refused = 0;
};

Replayed replay_on(reference::Server& server) {
  TransportOptions options;
  options.base_url = server.base_url();
  const auto transport = make_direct_transport(server, options);
  Replayed replayed;
  for (const RecordedRequest& one : fixed_recording(server.accounts())) {
    const TimedResponse timed = transport->send(one.request, std::stop_token{});
    const int status = std::get<Response>(timed.response).status;
    ++(status < 300 ? replayed.served : replayed.refused);
  }
  return replayed;
}

TEST(FixedRecording, Has96RequestsThatAServerServesAnd60ThatItRefuses) {
  reference::Server server;
  const Replayed replayed = replay_on(server);
  EXPECT_EQ(replayed.served, 96U);
  EXPECT_EQ(replayed.refused, 60U);
}

TEST(FixedRecording, IsTheSameEachTime) {
  const reference::Server server;
  const auto first = fixed_recording(server.accounts());
  const auto second = fixed_recording(server.accounts());
  EXPECT_TRUE(std::ranges::equal(first, second, {}, &RecordedRequest::request, &RecordedRequest::request));
}

}  // namespace
}  // namespace conform::test
