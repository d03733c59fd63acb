#include <gtest/gtest.h>

#include <atomic>
#include <latch>
#include <thread>
#include <vector>

#include "unit/schema/schema_folder.hpp"

namespace conform {
namespace {

/// Every kind of shared state is used at once: patterns, formats with ICU, recursion that is remembered, explanations.
TEST(SchemaSet, IsSharedByThreads) {
  const SchemaSet set = schema_from(R"({
    "type": "object",
    "properties": {"zone": {"format": "tz"}, "tag": {"format": "bcp47"}, "at": {"format": "date-time"}, "name": {"pattern": "^[\\p{L} ]+$"},
                   "kids": {"type": "array", "items": {"$ref": "#"}}, "twin": {"anyOf": [{"$ref": "#"}, {"allOf": [{"$ref": "#"}]}]}},
    "patternProperties": {"^x-(a|b)*$": {"multipleOf": 0.01}},
    "additionalProperties": false, "propertyNames": {"maxLength": 20}, "uniqueItems": true})");
  const nlohmann::json good =
      parsed(R"({"zone": "Europe/Berlin", "tag": "de-DE", "at": "2024-02-29T12:00:00Z", "name": "Ada", "x-abab": 19.99,
                                          "kids": [{"kids": [{"name": "B"}]}], "twin": {"twin": {"twin": {}}}})");
  nlohmann::json bad = good;
  bad["kids"][0]["kids"][0]["name"] = "4711";
  bad["zone"] = "Mars/Phobos";
  const auto expected = set.validate("s.json", bad);
  ASSERT_EQ(expected.size(), 2U);

  std::atomic<int> wrong = 0;
  constexpr int workers = 8;
  std::latch start{workers};
  {
    std::vector<std::jthread> threads;
    for (int worker = 0; worker < workers; ++worker) {
      threads.emplace_back([&] {
        start.arrive_and_wait();
        for (int i = 0; i < 200; ++i) {
          if (!set.validate("s.json", good).empty()) ++wrong;
          if (set.validate("s.json", bad) != expected) ++wrong;
          if (!set.contains("s.json#/properties/zone")) ++wrong;
        }
      });
    }
  }
  EXPECT_EQ(wrong, 0);
}

TEST(SchemaSet, MayBeLoadedByThreadsAtOnce) {
  std::atomic<int> wrong = 0;
  {
    std::vector<std::jthread> threads;
    for (int worker = 0; worker < 4; ++worker) {
      threads.emplace_back([&, worker] {
        const SchemaSet set = schema_from(R"({"const": )" + std::to_string(worker) + ", \"format\": \"tz\"}");
        if (!set.validate("s.json", worker).empty() || set.validate("s.json", worker + 1).empty()) ++wrong;
      });
    }
  }
  EXPECT_EQ(wrong, 0);
}

}  // namespace
}  // namespace conform
