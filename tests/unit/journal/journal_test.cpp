#include "journal/journal.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>

#include "json/exact.hpp"
#include "json/parse.hpp"
#include "json/read_file.hpp"
#include "schema/schema_set.hpp"

namespace conform::test {
namespace {

using nlohmann::json;

const std::string record_bytes =
    R"({ "data": {"attributes": {"firstName": "Ada \"the first\" 😀", "address": {"houseNo": 18.50}, "n": 1E2}, "id":"x"}})";

Journal sample() {
  return {.number = 20261130174500,
          .suite_version = "0.1.0",
          .started_at = "2024-05-01T09:30:00.250Z",
          .target = {.name = "staging",
                     .base_url = "https://user.staging.example/user/2024-3",
                     .api_version = "2024-3",
                     .file = "/etc/conform/staging.jsonc",
                     .token_env = "",
                     .reads_by_get = false},
          .users = {{.actor = "user-1",
                     .id = "6c1c2f0e-0d6c-4a53-9a43-0f7c3f1f2b11",
                     .record = stored_record(record_bytes),
                     .custom_attributes = stored_custom_attributes(R"({"a": 12345678901234567890123, "": "\ud800"})")},
                    {.actor = "user-2", .id = "id-2", .record = stored_record(R"({"data":{"attributes":{}}})")}}};
}

std::string message(const std::string& text) {
  const auto journal = parse_journal(text, "j.json");
  return journal ? "none" : to_string(journal.error().front());
}

/// The sample's text with something changed.
template <class Change>
std::string changed(const Change& change) {
  json document = json::parse(to_text(sample()));
  change(document);
  return document.dump();
}

TEST(Journal, ComesBackAsItWasWritten) {
  const Journal journal = sample();
  const auto read = parse_journal(to_text(journal), "j.json");
  ASSERT_TRUE(read) << to_string(read.error().front());
  EXPECT_EQ(read->suite_version, journal.suite_version);
  EXPECT_EQ(read->started_at, journal.started_at);
  EXPECT_EQ(read->target, journal.target);
  ASSERT_EQ(read->users.size(), 2U);
  EXPECT_EQ(read->number, journal.number);
  EXPECT_EQ(read->users[0].record.bytes, record_bytes) << "byte for byte";
  EXPECT_EQ(exact_text(read->users[0].record.value->at("address")), R"({"houseNo":18.50})");
  EXPECT_EQ(exact_text(*read->users[0].custom_attributes.value), R"({"":"\ud800","a":12345678901234567890123})");
  EXPECT_EQ(*read->users[1].record.value, json::object());
  EXPECT_FALSE(read->users[1].custom_attributes);
  EXPECT_EQ(to_text(*read), to_text(journal));
}

TEST(Journal, KeepsAnyTextOfAnyAttribute) {
  EXPECT_TRUE(rc::check([](const std::string& bytes) {
    // What a server sent has been parsed, so it is UTF-8.
    const std::string text = json::parse(json(bytes).dump(-1, ' ', false, json::error_handler_t::replace));
    Journal journal = sample();
    const json document{{"data", {{"attributes", {{"firstName", text}, {text, text}}}}}};
    journal.users[0].record = stored_record(document.dump());
    const auto read = parse_journal(to_text(journal), "j.json");
    RC_ASSERT(read.has_value());
    RC_ASSERT(read->users[0].record.bytes == document.dump());
    RC_ASSERT(*read->users[0].record.value == document.at("data").at("attributes"));
  }));
}

TEST(Journal, IsWhatItsSchemaSays) {
  auto schemas = SchemaSet::load(CONFORM_SOURCE_DIR "/schemas/suite", {"restore-journal.schema.json"});
  ASSERT_TRUE(schemas) << to_string(schemas.error().front());
  const auto valid = [&](const std::string& text) {
    return schemas->validate("restore-journal.schema.json", *parse_json(text)).empty();
  };
  EXPECT_TRUE(valid(to_text(sample())));
  EXPECT_TRUE(valid(to_text(Journal{})));
  const json good = json::parse(to_text(sample()));
  for (const auto& [name, value] : good.items()) {
    const std::string without = changed([&, &member = name](json& document) { document.erase(member); });
    EXPECT_FALSE(valid(without)) << name;
    EXPECT_NE(message(without), "none") << name;
    const std::string other = changed([&, &member = name](json& document) { document[member] = true; });
    EXPECT_FALSE(valid(other)) << name;
    EXPECT_NE(message(other), "none") << name;
  }
  const std::string more = changed([](json& document) { document["users"][0]["token"] = "t"; });
  EXPECT_FALSE(valid(more));
  EXPECT_EQ(message(more), "j.json:1: /users/0/token: unknown member");
}

