#include "load/fixtures_loader.hpp"

#include <memory>
#include <nlohmann/json.hpp>
#include <utility>

#include "json/format_number.hpp"
#include "json/pointer.hpp"
#include "load/diagnostic_collector.hpp"
#include "load/expression_check.hpp"
#include "load/json_file.hpp"
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

}  // namespace

Result<Fixtures> load_fixtures(const std::filesystem::path& cases, const SchemaSet& set) {
  auto file = read_json_file(cases / "fixtures.json", "cases/fixtures.json");
  if (!file) return tl::unexpected{file.error()};
  Diagnostics diagnostics = check_format(*file, "file of fixtures", case_format, set, "suite/fixtures.schema.json");
  if (!diagnostics.empty()) return tl::unexpected{std::move(diagnostics)};
  for (const char* part : {"states", "samples"}) check_own_values(*file, part, diagnostics);
  if (!diagnostics.empty()) return tl::unexpected{std::move(diagnostics)};
  return Fixtures{.states = shared_members(file->value->at("states")),
                  .samples = shared_members(file->value->at("samples")),
                  .lists = shared_members(file->value->at("lists"))};
}

}  // namespace conform
