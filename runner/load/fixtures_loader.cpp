#include "load/fixtures_loader.hpp"

#include <memory>
#include <nlohmann/json.hpp>
#include <utility>

#include "load/json_file.hpp"

namespace conform {
namespace {

std::map<std::string, SharedJson, std::less<>> shared_members(const nlohmann::json& object) {
  std::map<std::string, SharedJson, std::less<>> members;
  for (const auto& [name, value] : object.items()) members.emplace(name, std::make_shared<const nlohmann::json>(value));
  return members;
}

}  // namespace

Result<Fixtures> load_fixtures(const std::filesystem::path& cases, const SchemaSet& set) {
  auto file = read_json_file(cases / "fixtures.json", "cases/fixtures.json");
  if (!file) return tl::unexpected{file.error()};
  Problems problems = check_against(*file, set, "suite/fixtures.schema.json");
  if (!problems.empty()) return tl::unexpected{std::move(problems)};
  return Fixtures{.states = shared_members(file->value->at("states")),
                  .samples = shared_members(file->value->at("samples")),
                  .lists = shared_members(file->value->at("lists"))};
}

}  // namespace conform
