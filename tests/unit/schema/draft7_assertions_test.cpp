#include <gtest/gtest.h>

#include "unit/schema/schema_folder.hpp"

namespace conform {
namespace {

TEST(Draft7, BooleanSchemasAcceptAllOrNothing) {
  expect_facts(
      {{"true", {"1", "null", "{}"}, {}}, {"false", {}, {"1", "null", "{}"}}, {"{}", {"1", "null", "[]"}, {}}});
}

TEST(Draft7, TypeNamesOneOrSeveralTypes) {
  const std::vector<std::string> integers{"1", "0", "-7", "18446744073709551615"};
  const std::vector<std::string> others{"\"1\"", "true", "null", "[]", "{}", "1.5"};
  expect_facts({
      {R"({"type": "integer"})", integers, others},
      {R"({"type": "number"})", {"1", "1.5", "1e300", "-0.0"}, {"\"1\"", "true", "null", "[]", "{}"}},
      {R"({"type": "string"})", {"\"\"", "\"1\""}, {"1", "null", "true", "[]", "{}"}},
      {R"({"type": "boolean"})", {"true", "false"}, {"0", "\"true\"", "null", "\"\"", "[]"}},
      {R"({"type": "null"})", {"null"}, {"false", "0", "\"\"", "[]", "{}"}},
      {R"({"type": "array"})", {"[]", "[1]"}, {"{}", "\"\"", "null"}},
      {R"({"type": "object"})", {"{}", R"({"a": 1})"}, {"[]", "\"\"", "null"}},
      {R"({"type": ["string", "null"]})", {"\"a\"", "null"}, {"1", "false", "[]"}},
      {R"({"type": ["integer"]})", {"1"}, {"1.5", "\"1\""}},
  });
}

TEST(Draft7, IntegersAreKnownByTheirValue) {
  expect_facts({{R"({"type": "integer"})",
                 {"1.0", "-2.0", "1e2", "12345678901234567890", "123456789012345678901234567890", "1e300"},
                 {"1.1", "1e-1", "0.5"}}});
}

TEST(Draft7, EnumComparesByValue) {
  expect_facts({
      {R"({"enum": [1, "a", null, [1, 2], {"b": false}]})",
       {"1", "1.0", "\"a\"", "null", "[1, 2]", "[1.0, 2]", R"({"b": false})"},
       {"2", "\"b\"", "false", "[2, 1]", "[1]", R"({"b": 0})", "{}", "true"}},
      {R"({"enum": [false]})", {"false"}, {"0", "null", "[]", "\"\""}},
      {R"({"enum": [0]})", {"0", "0.0", "-0.0"}, {"false", "null", "\"\"", "[]"}},
      {R"({"enum": [true]})", {"true"}, {"1", "\"true\""}},
      {R"({"enum": []})", {}, {"null", "1"}},
      {R"({"enum": ["hello\u0000there"]})", {R"("hello\u0000there")"}, {R"("hello")", R"("hello\u0000")"}},
  });
}

TEST(Draft7, ConstComparesByValue) {
  expect_facts({
      {R"({"const": 2})", {"2", "2.0", "20e-1"}, {"5", "\"2\"", "[2]"}},
      {R"({"const": {"a": 1, "b": [2]}})",
       {R"({"b": [2.0], "a": 1})"},
       {R"({"a": 1})", R"({"a": 1, "b": [2], "c": 0})"}},
      {R"({"const": null})", {"null"}, {"0", "false", "\"\"", "[]", "{}"}},
      {R"({"const": false})", {"false"}, {"0", "null", "[]"}},
      {R"({"const": [false]})", {"[false]"}, {"[0]", "[null]", "false"}},
      {R"({"const": -1})", {"-1", "-1.0"}, {"18446744073709551615"}},
      {R"({"const": 9007199254740993})", {"9007199254740993"}, {"9007199254740992", "9007199254740992.0"}},
      {R"({"const": 18446744073709551615})",
       {"18446744073709551615"},
       {"18446744073709551616", "18446744073709551614"}},
  });
}

TEST(Draft7, BoundsCompareWithoutRounding) {
  expect_facts({
      {R"({"minimum": 1.1})", {"1.1", "2.6", "\"x\"", "null"}, {"0.6", "1", "-3"}},
      {R"({"minimum": -2})", {"-1", "0", "-2", "-2.0"}, {"-2.0001", "-3"}},
      {R"({"maximum": 3.0})", {"2.6", "3", "3.0", "[]"}, {"3.5", "4"}},
      {R"({"exclusiveMinimum": 1.1})", {"1.2"}, {"1.1", "0.6"}},
      {R"({"exclusiveMaximum": 3})", {"2.999"}, {"3", "3.0", "3.5"}},
      {R"({"minimum": 0})", {"18446744073709551615", "9223372036854775808"}, {"-1"}},
      {R"({"maximum": 9007199254740992})", {"9007199254740992", "9007199254740992.0"}, {"9007199254740993"}},
      {R"({"exclusiveMinimum": 9007199254740992.0})", {"9007199254740993"}, {"9007199254740992"}},
      {R"({"maximum": 18446744073709551615})", {"18446744073709551615"}, {"18446744073709551616", "1e20"}},
      {R"({"minimum": 1, "maximum": 0})", {"\"x\""}, {"0", "1", "0.5"}},
  });
}

TEST(Draft7, MultipleOfIsExactInDecimals) {
  expect_facts({
      {R"({"multipleOf": 2})", {"10", "0", "-4", "4.0", "\"7\""}, {"7", "4.5", "-1"}},
      {R"({"multipleOf": 1.5})", {"0", "4.5", "-3"}, {"35", "1"}},
      {R"({"multipleOf": 0.01})", {"19.99", "0.07", "4.35", "1.1", "1e300", "4"}, {"19.995", "0.001", "0.0099999"}},
      {R"({"multipleOf": 0.0001})", {"0.0075"}, {"0.00751"}},
      {R"({"multipleOf": 1e-8})", {"12391239123", "0.00000003"}, {"1e-9"}},
      {R"({"multipleOf": 3})", {"18446744073709551615", "9007199254740993"}, {"18446744073709551614"}},
      {R"({"multipleOf": 1e20})", {"3e20", "0"}, {"18446744073709551615", "1e19"}},
  });
}

TEST(Draft7, LengthsCountCharacters) {
  expect_facts({
      {R"({"minLength": 2})",
       {"\"fo\"", "\"éé\"", "\"😀😀\"", "1", R"("\ud83d\ude00x")"},
       {"\"f\"", "\"\"", "\"é\"", "\"😀\""}},
      {R"({"maxLength": 2})", {"\"f\"", "\"éé\"", "\"😀😀\"", "100"}, {"\"foo\"", "\"ééé\""}},
      {R"({"minLength": 4, "maxLength": 4})", {R"("a\u0000bc")"}, {R"("a\u0000b")", R"("a\u0000bcd")"}},
      {R"({"minLength": 2.0, "maxLength": 3.0})", {"\"ab\""}, {"\"a\"", "\"abcd\""}},
      {R"({"maxLength": 0})", {"\"\""}, {"\"a\"", R"("\u0000")"}},
      {R"({"maxLength": 1e30})", {"\"a\""}, {}},
      {R"({"minLength": 1e30})", {"1"}, {"\"a\""}},
  });
}

TEST(Draft7, PatternMatchesAnywhere) {
  expect_facts({
      {R"({"pattern": "^a*$"})", {"\"aaa\"", "\"\"", "true", "123", "{}"}, {"\"abc\""}},
      {R"({"pattern": "a+"})", {"\"xxaayy\""}, {"\"xxyy\""}},
      {R"({"pattern": "^.$"})", {"\"é\"", "\"😀\"", R"("\u0000")"}, {"\"ab\"", "\"\"", R"("\n")"}},
      {R"({"pattern": "^\\p{L}+$"})", {"\"größe\""}, {"\"a1\""}},
  });
}

TEST(Draft7, FormatIgnoresWhatIsNoString) {
  expect_facts({{R"({"format": "date-time"})",
                 {"12", "null", "{}", "[]", "true", "\"2024-02-29T12:00:00Z\""},
                 {"\"2023-02-29T12:00:00Z\"", "\"x\""}},
                {R"({"format": "email"})", {"12", "\"a@b.example\""}, {"\"a\""}}});
}

TEST(Draft7, ItemAndMemberCountsHaveBounds) {
  expect_facts({
      {R"({"minItems": 1})", {"[1]", "[1, 2]", "\"\"", "{}"}, {"[]"}},
      {R"({"maxItems": 2})", {"[]", "[1, 2]", "\"foobar\""}, {"[1, 2, 3]"}},
      {R"({"minItems": 1.0, "maxItems": 2.0})", {"[1]"}, {"[]", "[1, 2, 3]"}},
      {R"({"minProperties": 1})", {R"({"a": 1})", "[]", "\"\""}, {"{}"}},
      {R"({"maxProperties": 1})", {"{}", R"({"a": 1})", "[1, 2, 3]"}, {R"({"a": 1, "b": 2})"}},
      {R"({"maxProperties": 0})", {"{}"}, {R"({"a": null})"}},
  });
}

TEST(Draft7, UniqueItemsComparesDeeply) {
  expect_facts({
      {R"({"uniqueItems": true})",
       {"[]", "[1]", "[1, 2]", "[1, true]", "[0, false]", "[1, \"1\"]", R"([{"a": 1}, {"a": 2}])", "[[1], [true]]",
        R"([{}, [1], true, null, 1, "{}"])", "[9007199254740992, 9007199254740993]", R"(["a\u0000b", "a\u0000c"])",
        "\"aa\""},
       {"[1, 1]", "[1, 2, 1]", "[1.0, 1.00, 1]", R"([{"a": 1, "b": 2}, {"b": 2, "a": 1}])", "[[1], [1.0]]",
        "[null, null]", R"(["x", "y", "x"])", "[18446744073709551615, 0, 18446744073709551615]"}},
      {R"({"uniqueItems": false})", {"[1, 1]"}, {}},
  });
}

TEST(Draft7, RequiredAsksForMembersOfObjects) {
  expect_facts({
      {R"({"required": ["a"]})", {R"({"a": 1})", R"({"a": null})", "[]", "\"\"", "12"}, {"{}", R"({"b": 1})"}},
      {R"({"required": []})", {"{}"}, {}},
      {R"({"required": ["a\nb", "a\"b", "a/b", "a~b", "__proto__", ""]})",
       {R"({"a\nb": 1, "a\"b": 1, "a/b": 1, "a~b": 1, "__proto__": 1, "": 1})"},
       {R"({"a\nb": 1, "a\"b": 1})", "{}"}},
      {R"({"required": ["a\u0000b"]})", {R"({"a\u0000b": 1})"}, {R"({"a": 1})", R"({"a\u0000c": 1})"}},
  });
}

