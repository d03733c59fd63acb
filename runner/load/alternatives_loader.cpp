#include "load/alternatives_loader.hpp"

#include <memory>
#include <nlohmann/json.hpp>
#include <system_error>
#include <vector>

#include "json/format_number.hpp"
#include "load/json_file.hpp"
#include "load/row_steps.hpp"

namespace conform {

using nlohmann::json;

Result<std::map<std::string, NamedAlternatives, std::less<>>> load_alternatives(const std::filesystem::path& cases,
                                                                                const SchemaSet& set) {
  std::map<std::string, NamedAlternatives, std::less<>> result;
  std::error_code error;
  if (!std::filesystem::exists(cases / "alternatives.json", error)) return result;
  const auto file = read_json_file(cases / "alternatives.json", "cases/alternatives.json");
  if (!file) return tl::unexpected{file.error()};
  if (Diagnostics diagnostics =
          check_format(*file, "file of alternatives", case_format, set, "suite/alternatives.schema.json");
      !diagnostics.empty())
    return tl::unexpected{std::move(diagnostics)};
  for (const auto& [name, source] : file->value->at("alternatives").items()) {
    result.emplace(name, NamedAlternatives{.about = source.at("about").get<std::string>(),
                                           .alternatives = std::make_shared<const json>(source.at("alternatives"))});
  }
  return result;
}

namespace {

void fill_in_expectation(json& expect, const std::string& at, const DiagnosticCollector& collector,
                         const std::map<std::string, NamedAlternatives, std::less<>>& alternatives) {
  const auto named = expect.find("alternatives");
  if (named == expect.end() || !named->is_string()) return;
  const auto name = named->get<std::string>();
  const auto found = alternatives.find(name);
  if (found == alternatives.end()) {
    std::vector<std::string> known;
    for (const auto& [one, content] : alternatives) known.push_back(one);
    collector.unknown(at + "/alternatives", "alternatives", name, known);
    expect["alternatives"] = json::array();
    return;
  }
  expect["alternatives"] = *found->second.alternatives;
  expect["named"] = name;
}

}  // namespace

void fill_in_alternatives(json& body, const std::string& pointer, const DiagnosticCollector& collector,
                          const std::map<std::string, NamedAlternatives, std::less<>>& alternatives) {
  for_each_step(body.at("steps"), pointer + "/steps", [&](json& step, const std::string& at) {
    for (const char* member : {"expect", "expectOfNull"}) {
      if (const auto expect = step.find(member); expect != step.end())
        fill_in_expectation(*expect, at + "/" + member, collector, alternatives);
    }
  });
}

}  // namespace conform
