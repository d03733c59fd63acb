#include "run/case/known_records.hpp"

#include <gtest/gtest.h>

namespace conform::test {
namespace {

using nlohmann::json;

TEST(KnownRecords, AreWhatWasReadLast) {
  KnownRecords known;
  EXPECT_EQ(known.record("a"), nullptr);
  known.keep_record("a", {{"locale", "de"}});
  known.keep_record("a", {{"locale", "fr"}});
  ASSERT_NE(known.record("a"), nullptr);
  EXPECT_EQ(*known.record("a"), json({{"locale", "fr"}}));
  EXPECT_EQ(known.record("b"), nullptr);
}

TEST(KnownRecords, AreForgottenOneByOne) {
  KnownRecords known;
  known.keep_record("a", 1);
  known.keep_record("b", 2);
  known.keep_custom_attributes("user-1", 3);
  known.forget_record("a");
  EXPECT_EQ(known.record("a"), nullptr);
  EXPECT_NE(known.record("b"), nullptr);
  EXPECT_NE(known.custom_attributes("user-1"), nullptr);
  known.forget_custom_attributes("user-1");
  EXPECT_EQ(known.custom_attributes("user-1"), nullptr);
}

TEST(KnownRecords, KeepTheIdentityOfWhatIsForgotten) {
  KnownRecords known;
  known.keep_record("a", 1);
  known.keep_identity("a", {{"id", "a"}});
  known.forget_all();
  EXPECT_EQ(known.record("a"), nullptr);
  ASSERT_NE(known.identity("a"), nullptr) << "whatever is written, it must stay";
}

}  // namespace
}  // namespace conform::test
