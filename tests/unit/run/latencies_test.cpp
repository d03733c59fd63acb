#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <utility>

#include "run/engine/result_builder.hpp"

namespace conform {
namespace {

using namespace std::chrono_literals;

Contract contract() {
  return {.version = "2024-3",
          .operations = {{.id = "setUser", .method = "PUT", .path = "/users/{userId}", .responses = {}},
                         {.id = "getUser", .method = "GET", .path = "/users/{userId}", .responses = {}},
                         {.id = "setUserAttributes", .method = "PUT", .path = "/attributes", .responses = {}}}};
}

Exchange exchange(std::string operation, std::chrono::microseconds took) {
  Exchange made;
  made.operation = std::move(operation);
  made.response = Response{};
  made.took = took;
  return made;
}

TEST(Latencies, AreSortedAndInTheOrderOfTheContract) {
  const Contract known = contract();
  Latencies latencies{known};
  latencies.add(std::vector{exchange("getUser", 3ms), exchange("setUser", 9ms)});
  latencies.add(std::vector{exchange("getUser", 1ms), exchange("getUser", 2ms)});
  const std::vector<Latency> expected{{.operation = "setUser", .took = {9ms}},
                                      {.operation = "getUser", .took = {1ms, 2ms, 3ms}}};
  EXPECT_EQ(latencies.sorted(), expected);
}

TEST(Latencies, AreOfCompleteAnswersOnly) {
  const Contract known = contract();
  Latencies latencies{known};
  Exchange none = exchange("getUser", 10s);
  none.response = TransportError{.kind = TransportErrorKind::timed_out, .detail = {}, .partial = {}};
  latencies.add(std::vector{none});
  EXPECT_TRUE(latencies.sorted().empty());
}

}  // namespace
}  // namespace conform
