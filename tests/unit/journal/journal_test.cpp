#include "journal/journal.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>

#include "json/parse.hpp"
#include "schema/schema_set.hpp"

namespace conform::test {
namespace {

using nlohmann::json;

std::shared_ptr<const json> shared(json value) { return std::make_shared<const json>(std::move(value)); }

Journal sample() {
  return {.suite_version = "0.1.0",
          .started_at = "2024-05-01T09:30:00.250Z",
          .target = {.name = "staging",
                     .base_url = "https://user.staging.example/user/2024-3",
                     .api_version = "2024-3",
                     .file = "/etc/conform/staging.jsonc",
                     .token_env = "",
                     .reads_by_get = false},
          .users = {{.actor = "user-1",
                     .id = "6c1c2f0e-0d6c-4a53-9a43-0f7c3f1f2b11",
                     .record = shared({{"firstName", "Ada \"the first\" 😀"}, {"address", {{"houseNo", 18}}}}),
                     .attributes = shared({{"a", 1.5}, {"", "empty key"}})},
                    {.actor = "user-2", .id = "id-2", .record = shared(json::object()), .attributes = nullptr}}};
}

std::string complaint(const std::string& text) {
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
  EXPECT_EQ(*read->users[0].record, *journal.users[0].record);
  EXPECT_EQ(*read->users[0].attributes, *journal.users[0].attributes);
  EXPECT_EQ(*read->users[1].record, json::object());
  EXPECT_EQ(read->users[1].attributes, nullptr);
  EXPECT_EQ(to_text(*read), to_text(journal));
}

TEST(Journal, KeepsAnyTextOfAnyAttribute) {
  EXPECT_TRUE(rc::check([](const std::string& bytes) {
    // What a server sent has been parsed, so it is UTF-8.
    const std::string text = json::parse(json(bytes).dump(-1, ' ', false, json::error_handler_t::replace));
    Journal journal = sample();
    journal.users[0].record = shared({{"firstName", text}, {text, text}});
    const auto read = parse_journal(to_text(journal), "j.json");
    RC_ASSERT(read.has_value());
    RC_ASSERT(*read->users[0].record == *journal.users[0].record);
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
    EXPECT_NE(complaint(without), "none") << name;
    const std::string other = changed([&, &member = name](json& document) { document[member] = true; });
    EXPECT_FALSE(valid(other)) << name;
    EXPECT_NE(complaint(other), "none") << name;
  }
  const std::string more = changed([](json& document) { document["users"][0]["token"] = "t"; });
  EXPECT_FALSE(valid(more));
  EXPECT_EQ(complaint(more), "j.json:1: /users/0/token: unknown member");
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
  EXPECT_EQ(complaint("{}"), "j.json:1: the member \"kind\" is missing");
  EXPECT_NE(complaint("").find("j.json"), std::string::npos);
  EXPECT_NE(complaint(R"({"format": 1, "suite": {}})").find("kind"), std::string::npos);
  EXPECT_NE(complaint(changed([](json& document) { document["format"] = 2; })).find("the format 2 is not known"),
            std::string::npos);
  EXPECT_NE(complaint(changed([](json& document) {
              document["users"][0]["record"] = 7;
            })).find("expected an object or null, found 7"),
            std::string::npos);
}

}  // namespace
}  // namespace conform::test
