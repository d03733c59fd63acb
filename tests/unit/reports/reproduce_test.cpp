#include "reports/reproduce.hpp"

#include <gtest/gtest.h>

namespace conform {
namespace {

TEST(Reproduce, NamesTheCaseAndTheTarget) {
  RunRecord record;
  EXPECT_EQ(reproduce_command(record, "users/get/own"), "conform run users/get/own");
  record.target.arguments = "--target staging.jsonc";
  EXPECT_EQ(reproduce_command(record, "users/get/x[a=it's]"),
            "conform run 'users/get/x[a=it'\\''s]' --target staging.jsonc");
}

}  // namespace
}  // namespace conform
