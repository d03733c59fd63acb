#include "load/fixtures_loader.hpp"

#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>
#include <system_error>
#include <utility>
#include <vector>

#include "json/format_number.hpp"
#include "json/pointer.hpp"
#include "load/diagnostic_collector.hpp"
#include "load/expression_check.hpp"
#include "load/json_file.hpp"
#include "load/text_lengths.hpp"
#include "suite/expression.hpp"
#include "suite/own_values.hpp"

namespace conform {
namespace {

std::map<std::string, SharedJson, std::less<>> shared_members(const nlohmann::json& object) {
  std::map<std::string, SharedJson, std::less<>> members;
  for (const auto& [name, value] : object.items()) members.emplace(name, std::make_shared<const nlohmann::json>(value));
  return members;
}

// States and samples are values, whatever their sender: of expressions they have those alone that make them a user's
// own.
void check_own_values(const JsonFile& file, const char* part, Diagnostics& diagnostics) {
  const OwnValues somebodys = own_values_of("");
  const DiagnosticCollector collector{file, diagnostics};
  for (const auto& [name, value] : file.value->at(part).items()) {
    const std::string at = std::string{"/"} + part + "/" + escape_token(name);
    check_format_words(value, at, collector);
    for_each_expression(value, [&](const Expression& expression) {
      constexpr std::string_view own = "own.";
      const bool known = !expression.call && expression.name.starts_with(own) &&
                         own_value(somebodys, std::string_view{expression.name}.substr(own.size())) != nullptr;
      if (!known)
        collector.diagnostic(
            at, "\"" + to_string(expression) + "\" is unknown here",
            "a state or sample has no expressions but ${own.mark}, ${own.area}, ${own.line} and ${own.number}");
    });
  }
}

// Lists of values in files of their own, cases/lists/*.json.
Diagnostics add_lists(const std::filesystem::path& folder, const SchemaSet& set, Fixtures& fixtures) {
  std::vector<std::filesystem::path> files;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator{folder, error}) {
    if (entry.path().extension() == ".json") files.push_back(entry.path());
  }
  std::ranges::sort(files);
  Diagnostics diagnostics;
  for (const std::filesystem::path& path : files) {
    const auto file = read_json_file(path, "cases/lists/" + path.filename().generic_string());
    if (!file) return file.error();
    Diagnostics wrong = check_format(*file, "file of lists", case_format, set, "suite/lists.schema.json");
    if (!wrong.empty()) return wrong;
    for (const auto& [name, source] : file->value->at("lists").items()) {
      auto values = std::make_shared<const nlohmann::json>(source.is_array() ? source : texts_of_lengths(source));
      if (fixtures.lists.emplace(name, std::move(values)).second) continue;
      diagnostics.push_back(file->diagnostic("/lists/" + escape_token(name), "there are two lists \"" + name + "\""));
    }
  }
  return diagnostics;
}

}  // namespace

Result<Fixtures> load_fixtures(const std::filesystem::path& cases, const SchemaSet& set) {
  auto file = read_json_file(cases / "fixtures.json", "cases/fixtures.json");
  if (!file) return tl::unexpected{file.error()};
  Diagnostics diagnostics = check_format(*file, "file of fixtures", case_format, set, "suite/fixtures.schema.json");
  if (!diagnostics.empty()) return tl::unexpected{std::move(diagnostics)};
  for (const char* part : {"states", "samples"}) check_own_values(*file, part, diagnostics);
  if (!diagnostics.empty()) return tl::unexpected{std::move(diagnostics)};
  Fixtures fixtures{.states = shared_members(file->value->at("states")),
                    .samples = shared_members(file->value->at("samples")),
                    .lists = shared_members(file->value->at("lists"))};
  diagnostics = add_lists(cases / "lists", set, fixtures);
  if (!diagnostics.empty()) return tl::unexpected{std::move(diagnostics)};
  return fixtures;
}

}  // namespace conform
