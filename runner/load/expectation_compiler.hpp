#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "load/diagnostic_collector.hpp"

namespace conform {

/// A status, or a list of them: 422, [403, 404], "4xx", "success". Null for the operation: there are several.
[[nodiscard]] StatusSet compile_statuses(const nlohmann::json& source, const std::string& pointer,
                                         const DiagnosticCollector& collector, const Operation* operation);

/// What a step expects, from its `expect` member (docs/case-format.md). `requirement`: that of the case, unless the
/// expectation names its own. Null for the operation: there are several.
[[nodiscard]] Expect compile_expectation(const nlohmann::json& source, const std::string& pointer,
                                         const DiagnosticCollector& collector, const RuleBook& rules,
                                         const std::string& requirement, const Operation* operation);

}  // namespace conform
