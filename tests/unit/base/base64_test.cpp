#include "base/base64.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>

namespace conform::test {
namespace {

TEST(Base64, EncodesTheVectorsOfRfc4648) {
  EXPECT_EQ(base64_of(""), "");
  EXPECT_EQ(base64_of("f"), "Zg==");
  EXPECT_EQ(base64_of("fo"), "Zm8=");
  EXPECT_EQ(base64_of("foo"), "Zm9v");
  EXPECT_EQ(base64_of("foobar"), "Zm9vYmFy");
}

TEST(Base64, RefusesWhatItWouldNotWrite) {
  for (const char* other : {"Z", "Zg", "Zg=", "Zh==", "Zm9=", "Zm9v=", "Zm 9", "Zm-v", "====", "Z===", "=Zg="}) {
    EXPECT_FALSE(from_base64(other)) << other;
  }
}

RC_GTEST_PROP(Base64, GivesBackEveryByte, ()) {
  const std::string bytes = *rc::gen::arbitrary<std::string>();
  RC_ASSERT(from_base64(base64_of(bytes)) == bytes);
}

}  // namespace
}  // namespace conform::test
