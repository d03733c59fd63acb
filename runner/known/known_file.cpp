#include "known/known_file.hpp"

#include <nlohmann/json.hpp>
#include <string>
#include <utility>

#include "json/format_number.hpp"
#include "known/waive.hpp"
#include "load/json_file.hpp"
#include "model/suggest.hpp"
#include "plan/plan.hpp"

namespace conform {
namespace {

using nlohmann::json;

std::string status_text(const json& entry) {
  const auto found = entry.find("status");
  if (found == entry.end()) return {};
  return found->is_string() ? found->get<std::string>() : std::to_string(found->get<int>());
}

KnownFailure read(const json& entry, const JsonFile& file, const std::string& pointer) {
  KnownFailure known;
  entry.at("cases").get_to(known.cases);
  entry.at("requirement").get_to(known.requirement);
  entry.at("rule").get_to(known.rule);
  entry.at("where").get_to(known.where);
  known.status = status_text(entry);
  entry.at("reason").get_to(known.reason);
  known.link = entry.value("link", "");
  known.owner = entry.value("owner", "");
  entry.at("expires").get_to(known.expires);
  known.file = file.name;
  known.line = file.line_of(pointer);
  return known;
}

/// Present ids in place of former ones. A glob keeps what it is, and gets the cases that it names by a former id.
class PresentIds {
 public:
  explicit PresentIds(const Suite& suite) : aliases_{suite.aliases} {
    if (aliases_.cases.empty()) return;
    for (const Case& one : suite.cases) {
      for (std::string& former : aliases_.former_case_ids(one.id)) renamed_.emplace_back(std::move(former), one.id);
    }
  }

  void use_in(KnownFailure& known) const {
    known.requirement = aliases_.requirement_id(known.requirement);
    const std::size_t written = known.cases.size();
    for (std::size_t i = 0; i < written; ++i) {
      const std::string pattern = known.cases[i];
      known.cases[i] = aliases_.case_id(pattern);
      if (pattern.find_first_of("*?") == std::string::npos) continue;
      for (const auto& [former, present] : renamed_) {
        if (matches_glob(pattern, former) && !names_case(known, present)) known.cases.push_back(present);
      }
    }
  }

 private:
  const Aliases& aliases_;
  std::vector<std::pair<std::string, std::string>> renamed_;  ///< former and present ids of case instances
};

bool blank(const std::string& text) { return text.find_first_not_of(" \t\r\n") == std::string::npos; }

}  // namespace

Result<std::vector<KnownFailure>> load_known_failures(const std::filesystem::path& path, const Suite& suite) {
  const auto file = read_json_file(path, path.string());
  if (!file) return tl::unexpected{file.error()};
  const std::string schema = "suite/waivers.schema.json";
  const auto schemas = SchemaSet::load(suite.folder / "schemas", {schema});
  if (!schemas) return tl::unexpected{schemas.error()};
  Problems problems = check_format(*file, "waiver file", waiver_format, *schemas, schema);
  if (!problems.empty()) return tl::unexpected{std::move(problems)};
  std::vector<std::string> requirements;
  for (const Requirement& one : suite.rules.requirements()) requirements.push_back(one.id);
  const PresentIds present_ids{suite};
  std::vector<KnownFailure> all;
  const json& entries = file->value->at("waivers");
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const std::string pointer = "/waivers/" + std::to_string(i);
    KnownFailure known = read(entries[i], *file, pointer);
    present_ids.use_in(known);
    if (blank(known.reason))
      problems.push_back(file->problem(pointer + "/reason", "the reason is blank", "say why this failure is accepted"));
    if (suite.rules.find(known.requirement) == nullptr)
      problems.push_back(file->problem(pointer + "/requirement", "unknown requirement \"" + known.requirement + "\"",
                                       did_you_mean(known.requirement, requirements)));
    all.push_back(std::move(known));
  }
  if (!problems.empty()) return tl::unexpected{std::move(problems)};
  return all;
}

}  // namespace conform
