#include "reference/json_value.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <nlohmann/json.hpp>

namespace conform::reference {

namespace {

Value parsed(std::string_view text) { return std::get<Value>(parse_json(text)); }
JsonError::Kind error_of(std::string_view text) { return std::get<JsonError>(parse_json(text)).kind; }

// Each byte as the code point of its number, so that any bytes make a text and different bytes a different one.
std::string as_text(const std::string& bytes) {
  std::string text;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x80U) text += static_cast<char>(0xC0U | (byte >> 6U));
    text += byte >= 0x80U ? static_cast<char>(0x80U | (byte & 0x3FU)) : c;
  }
  return text;
}

}  // namespace

TEST(JsonValue, KeepsOrderAndNumberSpelling) {
  for (const char* text :
       {R"({"b":1,"a":[1.50,1e2,-0.0,12345678901234567890123]})", "[]", "{}", "null", R"("\u0001\"\\é")"}) {
    EXPECT_EQ(to_json(parsed(text)), text);
  }
}

TEST(JsonValue, RefusesDuplicateMembersAtAnyDepth) {
  EXPECT_EQ(error_of(R"({"a":1,"a":2})"), JsonError::Kind::duplicate_member);
  EXPECT_EQ(error_of(R"([{"x":{"\u0061":1,"a":2}}])"), JsonError::Kind::duplicate_member);
  EXPECT_EQ(to_json(parsed(R"({"a":{"a":1},"b":{"a":1}})")), R"({"a":{"a":1},"b":{"a":1}})");
}

TEST(JsonValue, RefusesWhatIsNotJson) {
  for (const char* text :
       {"", " ", "{", "nul", "01", "1.", "'a'", "{\"a\":1,}", "\"\xC3\x28\"", "\"\\uD800\"", "1 2", "1e999"}) {
    EXPECT_EQ(error_of(text), JsonError::Kind::malformed) << text;
  }
}

TEST(JsonValue, RefusesDeepNesting) {
  EXPECT_EQ(error_of(std::string(65, '[') + std::string(65, ']')), JsonError::Kind::too_deep);
  EXPECT_EQ(to_json(parsed(std::string(64, '[') + std::string(64, ']'))), std::string(64, '[') + std::string(64, ']'));
  EXPECT_EQ(error_of(std::string(1000000, '[')), JsonError::Kind::too_deep);
}

TEST(JsonValue, WritesOtherStyles) {
  const Value value = parsed(R"({"a":"é😀","b":[]})");
  EXPECT_EQ(to_json(value, {.pretty = false, .reversed_members = true, .ascii = true}),
            R"({"b":[],"a":"\u00e9\ud83d\ude00"})");
  EXPECT_EQ(to_json(value, {.pretty = true, .reversed_members = false, .ascii = false}),
            "{\n  \"a\": \"é😀\",\n  \"b\": []\n}");
}

TEST(JsonValue, PointerTokensAreEscaped) { EXPECT_EQ(pointer_token("a/b~c"), "a~1b~0c"); }

RC_GTEST_PROP(JsonValue, ReadsWhatAnotherWriterWrote,
              (const std::vector<std::pair<std::string, std::string>>& members)) {
  nlohmann::json object = nlohmann::json::object();
  for (const auto& [name, value] : members) object[as_text(name)] = as_text(value);
  const std::string text = object.dump(-1, ' ', true);
  const std::variant<Value, JsonError> read = parse_json(text);
  RC_ASSERT(std::holds_alternative<Value>(read));
  RC_ASSERT(nlohmann::json::parse(to_json(std::get<Value>(read))) == nlohmann::json::parse(text));
  RC_ASSERT(nlohmann::json::parse(
                to_json(std::get<Value>(read), {.pretty = true, .reversed_members = true, .ascii = true})) ==
            nlohmann::json::parse(text));
}

RC_GTEST_PROP(JsonValue, ArbitraryBytesDoNoHarm, (const std::string& bytes)) {
  const std::variant<Value, JsonError> read = parse_json(bytes);
  // Another parser agrees, except where this one is strict on purpose.
  const JsonError* error = std::get_if<JsonError>(&read);
  const bool malformed = error != nullptr && error->kind == JsonError::Kind::malformed;
  RC_ASSERT(malformed == !nlohmann::json::accept(bytes));
}

}  // namespace conform::reference
