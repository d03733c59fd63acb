#include "reports/reason.hpp"

#include <gtest/gtest.h>

#include <string>

namespace conform {
namespace {

Verdict errored(std::string reason, const std::string& actor = {}) {
  Verdict verdict;
  verdict.outcome = {.kind = OutcomeKind::errored, .reason = std::move(reason)};
  if (!actor.empty()) verdict.exchanges.emplace_back().actor = actor;
  return verdict;
}

TEST(Reason, HasAUserInPlaceOfTheNameOfOne) {
  EXPECT_EQ(reason_without_users(errored("the record of user-12 cannot be read")),
            "the record of a user cannot be read");
  EXPECT_EQ(reason_without_users(errored("user-1: no token", "user-1")), "a user: no token");
  EXPECT_EQ(reason_without_users(errored("alice got 401; malice did not", "alice")), "a user got 401; malice did not");
}

TEST(Reason, KeepsSpecialActorsAndOtherWords) {
  EXPECT_EQ(reason_without_users(errored("reader got 401", "reader")), "reader got 401");
  EXPECT_EQ(reason_without_users(errored("power-user-1 and user-x stay")), "power-user-1 and user-x stay");
  EXPECT_EQ(reason_without_users(errored("")), "");
}

TEST(Reason, IsComparedWithoutNumbers) {
  EXPECT_EQ(without_numbers("after 146 of 293 bytes"), without_numbers("after 7 of 18 bytes"));
}

}  // namespace
}  // namespace conform
