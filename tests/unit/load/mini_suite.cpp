#include "unit/load/mini_suite.hpp"

#include <gtest/gtest.h>

#include <array>
#include <fstream>
#include <iterator>
#include <memory>
#include <stdexcept>
#include <utility>

#include "load/case_loader.hpp"
#include "load/contract_loader.hpp"
#include "load/requirement_loader.hpp"
#include "load/suite_loader.hpp"

namespace conform::test {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr std::string_view fixtures = R"({
  "format": 2,
  "states": {
    "full": {"firstName": "Ada", "locale": "de-DE", "address": {"street": "Kaiserstraße", "region": "BW"}},
    "minimal": {"firstName": "Ada"}
  },
  "samples": {
    "firstName": ["Ada", "Grace"],
    "locale": ["de-DE", "en-US"],
    "address": [{"street": "Kaiserstraße"}, {"street": "Storgata"}],
    "address/street": ["Kaiserstraße", "Storgata"]
  },
  "lists": {
    "attributes": ["firstName", "locale"],
    "words": ["null", "0", "a  b"],
    "wrongTypes": [{"label": "firstName-number", "attribute": "firstName", "value": 7},
                   {"label": "locale-null", "attribute": "locale", "value": null}]
  }
})";

constexpr std::string_view named_alternatives = R"({
  "format": 2,
  "alternatives": {
    "kept-or-422": {
      "about": "Kept, or refused with 422.",
      "alternatives": [
        {"alternative": "kept", "status": "success", "effect": "served"},
        {"alternative": "refused", "status": 422, "effect": "none", "violates": {"level": "should"}}
      ]
    }
  }
})";

constexpr std::string_view good_cases = R"({
  "format": 2,
  "about": "Reads and writes.",
  // one operation each
  "cases": [
    {
      "id": "read",
      "about": "getUser responds with the record.",
      "requirements": ["SUCCESS-GET-USER-200"],
      "tags": ["smoke"],
      "steps": [{"send": {"operation": "getUser"}, "expect": {"status": 200}}]
    },
    {
      "id": "change",
      "about": "One attribute changes.",
      "requirements": ["UPDATE-SETS-PROVIDED", "UPDATE-KEEPS-OMITTED"],
      "versions": [">=2024-1"],
      "matrix": {"attribute": {"list": "attributes"}},
      "setup": {"attributes": "full"},
      "steps": [
        {"send": {"operation": "updateUser", "attributes": {"${attribute}": "${differentFrom(attribute)}"}},
         "expect": {"status": 200, "effect": "merge"}}
      ]
    }
  ]
})";

// Enough for the cases above, and quicker to read than all of them.
constexpr std::array<std::string_view, 13> schemas{"attributes.schema.json",
                                                   "error-document-should.schema.json",
                                                   "error-document.schema.json",
                                                   "openapi/2021-2.json",
                                                   "openapi/2024-3.json",
                                                   "suite/case-file.schema.json",
                                                   "suite/fixtures.schema.json",
                                                   "suite/alternatives.schema.json",
                                                   "suite/lists.schema.json",
                                                   "suite/requirements.schema.json",
                                                   "user-document-2021-2.schema.json",
                                                   "user-document-should.schema.json",
                                                   "user-document.schema.json"};
constexpr std::array<std::string_view, 6> requirements{"ANSWER-COMPLETE",      "AUTH-CHALLENGE",
                                                       "SUCCESS-GET-USER-200", "UPDATE-KEEPS-OMITTED",
                                                       "UPDATE-NULL",          "UPDATE-SETS-PROVIDED"};

std::string requirements_file() {
  json list = json::array();
  for (const std::string_view id : requirements) {
    list.push_back({{"id", id},
                    {"area", 1},
                    {"statement", "Something holds."},
                    {"level", "must"},
                    {"sources", {{{"documents", {"A document"}}, {"quote", "Something holds."}}}},
                    {"versions", {"*"}},
                    {"operations", {"getUser", "updateUser"}}});
  }
  return json{
      {"format", 2}, {"documents", {{"A document", "https://example.org/document"}}}, {"requirements", std::move(list)}}
      .dump(1);
}

template <class T>
T wanted(Result<T> result) {
  if (!result) throw std::runtime_error{to_string(result.error().front())};
  return std::move(*result);
}

