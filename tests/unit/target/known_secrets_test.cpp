#include "target/known_secrets.hpp"

#include <gtest/gtest.h>

namespace conform {
namespace {

TEST(KnownSecrets, KeepOutWhatWasGivenAndWhatCameLater) {
  KnownSecrets secrets{{{"given-secret", "GIVEN"}}};
  const auto before = secrets.redactor();
  secrets.add({"later-secret", "LATER"});
  EXPECT_EQ(before->redact("given-secret later-secret"), "$GIVEN later-secret");
  EXPECT_EQ(secrets.redactor()->redact("given-secret later-secret"), "$GIVEN $LATER");
  EXPECT_EQ(secrets.redactor(), secrets.redactor()) << "it is made once";
}

TEST(KnownSecrets, ForgetTheOldestOfVeryMany) {
  KnownSecrets secrets{{{"given-secret", "GIVEN"}}};
  for (int i = 0; i < 600; ++i) secrets.add({"token-number-" + std::to_string(1000 + i), "TOKEN"});
  const auto redactor = secrets.redactor();
  EXPECT_EQ(redactor->secrets().size(), 513U);
  EXPECT_EQ(redactor->redact("given-secret token-number-1599 token-number-1000"), "$GIVEN $TOKEN token-number-1000");
}

TEST(KnownSecrets, TakeNoEmptyOnes) {
  KnownSecrets secrets{{}};
  secrets.add({"", "NOTHING"});
  EXPECT_TRUE(secrets.redactor()->secrets().empty());
}

}  // namespace
}  // namespace conform
