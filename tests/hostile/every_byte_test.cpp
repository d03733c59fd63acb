// A good response that ends at each of its bytes in turn.
#include <gtest/gtest.h>

#include <atomic>

#include "hostile/hostile_server.hpp"
#include "hostile/judged.hpp"

namespace conform::test {
namespace {

// A case is repeated once after such trouble, so each byte is the last one of two responses, and all of them must be
// noticed: one that was not would make the case flaky.
TEST(GoodAnswer, ThatEndsEarlyIsFoundAtEveryByte) {
  const ReferenceServer honest;
  std::atomic<std::size_t> longest{0};
  const HostileServer server{port_of(honest), [&](RawConnection& connection, const Visit& visit) {
                               const std::size_t size = visit.good_answer.size();
                               if (size > longest) longest = size;
                               connection.write(visit.good_answer.substr(0, visit.number / 2 % size));
                             }};
  const Judged judged = judge("connection/closed-at-every-byte", target_through(honest, server.url()),
                              {victim, "--repeat", "1000", "--jobs", "1"});
  EXPECT_EQ(judged.run.exit_code, 1) << judged.run.all();
  EXPECT_GE(server.victims(), 2 * longest) << "not every byte was the last one";
  EXPECT_EQ(judged.record.at("totals").at("flaky"), 0);
  EXPECT_EQ(judged.record.at("totals").at("passed"), 0);
}

}  // namespace
}  // namespace conform::test
