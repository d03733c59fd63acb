#include "history/present_ids.hpp"

namespace conform {

void use_present_ids(RunResult& result, const Aliases& aliases) {
  const auto rename_case = [&](std::string& id) { id = aliases.case_id(id); };
  const auto rename_requirement = [&](std::string& id) { id = aliases.requirement_id(id); };
  for (Verdict& verdict : result.verdicts) {
    rename_case(verdict.id);
    for (std::string& id : verdict.requirements) rename_requirement(id);
    for (Finding& finding : verdict.findings) rename_requirement(finding.requirement);
    for (Finding& finding : verdict.unconfirmed) rename_requirement(finding.requirement);
  }
  for (RequirementResult& requirement : result.requirements) {
    rename_requirement(requirement.id);
    for (std::string& id : requirement.cases) rename_case(id);
  }
  for (Waiver& waiver : result.waivers) {
    rename_requirement(waiver.requirement);
    for (std::string& id : waiver.cases) rename_case(id);
  }
}

}  // namespace conform
