// A good response that ends at each of its bytes in turn.
#include <gtest/gtest.h>

#include <atomic>

#include "hostile/hostile_run.hpp"
#include "hostile/hostile_server.hpp"

namespace conform::test {
namespace {

// A case is repeated once after such trouble, so each byte is the last one of two responses, and all of them must be
// noticed: one that was not would make the case flaky.
TEST(GoodAnswer, ThatEndsEarlyIsFoundAtEveryByte) {
  const ReferenceServer conforming;
  std::atomic<std::size_t> longest{0};
  const HostileServer server{port_of(conforming), [&](RawConnection& connection, const ReceivedRequest& received) {
                               const std::size_t size = received.good_response.size();
                               if (size > longest) longest = size;
                               connection.write(received.good_response.substr(0, received.number / 2 % size));
                             }};
  const HostileRun hostile_run = judge("connection/closed-at-every-byte", target_through(conforming, server.url()),
                                       {victim, "--repeat", "1000", "--jobs", "1"});
  EXPECT_EQ(hostile_run.run.exit_code, 1) << hostile_run.run.all();
  EXPECT_GE(server.victims(), 2 * longest) << "not every byte was the last one";
  EXPECT_EQ(hostile_run.result.at("totals").at("flaky"), 0);
  EXPECT_EQ(hostile_run.result.at("totals").at("passed"), 0);
}

}  // namespace
}  // namespace conform::test
