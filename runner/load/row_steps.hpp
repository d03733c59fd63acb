#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "load/diagnostic_collector.hpp"
#include "suite/fixtures.hpp"

namespace conform {

/// Calls `visit` for each step of a case, and for the steps that are repeated for each of several rows, with its
/// pointer below `pointer`.
template <class Json, class Visit>
void for_each_step(Json& steps, const std::string& pointer, const Visit& visit) {
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const std::string at = pointer + "/" + std::to_string(i);
    if (steps[i].contains("rows")) {
      for_each_step(steps[i].at("steps"), at + "/steps", visit);
    } else {
      visit(steps[i], at);
    }
  }
}

/// Writes out the steps of a case whose matrix variables are filled in: those that are repeated come once for each row,
/// and each step has the one expectation that is meant for what it sends. `pointer` is where the steps stand.
[[nodiscard]] nlohmann::json written_out_steps(const nlohmann::json& steps, const std::string& pointer,
                                               const DiagnosticCollector& collector);

}  // namespace conform