std::map<std::string, SharedJson, std::less<>> shared(const json& object) {
  std::map<std::string, SharedJson, std::less<>> members;
  for (const auto& [name, value] : object.items()) members.emplace(name, std::make_shared<const json>(value));
  return members;
}

Suite read_base() {
  const fs::path folder = source_folder / "schemas";
  Suite suite;
  suite.folder = source_folder;
  suite.contracts = wanted(load_contracts(folder));
  suite.schemas = wanted(SchemaSet::load(folder, {"suite/case-file.schema.json", "suite/fixtures.schema.json",
                                                  "suite/requirements.schema.json", "user-document.schema.json"}));
  suite.rules = wanted(load_requirements(folder, suite.schemas));
  const json small = json::parse(fixtures);
  suite.fixtures = {
      .states = shared(small["states"]), .samples = shared(small["samples"]), .lists = shared(small["lists"])};
  const json named = json::parse(named_alternatives)["alternatives"]["kept-or-422"];
  suite.alternatives.emplace(
      "kept-or-422",
      NamedAlternatives{.about = named["about"], .alternatives = std::make_shared<const json>(named["alternatives"])});
  return suite;
}

}  // namespace

MiniSuite::MiniSuite() {
  for (const std::string_view name : schemas) {
    const fs::path to = path() / "schemas" / name;
    fs::create_directories(to.parent_path());
    fs::copy_file(source_folder / "schemas" / name, to);
  }
  write("schemas/requirements.json", requirements_file());
  write("cases/fixtures.json", fixtures);
  write("cases/alternatives.json", named_alternatives);
  write("cases/users/basic.json", good_cases);
}

MiniSuite& MiniSuite::write(const fs::path& name, std::string_view text) {
  folder_.write(name, text);
  return *this;
}

json MiniSuite::read(const fs::path& name) const {
  std::ifstream stream{path() / name};
  return json::parse(stream);
}

Result<Suite> MiniSuite::load() const { return load_suite(path()); }

std::vector<std::string> MiniSuite::diagnostics() const {
  const auto suite = load();
  if (suite) return {};
  Diagnostics found = suite.error();
  for (Diagnostic& diagnostic : found) {
    const std::string folder = path().string() + "/";
    if (diagnostic.file.starts_with(folder)) diagnostic.file.erase(0, folder.size());
  }
  return lines(found);
}

const Suite& base_suite() {
  static const Suite suite = read_base();
  return suite;
}

Result<std::vector<Case>> load_cases(std::string_view text) {
  const ScratchFolder folder;
  return load_case_file(folder.write("some.json", text), "users/some", base_suite());
}

std::string case_file(std::string_view cases) {
  return R"({"format": 2, "about": "Some cases.", "cases": [)" + std::string{cases} + "]}";
}

std::string a_case(const std::string& members, const std::string& id) {
  std::string text = R"({"id": ")" + id + R"(", "about": "One case.", "requirements": ["SUCCESS-GET-USER-200"])";
  if (!members.empty()) text += ", " + members;
  if (members.find("\"steps\"") == std::string::npos)
    text += R"(, "steps": [{"send": {"operation": "getUser"}, "expect": {"status": 200}}])";
  return text + "}";
}

std::vector<Case> loaded(std::string_view text) {
  auto cases = load_cases(text);
  if (!cases) {
    for (const std::string& line : lines(cases.error())) ADD_FAILURE() << line;
    return {};
  }
  return std::move(*cases);
}

std::vector<std::string> diagnostics(std::string_view text) {
  const auto cases = load_cases(text);
  EXPECT_FALSE(cases.has_value()) << "loaded without a problem: " << text;
  return cases ? std::vector<std::string>{} : lines(cases.error());
}

std::vector<std::string> lines(const Diagnostics& diagnostics) {
  std::vector<std::string> texts;
  for (const Diagnostic& diagnostic : diagnostics) texts.push_back(to_string(diagnostic));
  return texts;
}

std::vector<std::string> ids(const std::vector<Case>& cases) {
  std::vector<std::string> names;
  for (const Case& test_case : cases) names.push_back(test_case.id);
  return names;
}

}  // namespace conform::test
