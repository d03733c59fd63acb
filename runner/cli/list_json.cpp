#include "cli/list_json.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/printable.hpp"
#include "cli/json_output.hpp"
#include "reports/text.hpp"

namespace conform {
namespace {

using nlohmann::json;

std::string listed(const std::string& what, json items) {
  return json_output({{"format", output_format}, {what, std::move(items)}});
}

bool writes_in_some_version(const Case& test_case, const Suite& suite) {
  return std::ranges::any_of(suite.contracts, [&](const Contract& contract) { return writes(test_case, contract); });
}

}  // namespace

json sources_json(const Requirement& requirement) {
  json sources = json::array();
  for (const Source& source : requirement.sources) {
    json documents = json::array();
    for (const Document& document : source.documents)
      documents.push_back({{"name", document.name}, {"url", document.url}});
    sources.push_back({{"text", describe(source)}, {"documents", std::move(documents)}});
  }
  return sources;
}

std::string json_output(const json& document) {
  return escape_misleading(document.dump(2, ' ', false, json::error_handler_t::replace)) + "\n";
}

std::string cases_json(const std::vector<const Case*>& cases, const Suite& suite) {
  json items = json::array();
  for (const Case* test_case : cases) {
    items.push_back({{"id", test_case->id},
                     {"about", test_case->about},
                     {"file", test_case->file},
                     {"line", test_case->line},
                     {"requirements", test_case->requirements},
                     {"versions", test_case->versions},
                     {"tags", test_case->tags},
                     {"readOnly", !writes_in_some_version(*test_case, suite)},
                     {"smoke", suite.smoke.contains(test_case->id)}});
  }
  return listed("cases", std::move(items));
}

std::string requirements_json(const std::vector<const Requirement*>& requirements, const Suite& suite) {
  json items = json::array();
  for (const Requirement* requirement : requirements) {
    const auto cases = std::ranges::count_if(suite.cases, [&](const Case& test_case) {
      return std::ranges::find(test_case.requirements, requirement->id) != test_case.requirements.end();
    });
    items.push_back({{"id", requirement->id},
                     {"area", requirement->area},
                     {"level", to_string(requirement->level)},
                     {"statement", requirement->statement},
                     {"sources", sources_json(*requirement)},
                     {"versions", requirement->versions},
                     {"operations", requirement->operations},
                     {"cases", cases},
                     {"onEveryExchange", !requirement->rules.empty()},
                     {"untestable", requirement->untestable}});
  }
  return listed("requirements", std::move(items));
}

std::string tags_json(const TagCounts& tags) {
  json items = json::array();
  for (const auto& [tag, count] : tags) items.push_back({{"tag", tag}, {"cases", count}});
  return listed("tags", std::move(items));
}

std::string behaviours_json(const std::string& what, const std::vector<reference::FaultInfo>& infos) {
  json items = json::array();
  for (const reference::FaultInfo& info : infos) {
    items.push_back({{"name", info.name},
                     {"area", info.area},
                     {"level", info.level},
                     {"operation", info.operation},
                     {"description", info.description},
                     {"requirement", info.requirement_hint}});
  }
  return listed(what, std::move(items));
}

std::string operations_json(const std::vector<ListedOperation>& operations) {
  json items = json::array();
  for (const ListedOperation& one : operations) {
    std::vector<int> statuses;
    for (const auto& [status, response] : one.operation->responses) statuses.push_back(status);
    items.push_back({{"id", one.operation->id},
                     {"method", one.operation->method},
                     {"path", one.operation->path},
                     {"statuses", statuses},
                     {"versions", one.versions}});
  }
  return listed("operations", std::move(items));
}

std::string coverage_json(const std::vector<ListedCoverage>& coverage) {
  json items = json::array();
  for (const ListedCoverage& one : coverage) {
    items.push_back({{"operation", one.operation},
                     {"version", one.version},
                     {"status", one.status},
                     {"cases", one.cases},
                     {"untestable", one.untestable}});
  }
  return listed("coverage", std::move(items));
}

}  // namespace conform
