#include "check/record.hpp"

#include <gtest/gtest.h>

namespace conform {
namespace {

using nlohmann::json;

TEST(IsCleared, NullEmptyTextAndEmptyObjects) {
  EXPECT_TRUE(is_cleared(nullptr));
  EXPECT_TRUE(is_cleared(""));
  EXPECT_TRUE(is_cleared(json::object()));
  EXPECT_TRUE(is_cleared(json::parse(R"({"street": null, "region": "", "more": {"a": null}})")));
}

TEST(IsCleared, NoValue) {
  EXPECT_FALSE(is_cleared(" "));
  EXPECT_FALSE(is_cleared("null"));
  EXPECT_FALSE(is_cleared(0));
  EXPECT_FALSE(is_cleared(false));
  EXPECT_FALSE(is_cleared(json::array()));
  EXPECT_FALSE(is_cleared(json::parse(R"({"street": "", "region": "BW"})")));
}

TEST(MemberOrNull, IsTheMember) { EXPECT_EQ(member_or_null(json{{"a", 1}}, "a"), json(1)); }

TEST(MemberOrNull, IsNullWithoutIt) {
  EXPECT_EQ(member_or_null(json{{"a", 1}}, "b"), json(nullptr));
  EXPECT_EQ(member_or_null(json::array({1}), "0"), json(nullptr));
  EXPECT_EQ(member_or_null("a", "a"), json(nullptr));
  EXPECT_EQ(member_or_null(nullptr, "a"), json(nullptr));
}

TEST(SameValue, ComparesTextByteForByte) {
  EXPECT_TRUE(same_value("firstName", "Ada", "Ada"));
  EXPECT_FALSE(same_value("firstName", "Ada", "ada"));
  EXPECT_FALSE(same_value("firstName", "Ada", "Ada "));
  EXPECT_FALSE(same_value("firstName", "\u00e9", "e\u0301"));
}

TEST(SameValue, HoldsForAllThatIsCleared) {
  for (const json& a : {json(nullptr), json(""), json::object()}) {
    for (const json& b : {json(nullptr), json(""), json::object()}) EXPECT_TRUE(same_value("locale", a, b));
    EXPECT_FALSE(same_value("locale", a, "de"));
    EXPECT_FALSE(same_value("locale", "de", a));
  }
}

TEST(SameValue, ComparesNumbersByValue) {
  EXPECT_TRUE(same_value("houseNo", 18, 18.0));
  EXPECT_FALSE(same_value("houseNo", 18, 18.5));
  EXPECT_FALSE(same_value("houseNo", 18, "18"));
}

TEST(SameValue, TakesABirthDateAndItsMidnightForTheSame) {
  for (const char* rendering :
       {"1997-07-21", "1997-07-21T00:00:00Z", "1997-07-21T00:00:00.000Z", "1997-07-21T00:00:00.000000Z",
        "1997-07-21T00:00:00+00:00", "1997-07-21T00:00:00+01:00", "1997-07-21T00:00:00.000-08:00"}) {
    EXPECT_TRUE(same_value("birthDate", "1997-07-21", rendering)) << rendering;
    EXPECT_TRUE(same_value("birthDate", rendering, "1997-07-21")) << rendering;
    EXPECT_TRUE(same_value("birthDate", rendering, "1997-07-21T00:00:00Z")) << rendering;
  }
}

TEST(SameValue, TakesOtherBirthDatesForDifferent) {
  for (const char* other :
       {"1997-07-22", "1997-07-22T00:00:00Z", "1997-07-21T00:00:01Z", "1997-07-21T00:00:00.001Z",
        "1997-07-20T23:00:00Z", "1997-07-21T01:00:00+01:00", "1997-07-22T00:00:00+01:00", "1997-07-21T00:00:00+ab:cd",
        "1997-07-21T00:00:00+99:99", "1997-07-21T00:00:00", "1997", "1997-07", "1997-07-21 00:00:00Z"}) {
    EXPECT_FALSE(same_value("birthDate", "1997-07-21", other)) << other;
    EXPECT_FALSE(same_value("birthDate", other, "1997-07-21")) << other;
  }
}

TEST(SameValue, TakesAYearForNoDate) {
  EXPECT_TRUE(same_value("birthDate", "1997", "1997"));
  EXPECT_FALSE(same_value("birthDate", "1997", "1997-01-01"));
  EXPECT_FALSE(same_value("birthDate", "1997", "1997-01-01T00:00:00Z"));
}

TEST(SameValue, KnowsBirthDatesWithoutAYear) {
  EXPECT_TRUE(same_value("birthDate", "0000-07-21", "0000-07-21T00:00:00Z"));
  EXPECT_FALSE(same_value("birthDate", "0000-07-21", "1997-07-21"));
}

TEST(SameValue, ComparesBirthDatesThatAreNoText) {
  EXPECT_FALSE(same_value("birthDate", "1997-07-21", 19970721));
  EXPECT_TRUE(same_value("birthDate", 1997, 1997));
}

TEST(SameValue, AllowsTwoRenderingsForBirthDatesOnly) {
  EXPECT_FALSE(same_value("locale", "1997-07-21", "1997-07-21T00:00:00Z"));
  EXPECT_FALSE(same_value("createdAt", "1997-07-21", "1997-07-21T00:00:00Z"));
}

TEST(SameValue, ComparesAnAddressMemberByMember) {
  const json address{{"street", "Storgata"}, {"houseNo", 18}, {"region", nullptr}};
  EXPECT_TRUE(same_value("address", address, json{{"street", "Storgata"}, {"houseNo", 18.0}, {"locality", ""}}));
  EXPECT_FALSE(same_value("address", address, json{{"street", "Storgata"}}));
  EXPECT_FALSE(same_value("address", json{{"street", "Storgata"}}, address));
  EXPECT_FALSE(same_value("address", address, json{{"street", "Storgate"}, {"houseNo", 18}}));
}

TEST(SameValue, ComparesAnAddressThatIsNoObject) {
  EXPECT_FALSE(same_value("address", json{{"street", "Storgata"}}, "Storgata"));
  EXPECT_TRUE(same_value("address", json{{"street", ""}}, nullptr));
}

TEST(SameButForType, HoldsForANumberAndItsText) {
  EXPECT_TRUE(same_but_for_type(18, "18"));
  EXPECT_TRUE(same_but_for_type("18", 18));
  EXPECT_TRUE(same_but_for_type("-1.5", -1.5));
}

TEST(SameButForType, HoldsForNothingElse) {
  EXPECT_FALSE(same_but_for_type(18, "18a"));
  EXPECT_FALSE(same_but_for_type(18, "018"));
  EXPECT_FALSE(same_but_for_type("18", "18"));
  EXPECT_FALSE(same_but_for_type(true, "true"));
  EXPECT_FALSE(same_but_for_type(18, nullptr));
  EXPECT_FALSE(same_but_for_type(18, 19));
}

TEST(KnownPart, LacksWhatTheContractDoesNotKnowOfAnAddress) {
  const RecordShape shape{.attributes = {"address"}, .address_members = {"country", "street"}, .server_managed = {}};
  const json record = json::parse(R"({"address": {"country": "DE", "formatted": "x"}, "nickname": "Ada"})");
  EXPECT_EQ(known_part(record, shape), json::parse(R"({"address": {"country": "DE"}, "nickname": "Ada"})"));
  for (const char* other : {R"({"address": null})", R"({"address": "text"})", "{}", "[1]", "null"})
    EXPECT_EQ(known_part(json::parse(other), shape), json::parse(other)) << other;
}

TEST(KnownPart, IsTheWholeRecordWhereNoMemberOfAnAddressIsKnown) {
  const json record = json::parse(R"({"address": {"formatted": "x"}})");
  EXPECT_EQ(known_part(record, {}), record);
}

}  // namespace
}  // namespace conform
