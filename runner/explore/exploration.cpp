#include "explore/exploration.hpp"

#include <memory>
#include <string>
#include <utility>

#include "explore/sequence.hpp"
#include "load/alternatives_loader.hpp"
#include "load/case_compiler.hpp"
#include "load/json_file.hpp"

namespace conform {

using nlohmann::json;

Result<Case> compile_sequence(const json& source, std::size_t index, const Suite& suite) {
  json body = source;
  const JsonFile file{.name = "generated", .value = std::make_shared<const json>(source), .lines = {}};
  Diagnostics diagnostics;
  fill_in_alternatives(body, "", DiagnosticCollector{file, diagnostics}, suite.alternatives);
  Case result = compile_case(body, "", file, suite, diagnostics);
  if (!diagnostics.empty()) return tl::unexpected{std::move(diagnostics)};
  result.id = "explore/" + source.at("id").get<std::string>();
  result.file = file.name;
  result.generated = true;
  result.index = index;
  return result;
}

Result<Exploration> plan_exploration(const Suite& suite, const ExploreTable& table, const ExploreLimits& limits,
                                     std::uint64_t seed, std::size_t requests) {
  Exploration plan;
  for (std::size_t index = 0; plan.requests < requests; ++index) {
    json source = sequence_source(table, limits, seed, index);
    plan.requests += planned_requests(source);
    plan.coverage.add(source, table);
    auto compiled = compile_sequence(source, index, suite);
    if (!compiled) return tl::unexpected{compiled.error()};
    plan.cases.push_back(std::move(*compiled));
    plan.sources.push_back(std::move(source));
  }
  return plan;
}

}  // namespace conform
