#pragma once

#include <cstddef>
#include <string>

#include "model/run_result.hpp"

namespace conform {

/// Comments on GitHub end at 65,536 characters; this leaves room for what a job adds.
inline constexpr std::size_t max_markdown_bytes = 60'000;

/// The record for job summaries and comments (GitHub and GitLab Markdown): the conclusion, then violations by cause,
/// what could not be determined, what was not verified, lesser findings, observations, latency. What is untrusted
/// cannot be markup, a mention or a reference. Cut at the end of a part when it would be longer than `max_bytes`.
[[nodiscard]] std::string to_markdown(const RunResult& result, std::size_t max_bytes = max_markdown_bytes);

}  // namespace conform