TEST(Journal, OfTheFirstFormatCanBeRead) {
  const std::string text = *read_file(CONFORM_SOURCE_DIR "/tests/data/journals/format-1.json", 100'000);
  const auto read = parse_journal(text, "format-1.json");
  ASSERT_TRUE(read) << to_string(read.error().front());
  EXPECT_EQ(read->format, 1);
  EXPECT_EQ(read->number, 0U) << "it is older than any of a later format";
  ASSERT_EQ(read->users.size(), 2U);
  EXPECT_EQ(exact_text(*read->users[0].record.value),
            R"({"address":{"country":"CH","houseNo":"007"},"firstName":"January"})");
  EXPECT_EQ(exact_text(*read->users[0].custom_attributes.value), R"({"count":18.5,"referred":"by user-1"})");
  EXPECT_FALSE(read->users[1].custom_attributes);
  const auto again = parse_journal(to_text(*read), "again.json");
  ASSERT_TRUE(again) << to_string(again.error().front());
  EXPECT_EQ(*again->users[0].record.value, *read->users[0].record.value);
  auto schemas = SchemaSet::load(CONFORM_SOURCE_DIR "/schemas/suite", {"restore-journal.schema.json"});
  ASSERT_TRUE(schemas);
  EXPECT_TRUE(schemas->validate("restore-journal.schema.json", *parse_json(text)).empty());
}

TEST(Journal, OfTheSecondFormatCanBeRead) {
  const std::string text = *read_file(CONFORM_SOURCE_DIR "/tests/data/journals/format-2.json", 100'000);
  const auto read = parse_journal(text, "format-2.json");
  ASSERT_TRUE(read) << to_string(read.error().front());
  EXPECT_EQ(read->format, 2);
  EXPECT_EQ(read->number, 20261130174500U);
  ASSERT_EQ(read->users.size(), 2U);
  EXPECT_EQ(exact_text(read->users[0].record.value->at("address").at("houseNo")), R"("007")");
  EXPECT_EQ(exact_text(*read->users[0].custom_attributes.value), R"({"count":18.50,"referred":"by user-1"})");
  EXPECT_FALSE(read->users[1].custom_attributes);
  const auto again = parse_journal(to_text(*read), "again.json");
  ASSERT_TRUE(again) << to_string(again.error().front());
  EXPECT_EQ(again->users[0].custom_attributes.bytes, read->users[0].custom_attributes.bytes);
  auto schemas = SchemaSet::load(CONFORM_SOURCE_DIR "/schemas/suite", {"restore-journal.schema.json"});
  ASSERT_TRUE(schemas);
  EXPECT_TRUE(schemas->validate("restore-journal.schema.json", *parse_json(text)).empty());
}

TEST(Journal, TellsOfProblemsAtMostSoMany) {
  const auto journal = parse_journal(changed([](json& document) {
                                       for (int i = 0; i < 1000; ++i) document["x" + std::to_string(i)] = 1;
                                     }),
                                     "j.json");
  ASSERT_FALSE(journal);
  EXPECT_EQ(journal.error().size(), 20U);
}

TEST(Journal, ThatIsNoneIsExplained) {
  EXPECT_EQ(message("{}"), "j.json:1: the member \"kind\" is missing");
  EXPECT_NE(message("").find("j.json"), std::string::npos);
  EXPECT_NE(message(R"({"format": 1, "suite": {}})").find("kind"), std::string::npos);
  EXPECT_NE(message(changed([](json& document) { document["format"] = 4; })).find("the format 4 is not known"),
            std::string::npos);
  EXPECT_NE(message(changed([](json& document) {
              document["users"][0]["record"] = 7;
            })).find("expected a string or null, found 7"),
            std::string::npos);
}

}  // namespace
}  // namespace conform::test
