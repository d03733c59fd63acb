#include "load/lint_alternatives.hpp"

#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "load/diagnostic_collector.hpp"
#include "load/expectation_compiler.hpp"
#include "load/json_file.hpp"

namespace conform {
namespace {

using nlohmann::json;

std::string text_of(const std::vector<HeaderCheck>& checks) {
  std::string text;
  for (const HeaderCheck& check : checks)
    text += "\n" + check.name + " " + std::to_string(static_cast<int>(check.kind)) + " " + check.pattern;
  return text;
}

std::string text_of(const std::vector<Match>& matches) {
  std::string text;
  for (const Match& match : matches)
    text += "\n" + match.at + " " + std::to_string(static_cast<int>(match.kind)) + " " + match.text +
            (match.value ? match.value->dump() : "");
  return text;
}

// The same for readings that mean the same, whatever the operation: 204 and merge are a served setUserAttributes as 200
// and replace are a served setUser.
std::string meaning(const Expect& expect, const Operation& operation) {
  const StatusSet success{.ranges = {{success_of(operation).value_or(0), success_of(operation).value_or(0)}}};
  std::string text;
  for (const Alternative& alternative : expect.alternatives) {
    const bool succeeds = alternative.status == success;
    const bool served = operation.writes() ? alternative.effect == effect_when_served(operation) : succeeds;
    const Effect effect = alternative.effect.value_or(Effect::none);
    text += "\n\n" + alternative.name + " " + (succeeds ? "success" : to_string(alternative.status)) + " " +
            (served ? "served" : std::string{to_string(effect)}) + text_of(alternative.headers) +
            text_of(alternative.matches);
    if (!alternative.deviation) continue;
    text += "\nviolates " + std::to_string(static_cast<int>(alternative.deviation->level));
    if (alternative.deviation->requirement != expect.requirement) text += alternative.deviation->requirement;
  }
  return text;
}

// The operation of a step, or null where its requests are of several.
const Operation* operation_of(const Step& step, const Suite& suite) {
  if (step.sends.empty()) return nullptr;
  for (const Send& send : step.sends) {
    if (send.operation != step.sends.front().operation) return nullptr;
  }
  return suite.contracts.back().find(step.sends.front().operation);
}

// What the named ones mean; each of them is compiled for an operation that writes, which has an effect for every word.
std::map<std::string, std::string> named_meanings(const Suite& suite) {
  std::map<std::string, std::string> names;
  const JsonFile file{.name = "cases/alternatives.json", .value = nullptr, .lines = {}};
  Diagnostics ignored;
  const DiagnosticCollector collector{file, ignored};
  const Operation* const operation = suite.contracts.back().find("updateUser");
  if (operation == nullptr) return names;
  for (const auto& [name, one] : suite.alternatives) {
    const json source{{"alternatives", *one.alternatives}};
    names.emplace(meaning(compile_expectation(source, "", collector, suite.rules, "", operation), *operation), name);
  }
  return names;
}

Diagnostic in(const Case& test_case, std::size_t step, std::string message, std::string hint) {
  return {
      .file = test_case.file,
      .line = test_case.line,
      .pointer = {},
      .message = test_case.id.substr(0, test_case.id.find('[')) + ", step " + std::to_string(step + 1) + ": " + message,
      .hint = std::move(hint)};
}

bool alike(const Send& a, const Send& b) {
  const auto members = [](const Send& send) {
    return std::tie(send.operation, send.as, send.user_id, send.method, send.path, send.query, send.authorization_given,
                    send.authorization, send.headers, send.body_kind, send.status);
  };
  return members(a) == members(b) && (a.body == b.body || (a.body && b.body && *a.body == *b.body));
}

// True when the second half, third … of the requests are the first once more.
bool repeats_itself(const std::vector<Send>& sends) {
  for (std::size_t period = 1; period * 2 <= sends.size(); ++period) {
    if (sends.size() % period != 0) continue;
    std::size_t i = period;
    while (i < sends.size() && alike(sends[i], sends[i - period])) ++i;
    if (i == sends.size()) return true;
  }
  return false;
}

}  // namespace

void check_alternatives(const Suite& suite, Diagnostics& diagnostics) {
  const std::map<std::string, std::string> named = named_meanings(suite);
  std::map<std::string, std::string> written;  // meaning → where it was seen first
  std::set<std::string> used;
  std::set<std::string> reported;
  for (const Case& test_case : suite.cases) {
    for (std::size_t i = 0; i < test_case.steps.size(); ++i) {
      const Step& step = test_case.steps[i];
      const std::string place = test_case.id.substr(0, test_case.id.find('[')) + ", step " + std::to_string(i + 1);
      if (step.count == 1 && repeats_itself(step.sends) && reported.insert(place + " together").second)
        diagnostics.push_back(
            in(test_case, i, "the same requests are written out several times", R"(write them once, with "count")"));
      if (!step.expect.named.empty()) used.insert(step.expect.named);
      const Operation* const operation = operation_of(step, suite);
      const bool own = step.expect.named.empty() && !step.expect.alternatives.empty() &&
                       !step.expect.alternatives.front().name.empty();
      if (!own || operation == nullptr || reported.contains(place)) continue;
      const std::string means = meaning(step.expect, *operation);
      const auto has_name = named.find(means);
      const auto [first, is_new] = written.emplace(means, place);
      if (has_name == named.end() && (is_new || first->second == place)) continue;
      reported.insert(place);
      diagnostics.push_back(
          has_name != named.end()
              ? in(test_case, i, "the same alternatives are already named \"" + has_name->second + "\"",
                   R"("alternatives": ")" + has_name->second + "\"")
              : in(test_case, i, "the same alternatives are written out for " + first->second + " as well",
                   "give them a name in cases/alternatives.json"));
    }
  }
  for (const auto& [name, one] : suite.alternatives) {
    if (used.contains(name)) continue;
    diagnostics.push_back(Diagnostic::about_place("cases/alternatives.json", "/alternatives/" + name,
                                                  "no case uses these alternatives", "drop them"));
  }
}

}  // namespace conform
