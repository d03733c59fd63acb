#pragma once

#include <cstddef>
#include <string>

#include "model/run_result.hpp"

namespace conform {

/// Larger pages are slow on a phone; megabytes of ten to the sixth.
inline constexpr std::size_t max_html_bytes = 5'000'000;

/// The record as one HTML page for people: no scripts, nothing loaded from elsewhere, readable without its style sheet
/// (Jenkins blocks that). Details are shortened until the page fits into `max_bytes`; what is left out is counted.
[[nodiscard]] std::string to_html(const RunResult& result, std::size_t max_bytes = max_html_bytes);

}  // namespace conform
