#include "waivers/waiver_file.hpp"

#include <nlohmann/json.hpp>
#include <string>
#include <utility>

#include "base/suggest.hpp"
#include "base/text.hpp"
#include "json/format_number.hpp"
#include "load/json_file.hpp"
#include "plan/plan.hpp"
#include "waivers/waive.hpp"
#include "waivers/waiver_entry.hpp"

namespace conform {
namespace {

using nlohmann::json;

/// Present ids in place of former ones. A glob keeps what it is, and gets the cases that it names by a former id.
class PresentIds {
 public:
  explicit PresentIds(const Suite& suite) : aliases_{suite.aliases} {
    if (aliases_.cases.empty()) return;
    for (const Case& test_case : suite.cases) {
      for (std::string& former : aliases_.former_case_ids(test_case.id))
        renamed_.emplace_back(std::move(former), test_case.id);
    }
  }

  void use_in(Waiver& waiver) const {
    waiver.requirement = aliases_.requirement_id(waiver.requirement);
    const std::size_t written = waiver.cases.size();
    for (std::size_t i = 0; i < written; ++i) {
      const std::string pattern = waiver.cases[i];
      waiver.cases[i] = aliases_.case_id(pattern);
      if (pattern.find_first_of("*?") == std::string::npos) continue;
      for (const auto& [former, present] : renamed_) {
        if (matches_glob(pattern, former) && !names_case(waiver, present)) waiver.cases.push_back(present);
      }
    }
  }

 private:
  const Aliases& aliases_;
  std::vector<std::pair<std::string, std::string>> renamed_;  ///< former and present ids of case instances
};

}  // namespace

Result<std::vector<Waiver>> load_waivers(const std::filesystem::path& path, const Suite& suite) {
  const auto file = read_json_file(path, path.string());
  if (!file) return tl::unexpected{file.error()};
  const std::string schema = "suite/waivers.schema.json";
  const auto schemas = SchemaSet::load(suite.folder / "schemas", {schema});
  if (!schemas) return tl::unexpected{schemas.error()};
  Diagnostics diagnostics = check_format(*file, "waiver file", waiver_format, *schemas, schema);
  if (!diagnostics.empty()) return tl::unexpected{std::move(diagnostics)};
  std::vector<std::string> requirements;
  for (const Requirement& requirement : suite.rules.requirements()) requirements.push_back(requirement.id);
  const PresentIds present_ids{suite};
  std::vector<Waiver> all;
  const json& entries = file->value->at("waivers");
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const std::string pointer = "/waivers/" + std::to_string(i);
    Waiver waiver;
    FieldReading in{.file = file->name, .at = pointer};
    read_json(in, entries[i], WaiverEntry{waiver});
    diagnostics.insert(diagnostics.end(), in.diagnostics.begin(), in.diagnostics.end());
    waiver.file = file->name;
    waiver.line = file->line_of(pointer);
    present_ids.use_in(waiver);
    if (is_blank(waiver.reason))
      diagnostics.push_back(
          file->diagnostic(pointer + "/reason", "the reason is blank", "say why this failure is accepted"));
    if (suite.rules.find(waiver.requirement) == nullptr)
      diagnostics.push_back(file->diagnostic(pointer + "/requirement",
                                             "unknown requirement \"" + waiver.requirement + "\"",
                                             did_you_mean(waiver.requirement, requirements)));
    all.push_back(std::move(waiver));
  }
  if (!diagnostics.empty()) return tl::unexpected{std::move(diagnostics)};
  return all;
}

}  // namespace conform
