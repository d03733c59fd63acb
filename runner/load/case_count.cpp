#include "load/case_count.hpp"

#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string_view>

#include "json/parse.hpp"
#include "json/read_file.hpp"
#include "json/skim.hpp"
#include "load/case_compiler.hpp"
#include "load/json_file.hpp"

namespace conform {
namespace {

using nlohmann::json;

/// The file is not what its schema says, or it takes more than a look to see that it is.
struct Untold {};

void need(bool told) {
  if (!told) throw Untold{};
}

json parsed(std::string_view text) {
  auto value = parse_json(text, {.comments = true});
  need(value.has_value());
  return std::move(*value);
}

// Values of one variable: a list, or the name of one among the fixtures.
std::size_t values_of(std::string_view source, const Fixtures& fixtures) {
  std::size_t count = 0;
  if (skim_array(source, [&](std::string_view) { ++count; })) return count;
  return fixtures.lists.at(parsed(source).at("list").get<std::string>())->size();
}

// Of one product of lists.
std::size_t instances_of_product(std::string_view dimensions, const Fixtures& fixtures) {
  std::size_t count = 1;
  need(skim_object(dimensions,
                   [&](std::string_view, std::string_view source) { count *= values_of(source, fixtures); }));
  return count;
}

std::size_t instances_of(std::string_view matrix, const Fixtures& fixtures) {
  std::size_t count = 0;
  const bool several =
      skim_array(matrix, [&](std::string_view product) { count += instances_of_product(product, fixtures); });
  return several ? count : instances_of_product(matrix, fixtures);
}

void count_case(std::string_view source, const Suite& suite, CaseCount& count) {
  std::size_t instances = 1;
  json conditions = json::object();
  need(skim_object(source, [&](std::string_view name, std::string_view value) {
    if (name == "matrix") instances = instances_of(value, suite.fixtures);
    if (name == "versions") conditions["versions"] = parsed(value);
  }));
  for (const std::string& version : versions_of(conditions, suite)) count[version] += instances;
}

}  // namespace

std::optional<CaseCount> count_cases(const std::filesystem::path& path, const Suite& suite) {
  const auto text = read_file(path, max_json_file);
  if (!text) return std::nullopt;
  try {
    CaseCount count;
    bool found = false;
    need(skim_object(*text, [&](std::string_view name, std::string_view cases) {
      if (name != "cases") return;
      found = true;
      need(skim_array(cases, [&](std::string_view source) { count_case(source, suite, count); }));
    }));
    need(found);
    return count;
  } catch (const Untold&) {
    return std::nullopt;
  } catch (const json::exception&) {
    return std::nullopt;
  } catch (const std::out_of_range&) {
    return std::nullopt;  // a list that the fixtures lack
  }
}

}  // namespace conform
