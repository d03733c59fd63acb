#include "load/requirement_loader.hpp"

#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <utility>

#include "base/suggest.hpp"
#include "json/format_number.hpp"
#include "json/pointer.hpp"
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

/// Names documents, and notes which of them requirements cite.
class Documents {
 public:
  explicit Documents(const JsonFile& file) : file_{file} {
    for (const auto& [name, url] : file.value->at("documents").items()) urls_.emplace(name, url.get<std::string>());
  }

  std::vector<Source> sources(const json& list, const std::string& pointer, Diagnostics& diagnostics) {
    std::vector<Source> result;
    for (std::size_t i = 0; i < list.size(); ++i) {
      Source source{.documents = {},
                    .quote = list[i].value("quote", std::string{}),
                    .paraphrase = list[i].value("paraphrase", std::string{})};
      for (const std::string& name : texts(list[i], "documents")) {
        const auto found = urls_.find(name);
        if (found == urls_.end()) {
          diagnostics.push_back(file_.diagnostic(pointer + "/" + std::to_string(i) + "/documents",
                                                 "\"" + name + "\" has no URL in the documents of this file",
                                                 did_you_mean(name, names())));
          continue;
        }
        cited_.insert(name);
        source.documents.push_back({.name = name, .url = found->second});
      }
      result.push_back(std::move(source));
    }
    return result;
  }

  void check_cited(Diagnostics& diagnostics) const {
    for (const auto& [name, url] : urls_) {
      if (cited_.contains(name)) continue;
      diagnostics.push_back(file_.diagnostic("/documents/" + escape_token(name),
                                             "no requirement cites \"" + name + "\"", "cite it, or drop it"));
    }
  }

 private:
  [[nodiscard]] std::vector<std::string> names() const {
    std::vector<std::string> known;
    for (const auto& [name, url] : urls_) known.push_back(name);
    return known;
  }

  const JsonFile& file_;
  std::map<std::string, std::string, std::less<>> urls_;
  std::set<std::string> cited_;
};

// The schema has been checked: members that it requires are there and have their types.
Requirement requirement_of(const json& source) {
  Requirement result;
  result.id = source.at("id").get<std::string>();
  result.area = source.at("area").get<int>();
  result.statement = source.at("statement").get<std::string>();
  result.level = level_of(source.at("level").get<std::string>());
  result.versions = texts(source, "versions");
  result.operations = texts(source, "operations");
  result.alternatives = texts(source, "alternatives");
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
  Diagnostics diagnostics =
      check_format(file, "file of requirements", case_format, set, "suite/requirements.schema.json");
  if (!diagnostics.empty()) return tl::unexpected{std::move(diagnostics)};
  std::vector<Requirement> requirements;
  std::set<std::string> seen;
  Documents documents{file};
  const json& list = file.value->at("requirements");
  for (std::size_t i = 0; i < list.size(); ++i) {
    requirements.push_back(requirement_of(list[i]));
    requirements.back().sources =
        documents.sources(list[i].at("sources"), "/requirements/" + std::to_string(i) + "/sources", diagnostics);
    if (!seen.insert(requirements.back().id).second) {
      diagnostics.push_back(file.diagnostic("/requirements/" + std::to_string(i) + "/id",
                                            "\"" + requirements.back().id + "\" occurs twice"));
    }
  }
  documents.check_cited(diagnostics);
  if (!diagnostics.empty()) return tl::unexpected{std::move(diagnostics)};
  return RuleBook{std::move(requirements)};
}

Result<RuleBook> load_requirements(const std::filesystem::path& schemas, const SchemaSet& set) {
  const auto file = read_requirements(schemas);
  if (!file) return tl::unexpected{file.error()};
  return compile_requirements(*file, set);
}

}  // namespace conform
