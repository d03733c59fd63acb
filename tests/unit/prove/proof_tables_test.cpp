#include "prove/proof_tables.hpp"

#include <gtest/gtest.h>

#include "reference/catalogue.hpp"

namespace conform {
namespace {

Mutation mutation(std::string operation, int status, std::string place, std::string change) {
  return {.kind = {.operation = std::move(operation), .status = status},
          .place = std::move(place),
          .change = std::move(change),
          .values = {}};
}

TEST(Known, AllowsWhatTheContractLeavesToTheServer) {
  EXPECT_NE(reason_to_allow(mutation("getUser", 200, "header Date", "dropped")), "");
  EXPECT_NE(reason_to_allow(mutation("setUser", 422, "/errors/*/detail", "dropped")), "");
}

TEST(Known, AllowsNothingThatTheContractSays) {
  for (const Mutation& one :
       {mutation("getUser", 200, "status", "500"), mutation("getUser", 200, "/data/attributes/locale", "dropped"),
        mutation("getUser", 200, "header Content-Type", "dropped"), mutation("getUser", 200, "/data", "dropped"),
        mutation("setUser", 200, "/data/attributes/createdAt", "dropped"),
        mutation("setUser", 422, "/errors/*/status", "altered"), mutation("setUser", 404, "/errors", "emptied"),
        mutation("setUser", 404, "/errors/*/id", "altered"), mutation("setUser", 404, "/errors/*/id", "number instead"),
        mutation("setUser", 401, "header WWW-Authenticate", "dropped")})
    EXPECT_EQ(reason_to_allow(one), "") << one.name();
}

TEST(Known, EveryReasonIsASentence) {
  for (const std::string& reason : all_reasons()) {
    EXPECT_TRUE(reason.ends_with('.')) << reason;
    EXPECT_GT(reason.size(), 20U) << reason;
  }
}

TEST(Known, DeparturesAreOfVariantsThatThereAre) {
  std::size_t with_expected_violations = 0;
  for (const reference::FaultInfo& variant : reference::variants()) {
    if (expected_violations_of(variant.name) != nullptr) ++with_expected_violations;
  }
  EXPECT_EQ(with_expected_violations, 1U);
  ASSERT_NE(expected_violations_of("published-framework"), nullptr);
}

}  // namespace
}  // namespace conform
