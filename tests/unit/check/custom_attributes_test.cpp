// Contract area 7: what becomes of /attributes.
#include <gtest/gtest.h>

#include "check/oracle.hpp"
#include "unit/check/records.hpp"

namespace conform {
namespace {

using nlohmann::json;
using test::reported;
using Lines = std::vector<std::string>;

const Lines no_difference;

Lines merge_attributes(const json& before, const json& sent, const json& after) {
  return reported(judge_custom_attributes(Effect::merge, before, sent, after).differences);
}
Lines none_sent(const json& before, const json& after) {
  return reported(judge_custom_attributes(Effect::none, before, json{{"x", 1}}, after).differences);
}

TEST(UserAttributesMerge, SetsGivenKeysAndKeepsTheRest) {
  EXPECT_EQ(merge_attributes({{"a", 1}, {"b", 2}}, {{"b", 3}, {"c", 4}}, {{"a", 1}, {"b", 3}, {"c", 4}}),
            no_difference);
}

TEST(UserAttributesMerge, FindsADroppedKey) {
  EXPECT_EQ(merge_attributes(json::object(), {{"a", 1}}, json::object()),
            Lines{"effect.merge.set at /a: dropped the key \"a\", which was sent"});
}

TEST(UserAttributesMerge, FindsAKeyThatWasNotSet) {
  EXPECT_EQ(merge_attributes({{"a", 1}}, {{"a", 2}}, {{"a", 1}}),
            Lines{"effect.merge.set at /a: did not set the key \"a\""});
}

TEST(UserAttributesMerge, FindsAValueThatWasStoredOtherwise) {
  EXPECT_EQ(merge_attributes({{"a", 1}}, {{"a", "2"}}, {{"a", 2}}),
            Lines{"effect.exact at /a: stored another value for the key \"a\" than was sent"});
}

TEST(UserAttributesMerge, FindsAKeyThatWasRemovedOrChangedThoughLeftOut) {
  EXPECT_EQ(merge_attributes({{"a", 1}, {"b", 2}}, {{"c", 1}}, {{"b", 3}, {"c", 1}}),
            (Lines{"effect.merge.kept at /a: removed the key \"a\", which the request left out",
                   "effect.merge.kept at /b: changed the key \"b\", which the request left out"}));
}

TEST(UserAttributesMerge, ComparesValuesExactly) {
  EXPECT_EQ(merge_attributes({{"a", ""}}, json::object(), {{"a", nullptr}}).size(), 1U);
  EXPECT_EQ(merge_attributes(json::object(), {{"a", nullptr}}, {{"a", ""}}).size(), 1U);
  EXPECT_EQ(merge_attributes(json::object(), {{"a", {{"b", {1, 2}}}}}, {{"a", {{"b", {1.0, 2}}}}}), no_difference);
}

TEST(UserAttributesMerge, LetsANullTakeTheKeyAway) {
  EXPECT_EQ(merge_attributes({{"a", 1}}, {{"a", nullptr}}, json::object()), no_difference);
  EXPECT_EQ(merge_attributes({{"a", 1}}, {{"a", nullptr}}, {{"a", nullptr}}), no_difference);
  EXPECT_EQ(merge_attributes({{"a", 1}}, {{"a", nullptr}}, {{"a", 1}}),
            Lines{"effect.merge.set at /a: did not set the key \"a\""});
}

TEST(UserAttributesMerge, ChangesNothingForAnEmptyObject) {
  EXPECT_EQ(merge_attributes({{"a", 1}}, json::object(), {{"a", 1}}), no_difference);
  EXPECT_EQ(merge_attributes({{"a", 1}}, json::object(), json::object()).size(), 1U);
}

TEST(UserAttributesMerge, EscapesKeysAsPointersDo) {
  EXPECT_EQ(merge_attributes(json::object(), {{"a/b~", 1}}, json::object()),
            Lines{"effect.merge.set at /a~1b~0: dropped the key \"a/b~\", which was sent"});
}

TEST(UserAttributesMerge, ShowsLongKeysShort) {
  const auto differences =
      judge_custom_attributes(Effect::merge, json::object(), {{std::string(10'000, 'k'), 1}}, json::object())
          .differences;
  ASSERT_EQ(differences.size(), 1U);
  EXPECT_LT(plain(differences[0].fault).size(), 200U);
}

TEST(UserAttributesNone, SeesNoDifferenceInTheSame) {
  EXPECT_EQ(none_sent({{"a", 1}}, {{"a", 1.0}}), no_difference);
  EXPECT_EQ(none_sent(json::object(), json::object()), no_difference);
}

TEST(UserAttributesNone, FindsChangedRemovedAndAddedKeys) {
  EXPECT_EQ(none_sent({{"a", 1}, {"b", 2}}, {{"b", 3}, {"c", 4}}),
            (Lines{"effect.none at /a: removed the key \"a\"", "effect.none at /b: changed the key \"b\"",
                   "effect.none at /c: added the key \"c\""}));
}

TEST(UserAttributesNone, LooksAtNothingThatWasSent) {
  EXPECT_EQ(reported(judge_custom_attributes(Effect::none, json::object(), {{"a", 1}}, json::object()).differences),
            no_difference);
  EXPECT_EQ(reported(judge_custom_attributes(Effect::none, json::object(), {{"a", 1}}, {{"a", 1}}).differences),
            Lines{"effect.none at /a: added the key \"a\""});
}

}  // namespace
}  // namespace conform
