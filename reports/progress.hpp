#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "model/verdict.hpp"

namespace conform {

struct ProgressStyle {
  bool terminal = false;                 ///< one line that is redrawn; otherwise lines for a log
  bool colour = false;                   ///< with ANSI colours
  std::size_t width = 80;                ///< columns of the terminal
  std::chrono::milliseconds redraw{50};  ///< on a terminal: at most that often
  std::chrono::milliseconds heartbeat{
      30'000};  ///< in a log: a line with the counts that often, so that it is not taken for hung
};

/// Shows the progress of a run. On a terminal: one line with bar, counts and the running case, cleared at the end. In a
/// log: a line at once for each case that failed, or that began and errored, and the counts from time to time. Calls
/// must not overlap; nothing throws but `write`.
class Progress {
 public:
  using Write = std::function<void(std::string_view)>;
  using Clock = std::function<std::chrono::steady_clock::time_point()>;

  /// `cases` is the length of the plan.
  Progress(std::size_t cases, ProgressStyle style, Write write, Clock clock = std::chrono::steady_clock::now);

  void started(std::string_view case_id);
  void finished(const Verdict& verdict);
  /// Clears the line on a terminal. To be called once, before anything else is printed there.
  void done();

 private:
  [[nodiscard]] std::string counts() const;
  [[nodiscard]] std::string bar_line() const;
  void redraw(bool at_once);
  void log(const Verdict& verdict);

  std::size_t cases_;
  ProgressStyle style_;
  Write write_;
  Clock clock_;
  std::optional<std::chrono::steady_clock::time_point> drawn_;
  std::string running_;
  std::set<std::string, std::less<>> begun_;  ///< cases running, in a log
  std::size_t finished_ = 0, failed_ = 0, errored_ = 0, skipped_ = 0;
};

}  // namespace conform
