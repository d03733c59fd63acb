#pragma once

#include <string>
#include <string_view>

#include "model/diagnostic.hpp"
#include "model/run_result.hpp"

namespace conform {

/// The result of a run as JSON, valid against schemas/suite/result.schema.json. Nothing is lost but body bytes beyond
/// `kept_body_bytes` (their length and hash are kept) and fractions of a millisecond in points of time; untrusted text
/// that is not UTF-8 is written in base64. Characters that a terminal could act on are written as \u escapes.
[[nodiscard]] std::string to_json(const RunResult& result);

/// Reads what `to_json` writes, and results of the last format, strictly: no member is missing, unknown or of another
/// type. All problems are reported,
/// up to twenty. `file_name` is only for the messages.
[[nodiscard]] Result<RunResult> result_from_json(std::string_view text, const std::string& file_name);

}  // namespace conform
