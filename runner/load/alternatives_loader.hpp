#pragma once

#include <filesystem>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "load/diagnostic_collector.hpp"
#include "model/diagnostic.hpp"
#include "schema/schema_set.hpp"
#include "suite/fixtures.hpp"

namespace conform {

/// Loads cases/alternatives.json, where there is one; `set` knows "suite/alternatives.schema.json".
[[nodiscard]] Result<std::map<std::string, NamedAlternatives, std::less<>>> load_alternatives(
    const std::filesystem::path& cases, const SchemaSet& set);

/// Puts the readings that a case accepts by name into its steps. Variables are filled in afterwards, so named readings
/// may use those of the case. The name is left in the expectation as its `named`, which no case file may have.
void fill_in_alternatives(nlohmann::json& body, const std::string& pointer, const DiagnosticCollector& collector,
                          const std::map<std::string, NamedAlternatives, std::less<>>& alternatives);

}  // namespace conform
