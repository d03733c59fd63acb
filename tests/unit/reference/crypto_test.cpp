#include "reference/crypto.hpp"

#include <gtest/gtest.h>

#include <string>

namespace conform::reference {

TEST(EqualInConstantTime, IsEquality) {
  const std::string secret(64, 's');
  EXPECT_TRUE(equal_in_constant_time(secret, std::string(64, 's')));
  EXPECT_TRUE(equal_in_constant_time("", ""));
  EXPECT_FALSE(equal_in_constant_time(secret, secret.substr(1)));
  for (std::size_t at = 0; at < secret.size(); ++at) {
    std::string guess = secret;
    guess[at] = 'x';
    EXPECT_FALSE(equal_in_constant_time(secret, guess)) << at;
  }
}

}  // namespace conform::reference
