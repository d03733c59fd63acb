#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "model/exchange.hpp"
#include "model/run_result.hpp"
#include "suite/suite.hpp"

namespace conform::bench {

/// The id of the user in the canned document.
inline constexpr std::string_view user_id = "6c1c2a52-8f0e-4a0e-9d0c-1f0a4b1c2d3e";

/// The version whose contract is measured.
inline constexpr std::string_view version = "2024-3";

/// The folder of the suite that this was built from.
[[nodiscard]] std::string suite_folder();

/// The suite, loaded once.
[[nodiscard]] const Suite& suite();

/// The User document that the target of bench/compare responses with, 815 bytes.
[[nodiscard]] const std::string& user_text();

/// The same, parsed.
[[nodiscard]] const nlohmann::json& user_document();

/// Its response as a 200.
[[nodiscard]] const ResponseOrError& user_response();

/// The record of a run of `users/put` and `users/patch` against a server that merges where it must replace: hundreds
/// of cases, a good part of them failed, with their exchanges.
[[nodiscard]] const RunResult& failing_result();

}  // namespace conform::bench
