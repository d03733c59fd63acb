#include "suite/contract.hpp"

#include <gtest/gtest.h>

#include <string>

namespace conform::test {
namespace {

Contract small_contract() {
  return {.version = "2024-3",
          .operations = {{.id = "setUser", .method = "PUT", .path = "/users/{userId}", .responses = {}},
                         {.id = "getUser", .method = "GET", .path = "/users/{userId}", .responses = {}},
                         {.id = "setUserAttributes", .method = "PUT", .path = "/attributes", .responses = {}}}};
}

std::string operation(const std::string& method, const std::string& target) {
  const Contract contract = small_contract();
  const Operation* found = contract.find(method, target);
  return found == nullptr ? "none" : found->id;
}

TEST(Contract, FindsTheOperationThatMethodAndPathName) {
  EXPECT_EQ(operation("PUT", "/users/1"), "setUser");
  EXPECT_EQ(operation("GET", "/users/1?a=/b"), "getUser");
  EXPECT_EQ(operation("PUT", "/attributes"), "setUserAttributes");
}

TEST(Contract, FindsNoOperationForAnotherMethodOrPath) {
  EXPECT_EQ(operation("GET", "/attributes"), "none");
  EXPECT_EQ(operation("DELETE", "/users/1"), "none");
  EXPECT_EQ(operation("PUT", "/users/1/2"), "none");
  EXPECT_EQ(operation("PUT", "/users/1/"), "none");
  EXPECT_EQ(operation("PUT", "/attributes/2"), "none");
  EXPECT_EQ(operation("GET", "/users/"), "none");
  EXPECT_EQ(operation("PUT", ""), "none");
}

TEST(Contract, FindsAnOperationById) {
  const Contract contract = small_contract();
  EXPECT_EQ(contract.find("getUser"), &contract.operations[1]);
  EXPECT_EQ(contract.find("updateUser"), nullptr);
}

}  // namespace
}  // namespace conform::test
