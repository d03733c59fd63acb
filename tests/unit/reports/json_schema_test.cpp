#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <vector>

#include "base/gate.hpp"
#include "golden/sample_result.hpp"
#include "reports/json.hpp"
#include "reports/render.hpp"
#include "schema/schema_set.hpp"
#include "unit/reports/arbitrary_result.hpp"

namespace conform {
namespace {

using nlohmann::json;

constexpr const char* schema_name = "result.schema.json";

/// Loaded once for each test that asks; a law keeps it over its many records.
SchemaSet schemas() {
  auto loaded = SchemaSet::load(CONFORM_SOURCE_DIR "/schemas/suite", {schema_name});
  if (!loaded) throw std::runtime_error{to_string(loaded.error().front())};
  return *std::move(loaded);
}

std::string violations(const SchemaSet& set, const json& result) {
  std::string all;
  for (const Violation& violation : set.validate(schema_name, result)) {
    all += violation.where + " " + violation.keyword + ": " + plain(violation.expected) + ", not " +
           plain(violation.actual) + '\n';
  }
  return all;
}

TEST(RunRecordSchema, TakesTheSampleTheEmptyAndTheUnfinishedRecord) {
  const SchemaSet set = schemas();
  EXPECT_EQ(violations(set, json::parse(to_json(testing::sample_result()))), "");
  EXPECT_EQ(violations(set, json::parse(to_json(RunResult{}))), "");
  EXPECT_EQ(violations(set, json::parse(to_json(unfinished_run({}, {}, {})))), "");
}

TEST(RunRecordSchema, RefusesUnknownMembersEverywhere) {
  const SchemaSet set = schemas();
  const json good = json::parse(to_json(testing::sample_result()));
  std::vector<json::json_pointer> objects;
  const json flat = good.flatten();
  for (const auto& [pointer, value] : flat.items()) {
    for (auto parent = json::json_pointer{pointer}.parent_pointer();; parent = parent.parent_pointer()) {
      if (good[parent].is_object()) objects.push_back(parent);
      if (parent.empty()) break;
    }
  }
  ASSERT_FALSE(objects.empty());
  std::sort(objects.begin(), objects.end(), [](const auto& a, const auto& b) { return a.to_string() < b.to_string(); });
  objects.erase(std::unique(objects.begin(), objects.end()), objects.end());
  for (const json::json_pointer& object : objects) {
    json bad = good;
    bad[object]["surprise"] = 1;
    EXPECT_NE(violations(set, bad), "") << object.to_string();
    EXPECT_FALSE(result_from_json(bad.dump(), "r").has_value()) << object.to_string();
  }
}

TEST(RunRecordSchema, RefusesAnExchangeWithBothAnswers) {
  json result = json::parse(to_json(testing::sample_result()));
  result["verdicts"][0]["exchanges"][0]["transportError"] = {{"kind", "closed"}, {"detail", ""}, {"partial", nullptr}};
  EXPECT_NE(violations(schemas(), result), "");
}

TEST(RunRecordSchema, TakesWhateverIsWritten) {
  const SchemaSet set = schemas();
  EXPECT_TRUE(rc::check([&] {
    const std::string found = violations(set, json::parse(to_json(*testing::nasty_result())));
    if (!found.empty()) RC_FAIL(found);
  }));
}

TEST(RunRecordSchema, TakesWhateverTheReaderTakes) {
  const SchemaSet set = schemas();
  const json good = json::parse(to_json(testing::sample_result()));
  EXPECT_TRUE(rc::check([&] {
    json value = good;
    json* at = &value;
    while (at->is_structured() && !at->empty() && *rc::gen::inRange(0, 6) > 0) {
      at = &*std::next(at->begin(), *rc::gen::inRange<std::ptrdiff_t>(0, static_cast<std::ptrdiff_t>(at->size())));
    }
    *at = *rc::gen::element(json(), json(1), json(-1.5), json("x"), json::array(), json::object(), json(true));
    if (result_from_json(value.dump(), "r")) RC_ASSERT(violations(set, value) == "");
  }));
}

}  // namespace
}  // namespace conform
