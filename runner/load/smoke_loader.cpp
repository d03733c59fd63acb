#include "load/smoke_loader.hpp"

#include <nlohmann/json.hpp>
#include <system_error>
#include <utility>
#include <vector>

#include "base/suggest.hpp"
#include "load/json_file.hpp"

namespace conform {
namespace {

constexpr const char* file_of_smoke = "schemas/smoke.json";
constexpr const char* schema_of_smoke = "suite/smoke.schema.json";

}  // namespace

Result<std::set<std::string, std::less<>>> load_smoke(const std::filesystem::path& schemas) {
  std::set<std::string, std::less<>> ids;
  std::error_code error;
  if (!std::filesystem::exists(schemas / "smoke.json", error)) return ids;
  const auto file = read_json_file(schemas / "smoke.json", file_of_smoke);
  if (!file) return tl::unexpected{file.error()};
  const auto set = SchemaSet::load(schemas, {schema_of_smoke});
  if (!set) return tl::unexpected{set.error()};
  if (Diagnostics diagnostics = check_against(*file, *set, schema_of_smoke); !diagnostics.empty())
    return tl::unexpected{std::move(diagnostics)};
  for (const auto& id : file->value->at("cases")) ids.insert(id.get<std::string>());
  return ids;
}

void check_smoke(const Suite& suite, Diagnostics& diagnostics) {
  std::set<std::string, std::less<>> known;
  for (const Case& test_case : suite.cases) known.insert(test_case.id);
  for (const std::string& id : suite.smoke) {
    if (known.contains(id)) continue;
    diagnostics.push_back(
        Diagnostic::about_place(file_of_smoke, "/cases", "there is no case instance \"" + id + "\"",
                                did_you_mean(id, std::vector<std::string>{known.begin(), known.end()})));
  }
}

}  // namespace conform
