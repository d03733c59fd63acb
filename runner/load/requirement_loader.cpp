#include "load/requirement_loader.hpp"

#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <utility>

#include "load/json_file.hpp"

namespace conform {
namespace {

using nlohmann::json;

std::vector<std::string> texts(const json& source, const char* member) {
  const auto found = source.find(member);
  return found == source.end() ? std::vector<std::string>{} : found->get<std::vector<std::string>>();
}

Level level_of(const std::string& text) {
  if (text == "must") return Level::must;
  return text == "should" ? Level::should : Level::observe;
}

// The schema has been checked: members that it requires are there and have their types.
Requirement requirement_of(const json& source) {
  Requirement result;
  result.id = source.at("id").get<std::string>();
  result.area = source.at("area").get<int>();
  result.statement = source.at("statement").get<std::string>();
  result.level = level_of(source.at("level").get<std::string>());
  result.document = source.at("source").at("document").get<std::string>();
  result.sentence = source.at("source").at("sentence").get<std::string>();
  result.versions = texts(source, "versions");
  result.operations = texts(source, "operations");
  result.readings = texts(source, "readings");
  result.untestable = source.value("untestable", std::string{});
  result.observation = source.value("observation", std::string{});
  if (const auto rules = source.find("rules"); rules != source.end()) {
    for (const json& rule : *rules) {
      result.rules.push_back({.rule = rule.at("rule").get<std::string>(), .at = rule.value("at", std::string{})});
    }
  }
  return result;
}

}  // namespace

Result<JsonFile> read_requirements(const std::filesystem::path& schemas) {
  return read_json_file(schemas / "requirements.json", "schemas/requirements.json");
}

Result<RuleBook> compile_requirements(const JsonFile& file, const SchemaSet& set) {
  Problems problems = check_against(file, set, "suite/requirements.schema.json");
  if (!problems.empty()) return tl::unexpected{std::move(problems)};
  std::vector<Requirement> requirements;
  std::set<std::string> seen;
  const json& list = file.value->at("requirements");
  for (std::size_t i = 0; i < list.size(); ++i) {
    requirements.push_back(requirement_of(list[i]));
    if (!seen.insert(requirements.back().id).second) {
      problems.push_back(file.problem("/requirements/" + std::to_string(i) + "/id",
                                      "\"" + requirements.back().id + "\" is there twice"));
    }
  }
  if (!problems.empty()) return tl::unexpected{std::move(problems)};
  return RuleBook{std::move(requirements)};
}

Result<RuleBook> load_requirements(const std::filesystem::path& schemas, const SchemaSet& set) {
  const auto file = read_requirements(schemas);
  if (!file) return tl::unexpected{file.error()};
  return compile_requirements(*file, set);
}

}  // namespace conform
