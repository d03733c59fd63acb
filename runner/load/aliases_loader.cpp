#include "load/aliases_loader.hpp"

#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "base/suggest.hpp"
#include "json/pointer.hpp"
#include "load/json_file.hpp"

namespace conform {
namespace {

constexpr const char* file_of_aliases = "schemas/aliases.json";
constexpr const char* schema_of_aliases = "suite/aliases.schema.json";

using Ids = std::set<std::string, std::less<>>;

/// Checks the aliases of one kind: "case" or "requirement".
void check_names(const Aliases::Names& aliases, const Ids& ids, const std::string& kind, Diagnostics& diagnostics) {
  for (const auto& [former, present] : aliases) {
    const auto add_diagnostic = [&, &from = former](std::string message, std::string hint) {
      diagnostics.push_back(Diagnostic::about_place(file_of_aliases, "/" + kind + "s/" + escape_token(from),
                                                    std::move(message), std::move(hint)));
    };
    if (ids.contains(former))
      add_diagnostic("\"" + former + "\" is the id of a " + kind,
                     "an id is never used again: give the " + kind + " a new one");
    if (aliases.contains(present)) {
      add_diagnostic("\"" + present + "\" is an alias too", "name the present id: \"" + aliases.at(present) + "\"");
    } else if (!ids.contains(present)) {
      add_diagnostic("there is no " + kind + " \"" + present + "\"",
                     did_you_mean(present, std::vector<std::string>{ids.begin(), ids.end()}));
    }
  }
}

}  // namespace

Result<Aliases> load_aliases(const std::filesystem::path& schemas) {
  std::error_code error;
  if (!std::filesystem::exists(schemas / "aliases.json", error)) return Aliases{};
  const auto file = read_json_file(schemas / "aliases.json", file_of_aliases);
  if (!file) return tl::unexpected{file.error()};
  const auto set = SchemaSet::load(schemas, {schema_of_aliases});
  if (!set) return tl::unexpected{set.error()};
  if (Diagnostics diagnostics = check_against(*file, *set, schema_of_aliases); !diagnostics.empty())
    return tl::unexpected{std::move(diagnostics)};
  Aliases aliases;
  for (const auto& [former, present] : file->value->at("cases").items())
    aliases.cases.emplace(former, present.get<std::string>());
  for (const auto& [former, present] : file->value->at("requirements").items())
    aliases.requirements.emplace(former, present.get<std::string>());
  return aliases;
}

void check_aliases(const Suite& suite, Diagnostics& diagnostics) {
  Ids cases;
  for (const Case& test_case : suite.cases) {
    cases.insert(test_case.id);
    cases.insert(test_case.id.substr(0, test_case.id.find('[')));
  }
  Ids requirements;
  for (const Requirement& requirement : suite.rules.requirements()) requirements.insert(requirement.id);
  check_names(suite.aliases.cases, cases, "case", diagnostics);
  check_names(suite.aliases.requirements, requirements, "requirement", diagnostics);
}

}  // namespace conform
