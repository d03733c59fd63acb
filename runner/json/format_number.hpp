#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "model/diagnostic.hpp"

namespace conform {

/// The formats that this version reads and writes. Their first formats had no number.
inline constexpr int case_format = 2;  ///< of case files, fixtures, named alternatives and requirements
inline constexpr int target_format = 2;
inline constexpr int waiver_format = 2;

/// What to do about a file of an earlier format.
[[nodiscard]] std::string migration_hint(const std::string& file);

/// Refuses a file whose member "format" is not `current`: the problem names the remedy, tools/migrate. `kind` is what
/// messages call such a file: "target file". Nothing for a document that is not an object: its own check reports that.
/// The problem has no line.
[[nodiscard]] std::optional<Diagnostic> format_problem(const nlohmann::json& document, std::string_view kind,
                                                       int current, const std::string& file);

}  // namespace conform
