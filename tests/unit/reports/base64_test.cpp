#include "reports/base64.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "unit/reports/arbitrary_record.hpp"

namespace conform {
namespace {

TEST(Base64, EncodesTheVectorsOfRfc4648) {
  EXPECT_EQ(to_base64(""), "");
  EXPECT_EQ(to_base64("f"), "Zg==");
  EXPECT_EQ(to_base64("fo"), "Zm8=");
  EXPECT_EQ(to_base64("foo"), "Zm9v");
  EXPECT_EQ(to_base64("foobar"), "Zm9vYmFy");
}

TEST(Base64, RefusesWhatItWouldNotWrite) {
  for (const char* other : {"Z", "Zg", "Zg=", "Zh==", "Zm9=", "Zm9v=", "Zm 9", "Zm-v", "====", "Z===", "=Zg="}) {
    EXPECT_FALSE(from_base64(other)) << other;
  }
}

RC_GTEST_PROP(Base64, GivesBackEveryByte, ()) {
  const std::string bytes = *testing::nasty_bytes();
  RC_ASSERT(from_base64(to_base64(bytes)) == bytes);
}

}  // namespace
}  // namespace conform
