#include "schema/decimal.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace conform {
namespace {

bool multiple(const char* value, const char* divisor) {
  return is_multiple(nlohmann::json::parse(value), nlohmann::json::parse(divisor));
}

TEST(IsMultiple, ReadsDoublesAsTheDecimalsTheyAreWrittenAs) {
  EXPECT_TRUE(multiple("19.99", "0.01"));
  EXPECT_TRUE(multiple("0.3", "0.1"));
  EXPECT_TRUE(multiple("4.35", "0.05"));
  EXPECT_FALSE(multiple("0.35", "0.1"));
  EXPECT_FALSE(multiple("1", "0.3"));
}

TEST(IsMultiple, IsExactForBigIntegers) {
  EXPECT_TRUE(multiple("18446744073709551615", "5"));
  EXPECT_FALSE(multiple("18446744073709551614", "5"));
  EXPECT_TRUE(multiple("-9223372036854775808", "2"));
  EXPECT_FALSE(multiple("-9223372036854775807", "2"));
  EXPECT_TRUE(multiple("18446744073709551615", "18446744073709551615"));
}

TEST(IsMultiple, CopesWithDistantExponents) {
  EXPECT_TRUE(multiple("1e308", "1e-308"));
  EXPECT_TRUE(multiple("1e308", "123e-308") == false);
  EXPECT_FALSE(multiple("1e-308", "1e308"));
  EXPECT_FALSE(multiple("5e-324", "1"));
  EXPECT_TRUE(multiple("1e22", "16"));
}

TEST(IsMultiple, TakesZeroForAMultipleOfAll) {
  EXPECT_TRUE(multiple("0", "3"));
  EXPECT_TRUE(multiple("-0.0", "0.7"));
}

}  // namespace
}  // namespace conform
