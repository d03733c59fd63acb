#pragma once

#include <cstddef>
#include <string>

#include "history/diff.hpp"

namespace conform {

/// For a terminal: every foreign text printable. `quiet` leaves the summary.
[[nodiscard]] std::string diff_text(const RunDiff& diff, std::size_t width, bool quiet);
/// GitHub Markdown, short enough for a comment: foreign text stands in code spans.
[[nodiscard]] std::string diff_markdown(const RunDiff& diff);
[[nodiscard]] std::string diff_json(const RunDiff& diff);

/// One sentence: what of server, suite and profile is different, and so what the changes can be put down to.
[[nodiscard]] std::string attribution(const RunDiff& diff);

}  // namespace conform