TEST(Draft7, AnnotationsAssertNothing) {
  expect_facts(
      {{R"({"$schema": "http://json-schema.org/draft-07/schema#", "$id": "https://example.org/s.json", "$comment": "c",
                     "title": "t", "description": "d", "default": {"type": "string"}, "examples": [1, 2], "readOnly": true,
                     "writeOnly": false, "contentMediaType": "text/html", "contentEncoding": "quoted-printable",
                     "x-anything": {"type": 12}})",
        {"1", "\"not base64 !\"", "{}", "null"},
        {}}});
}

TEST(Draft7, MultipleOfReadsNumbersAsTheDecimalsTheyAreWrittenAs) {
  expect_facts({
      {R"({"multipleOf": 0.01})", {"19.99", "0", "-0.0", "-4.35"}, {"19.999"}},
      {R"({"multipleOf": 0.1})", {"0.3"}, {"0.35"}},
      {R"({"multipleOf": 0.3})", {"0.9"}, {"1"}},
      {R"({"multipleOf": 5})", {"18446744073709551615", "-9223372036854775805"}, {"18446744073709551614"}},
      {R"({"multipleOf": 2})", {"-9223372036854775808"}, {"-9223372036854775807"}},
      {R"({"multipleOf": 18446744073709551615})", {"18446744073709551615"}, {"1"}},
      {R"({"multipleOf": 1e-308})", {"1e308"}, {"5e-324"}},
      {R"({"multipleOf": 123e-308})", {}, {"1e308"}},
      {R"({"multipleOf": 1e308})", {}, {"1e-308"}},
      {R"({"multipleOf": 16})", {"1e22"}, {}},
  });
}

TEST(Draft7, Content) {
  expect_facts(
      {{R"({"contentEncoding": "base64"})", {R"("eyJhIjogMX0K")", "\"\"", "1", "{}"}, {R"("eyJhI%iAx")", R"("e")"}},
       {R"({"contentMediaType": "application/json"})", {R"("{\"a\": 1}")", "1"}, {R"("{:}")", "\"\""}},
       {R"({"contentMediaType": "application/json", "contentEncoding": "base64"})",
        {R"("eyJhIjogMX0K")"},
        {R"("ezp9Cg==")", R"("{}")"}},
       {R"({"contentMediaType": "text/html", "contentEncoding": "quoted-printable"})", {R"("<")"}, {}}});
}

TEST(Draft7, FormatsThatAreNotSupportedAreNotJudgedForText) {
  const SchemaSet set = schema_from(R"({"items": {"format": "hostname"}})");
  EXPECT_TRUE(set.validate("s.json", parsed("[1, null, {}, \"example.org\"]")).empty());
  EXPECT_THROW((void)set.validate("s.json", parsed("[\"xn--zca29lwxobi7a\"]")), CannotJudge);
}

}  // namespace
}  // namespace conform
