#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "load/diagnostic_collector.hpp"

namespace conform {

/// Checks every expression below `source` that is left for run time (docs/case-format.md, expressions) and adds the
/// users and actors that they take to `needs`.
void check_expressions(const nlohmann::json& source, const std::string& pointer, const DiagnosticCollector& collector,
                       const Fixtures& fixtures, Needs& needs);

/// Complains about members that begin with "$": they are words of the format where these mean something, and a mistake
/// everywhere else. `{"$literal": …}` is for those that a case sends on purpose.
void check_format_words(const nlohmann::json& source, const std::string& pointer, const DiagnosticCollector& collector);

}  // namespace conform
