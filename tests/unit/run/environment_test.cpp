#include "run/case/environment.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <nlohmann/json.hpp>
#include <regex>

#include "unit/run/mini_suite.hpp"
#include "unit/run/tiny_api.hpp"

namespace conform::test {
namespace {

using nlohmann::json;

class Expressions : public ::testing::Test {
 protected:
  [[nodiscard]] json value(const std::string& text) const {
    const auto found = evaluate_all(json(text), environment_);
    return found ? *found : json{{"error", found.error()}};
  }

  Suite suite_ = mini_suite();
  void know(json record) { known_.keep_record(test_user(1).id, std::move(record)); }
  void SetUp() override { know({{"locale", "de-DE"}, {"address", {{"country", "DE"}}}}); }

  KnownRecords known_;
  Environment environment_{.fixtures = suite_.fixtures,
                           .user = test_user(1),
                           .user2 = test_user(2),
                           .special_actors = {{"reader", test_user(3)}},
                           .unknown_id = "an-unknown-id",
                           .nonce = "n0nce",
                           .known = &known_};
};

TEST_F(Expressions, NameIdsAndTokensOfParties) {
  EXPECT_EQ(value("${user.id}"), test_user(1).id);
  environment_.user.id = "0000abcd-0000-4000-8000-00000000000f";
  EXPECT_EQ(value("${user.upperId}"), "0000ABCD-0000-4000-8000-00000000000F");
  EXPECT_EQ(value("${user.lastDigitOff}"), "0000abcd-0000-4000-8000-000000000007");
  EXPECT_EQ(value("${user.firstDigitOff}"), "7000abcd-0000-4000-8000-00000000000f");
  EXPECT_EQ(value("${user.bareId}"), "0000abcd00004000800000000000000f");
  environment_.user.id = "a-1f";
  EXPECT_EQ(value("${user.encodedId}"), "%61%2D%31%66");
  EXPECT_EQ(value("${user.token}"), "token-1");
  EXPECT_EQ(value("${user.shortToken}"), "token-");
  EXPECT_EQ(value("${user.otherCaseToken}"), "TOKEN-1");
  EXPECT_EQ(value("${user2.id}"), test_user(2).id);
  EXPECT_EQ(value("${reader.token}"), "token-3");
  EXPECT_EQ(value("/users/${unknown.id}?${nonce}"), "/users/an-unknown-id?n0nce");
}

TEST_F(Expressions, TakeAnotherAddressThanTheOneWithMembersOfTheServersOwn) {
  know({{"address", {{"country", "DE"}, {"street", "A"}, {"formatted", "A, DE"}}}});
  EXPECT_EQ(value("${differentFrom(address)}"), (json{{"country", "FR"}, {"street", "B"}}));
}

TEST_F(Expressions, OfAPartyThatIsNotThereAreAnError) {
  EXPECT_EQ(value("${admin.id}"), (json{{"error", "the target has no actor \"admin\""}}));
  environment_.user2.reset();
  EXPECT_EQ(value("${user2.id}"), (json{{"error", "the target has no actor \"user2\""}}));
}

TEST_F(Expressions, SampleIsTheFirstValue) {
  EXPECT_EQ(value("${sample(locale)}"), "de-DE");
  EXPECT_EQ(value("${sample(address)}"), (json{{"country", "DE"}, {"street", "A"}}));
}

TEST_F(Expressions, OtherIsTheFirstSampleThatTheRecordDoesNotHold) {
  EXPECT_EQ(value("${differentFrom(locale)}"), "fr-FR");
  EXPECT_EQ(value("${differentFrom(firstName)}"), "Ada") << "the record holds none";
  EXPECT_EQ(value("${differentFrom(address/country)}"), "FR");
  known_.forget_all();
  EXPECT_EQ(value("${differentFrom(locale)}"), "de-DE");
}

TEST_F(Expressions, OtherIsAnErrorWhenNoSampleDiffers) {
  suite_.fixtures.samples["locale"] = std::make_shared<const json>(json::array({"de-DE"}));
  EXPECT_EQ(value("${differentFrom(locale)}"),
            (json{{"error", "no sample value of locale differs from what the record holds"}}));
}

TEST_F(Expressions, BeforeIsWhatTheRecordHolds) {
  EXPECT_EQ(value("${before(/address/country)}"), "DE");
  EXPECT_EQ(value("${before(/firstName)}"), json());
  known_.forget_all();
  EXPECT_EQ(value("${before(/locale)}"), json());
}

TEST_F(Expressions, StateIsAWholeState) { EXPECT_EQ(value("${state(minimal)}"), (json{{"email", "ada@example.com"}})); }

TEST_F(Expressions, RepeatAndBytesMakeText) {
  EXPECT_EQ(value("<${repeat(ab, 3)}>"), "<ababab>");
  EXPECT_EQ(value("${repeat(x, 0)}"), "");
  EXPECT_EQ(evaluate_text("a${bytes(ff00C3)}b", environment_), std::string("a\xff\0\xc3"
                                                                           "b",
                                                                           5));
}

TEST_F(Expressions, MayNotMakeMoreThanFitsInMemory) {
  const json refused{{"error", "its expressions make more than 67108864 bytes"}};
  EXPECT_EQ(value("${repeat(" + std::string(100, 'x') + ", 1000000)}"), refused);
  std::string many;
  for (int i = 0; i < 100; ++i) many += "${repeat(x, 1000000)}";
  EXPECT_EQ(value(many), refused);
}

TEST_F(Expressions, StandInMemberNamesAndDeepInside) {
  const auto filled = evaluate_all(json::parse(R"({"${nonce}":[{"x":"${user.id}"}]})"), environment_);
  ASSERT_TRUE(filled);
  EXPECT_EQ(*filled, (json{{"n0nce", {{{"x", test_user(1).id}}}}}));
}

TEST_F(Expressions, TextHasToStayText) {
  EXPECT_EQ(evaluate_text("no expression", environment_), "no expression");
  EXPECT_EQ(evaluate_text("$${user.id}", environment_), "${user.id}");
  EXPECT_FALSE(evaluate_text("${state(full)}", environment_));
  EXPECT_FALSE(evaluate_text("a ${before(/firstName)}", environment_));
}

TEST(DerivedUuid, IsAVersion4UuidThatOnlySeedAndNameDecide) {
  static const std::regex version_4{"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"};
  EXPECT_TRUE(rc::check([](std::uint64_t seed, const std::string& name) {
    const std::string uuid = derived_uuid(seed, name);
    RC_ASSERT(std::regex_match(uuid, version_4));
    RC_ASSERT(uuid == derived_uuid(seed, name));
    RC_ASSERT(uuid != derived_uuid(seed + 1, name));
    RC_ASSERT(uuid != derived_uuid(seed, name + "x"));
  }));
}

TEST(DerivedNonce, IsTenLettersAndDigitsThatOnlySeedAndNameDecide) {
  static const std::regex letters_and_digits{"[a-z0-9]{10}"};
  EXPECT_TRUE(rc::check([](std::uint64_t seed, const std::string& name) {
    const std::string nonce = derived_nonce(seed, name);
    RC_ASSERT(std::regex_match(nonce, letters_and_digits));
    RC_ASSERT(nonce == derived_nonce(seed, name));
    RC_ASSERT(nonce != derived_nonce(seed + 1, name));
    RC_ASSERT(nonce != derived_nonce(seed, name + "x"));
  }));
}

}  // namespace
}  // namespace conform::test
