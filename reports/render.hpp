#pragma once

#include <chrono>
#include <span>
#include <string>
#include <string_view>

#include "model/diagnostic.hpp"
#include "model/run_result.hpp"

namespace conform {

/// A report that can be asked for by name. Every writer is a pure function of the record.
struct ReportFormat {
  std::string_view name;   ///< "junit": FORMAT of `--report FORMAT=PATH`
  std::string_view about;  ///< in one line, for the help
  std::string (*write)(const RunResult&);
  bool every_exchange = false;       ///< it shows the exchanges of passed cases too: the run must keep them
  std::string_view usual_path = {};  ///< where it goes when no path is given; empty: one must be
};

/// All formats, in the order of the help.
[[nodiscard]] std::span<const ReportFormat> known_formats();

/// The format of that name, or null.
[[nodiscard]] const ReportFormat* find_format(std::string_view name);

/// A record in a format; a problem when there is no format of that name.
[[nodiscard]] Result<std::string> render(std::string_view format, const RunResult& result);

/// What stands in for the record of a run until it is over: inconclusive, with one errored case that says that the run
/// did not finish. Rendered and written first, it makes a crash visible in every format.
[[nodiscard]] RunResult unfinished_run(SuiteInfo suite, TargetInfo target,
                                       std::chrono::system_clock::time_point started_at);

}  // namespace conform
