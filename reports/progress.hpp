#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <map>
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

/// Shows the progress of a run: a line at once for each case that failed, or that began and errored, at most five for
/// one reason. On a terminal one line with bar, counts, times and the running case is below them, cleared at the end;
/// in a log the counts and times come from time to time. Calls must not overlap; nothing throws but `write`.
class Progress {
 public:
  using Write = std::function<void(std::string_view)>;
  using Clock = std::function<std::chrono::steady_clock::time_point()>;

  /// `cases` is the length of the plan.
  Progress(std::size_t cases, ProgressStyle style, Write write, Clock clock = std::chrono::steady_clock::now);

  void started(std::string_view case_id);
  void finished(const Verdict& verdict);
  /// Clears the line on a terminal, and says how many cases had the reasons that were left out. To be called once,
  /// before anything else is printed there.
  void done();

 private:
  /// Cases with one reason: how many, and what stands for the rest of them.
  struct Alike {
    std::size_t count = 0;
    std::string line;
  };
  using Time = std::chrono::steady_clock::time_point;

  [[nodiscard]] std::string counts() const;
  [[nodiscard]] std::string times(Time now) const;
  [[nodiscard]] std::string bar_line(Time now) const;
  void redraw(bool at_once);
  void report(const Verdict& verdict);
  void heartbeat();
  void write_line(std::string_view word, const std::string& text);

  std::size_t cases_;
  ProgressStyle style_;
  Write write_;
  Clock clock_;
  std::optional<std::chrono::steady_clock::time_point> drawn_;
  std::string running_;
  std::optional<Time> start_;
  std::set<std::string, std::less<>> begun_;           ///< cases running
  std::map<std::string, Alike, std::less<>> reasons_;  ///< of failed and errored cases
  std::size_t finished_ = 0, failed_ = 0, errored_ = 0, skipped_ = 0;
};

}  // namespace conform
