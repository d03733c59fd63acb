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

Exchange exchange(std::string method, std::string target, std::chrono::microseconds took) {
  Exchange made;
  made.request.method = std::move(method);
  made.request.target = std::move(target);
  made.response = Response{};
  made.took = took;
  return made;
}

std::string operation(const std::string& method, const std::string& target) {
  const Contract known = contract();
  const Operation* found = operation_of(known, exchange(method, target, 0us).request);
  return found == nullptr ? "none" : found->id;
}

TEST(Latencies, AreOfTheOperationThatMethodAndPathName) {
  EXPECT_EQ(operation("PUT", "/users/1"), "setUser");
  EXPECT_EQ(operation("GET", "/users/1?a=/b"), "getUser");
  EXPECT_EQ(operation("PUT", "/attributes"), "setUserAttributes");
  EXPECT_EQ(operation("GET", "/attributes"), "none");
  EXPECT_EQ(operation("PUT", "/users/1/2"), "none");
  EXPECT_EQ(operation("PUT", "/attributes/2"), "none");
  EXPECT_EQ(operation("PUT", ""), "none");
}

TEST(Latencies, AreSortedAndInTheOrderOfTheContract) {
  const Contract known = contract();
  Latencies latencies{known};
  latencies.add(std::vector{exchange("GET", "/users/1", 3ms), exchange("PUT", "/users/1", 9ms)});
  latencies.add(std::vector{exchange("GET", "/users/2", 1ms), exchange("GET", "/users/2", 2ms)});
  const std::vector<Latency> expected{{.operation = "setUser", .took = {9ms}},
                                      {.operation = "getUser", .took = {1ms, 2ms, 3ms}}};
  EXPECT_EQ(latencies.sorted(), expected);
}

TEST(Latencies, AreOfCompleteAnswersOnly) {
  const Contract known = contract();
  Latencies latencies{known};
  Exchange none = exchange("GET", "/users/1", 10s);
  none.response = TransportError{.kind = TransportErrorKind::timed_out, .detail = {}, .partial = {}};
  latencies.add(std::vector{none});
  EXPECT_TRUE(latencies.sorted().empty());
}

}  // namespace
}  // namespace conform
