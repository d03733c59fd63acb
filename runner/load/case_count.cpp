#include "load/case_count.hpp"

#include <nlohmann/json.hpp>

#include "load/case_compiler.hpp"
#include "load/json_file.hpp"

namespace conform {
namespace {

using nlohmann::json;

// Of one product of lists.
std::size_t instances(const json& dimensions, const Fixtures& fixtures) {
  std::size_t count = 1;
  for (const json& source : dimensions)
    count *= source.is_array() ? source.size() : fixtures.lists.at(source.at("list").get<std::string>())->size();
  return count;
}

std::size_t instances_of(const json& source, const Fixtures& fixtures) {
  const auto matrix = source.find("matrix");
  if (matrix == source.end()) return 1;
  if (!matrix->is_array()) return instances(*matrix, fixtures);
  std::size_t count = 0;
  for (const json& dimensions : *matrix) count += instances(dimensions, fixtures);
  return count;
}

}  // namespace

std::optional<CaseCount> count_cases(const std::filesystem::path& path, const Suite& suite) {
  const auto file = read_json_file(path, path.generic_string());
  if (!file) return std::nullopt;
  try {
    CaseCount count;
    for (const json& source : file->value->at("cases").get_ref<const json::array_t&>()) {
      const std::size_t instances = instances_of(source, suite.fixtures);
      for (const std::string& version : versions_of(source, suite)) count[version] += instances;
    }
    return count;
  } catch (const std::exception&) {
    return std::nullopt;  // it is not what its schema says
  }
}

}  // namespace conform
