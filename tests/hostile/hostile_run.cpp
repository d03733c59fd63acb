#include "hostile/hostile_run.hpp"

#include <set>

#include "end_to_end/raw_client.hpp"
#include "hostile/catalogue.hpp"
#include "hostile/harmless.hpp"
#include "hostile/result_table.hpp"

namespace conform::test {
namespace {

/// How a run ended, as the table has it: "exit 1: contract.answer".
std::string outcome_of(const HostileRun& hostile_run) {
  std::set<std::string> rules;
  for (const nlohmann::json& verdict : hostile_run.result.at("verdicts")) {
    for (const nlohmann::json& finding : verdict.at("findings")) rules.insert(finding.at("rule").get<std::string>());
  }
  std::string words = "exit " + std::to_string(hostile_run.run.exit_code);
  for (const std::string& rule : rules) words += (rule == *rules.begin() ? ": " : ", ") + rule;
  return words;
}

}  // namespace

HostileRun judge(const std::string& name, const nlohmann::json& target, const Arguments& arguments) {
  const ScratchFolder folder;
  const HostileReports reports{folder.path()};
  Arguments all{"run", "--target", folder.write("target.json", target.dump()).string(), "--timeout",
                std::to_string(std::chrono::seconds{request_deadline}.count()) + "s"};
  for (const Arguments& part : {arguments, reports.arguments()}) all.insert(all.end(), part.begin(), part.end());
  HostileRun hostile_run{.run = conform(all), .result = {}};
  hostile_run.result = reports.result();
  reports.expect_harmless(hostile_run.run);
  note_result(name, outcome_of(hostile_run), hostile_run.run);
  return hostile_run;
}

nlohmann::json target_through(const ReferenceServer& conforming, const std::string& url) {
  nlohmann::json target = conforming.target_document();
  target["baseUrl"] = url + "/user/2024-3";
  target["transport"]["retry"]["budget"] = 2;  // waits that no server names are doubled each time
  return target;
}

int port_of(const ReferenceServer& conforming) {
  return port_of(conforming.target_document().at("baseUrl").get<std::string>());
}

}  // namespace conform::test
