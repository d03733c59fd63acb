#include "reports/progress.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cstdint>
#include <utility>

#include "base/time.hpp"
#include "reports/reason.hpp"
#include "reports/text.hpp"

namespace conform {
namespace {

constexpr std::string_view clear_line = "\r\x1b[K";
constexpr std::size_t bar_columns = 20;
constexpr std::size_t progress_line_bytes = 300;
constexpr std::size_t most_alike = 5;

std::string progress_line(std::string_view text) { return printable_line(clip(text, progress_line_bytes)); }

/// Why a case failed or errored, in a sentence.
std::string sentence(const Verdict& verdict) {
  if (verdict.outcome.kind == OutcomeKind::errored) return reason_without_users(verdict);
  const auto worst =
      std::min_element(verdict.findings.begin(), verdict.findings.end(),
                       [](const Finding& a, const Finding& b) { return a.level < b.level; });  // must comes first
  if (worst == verdict.findings.end()) return verdict.outcome.reason;
  return worst->message.empty() ? worst->rule : worst->message;
}

/// "30 s", "1 min 7 s".
std::string whole_seconds(std::chrono::seconds time) {
  return time < std::chrono::minutes{1} ? fmt::format("{} s", time.count()) : duration_text(time);
}

}  // namespace

Progress::Progress(std::size_t cases, ProgressStyle style, Write write, Clock clock)
    : cases_{cases}, style_{style}, write_{std::move(write)}, clock_{std::move(clock)} {
  if (!style_.terminal) drawn_ = clock_();  // the first heartbeat comes after one interval
}

void Progress::started(std::string_view case_id) {
  running_ = progress_line(case_id);
  if (!start_) start_ = clock_();
  begun_.emplace(case_id);
  if (style_.terminal) redraw(false);
}

void Progress::finished(const Verdict& verdict) {
  ++finished_;
  if (!start_) start_ = clock_();
  failed_ += verdict.outcome.kind == OutcomeKind::failed ? 1U : 0U;
  errored_ += verdict.outcome.kind == OutcomeKind::errored ? 1U : 0U;
  skipped_ += verdict.outcome.kind == OutcomeKind::skipped ? 1U : 0U;
  report(verdict);
  if (style_.terminal) {
    redraw(finished_ == cases_);
  } else {
    heartbeat();
  }
}

void Progress::done() {
  if (style_.terminal && drawn_) write_(clear_line);
  drawn_.reset();
  for (const auto& [key, alike] : reasons_) {
    if (alike.count > most_alike)
      write_line("AND", fmt::format("{} more like {}", alike.count - most_alike, alike.line));
  }
  reasons_.clear();
}

std::string Progress::counts() const {
  std::string text = fmt::format("{}/{}", finished_, cases_);
  if (failed_ > 0) text += fmt::format(", {} failed", failed_);
  if (errored_ > 0) text += fmt::format(", {} errored", errored_);
  if (skipped_ > 0) text += fmt::format(", {} skipped", skipped_);
  return text;
}

std::string Progress::times(Time now) const {
  using std::chrono::seconds;
  if (!start_ || now - *start_ < seconds{1}) return {};
  const auto elapsed = now - *start_;
  std::string text = fmt::format(", {}", whole_seconds(std::chrono::duration_cast<seconds>(elapsed)));
  if (finished_ == 0 || finished_ >= cases_) return text;
  const double left = std::chrono::duration<double>(elapsed).count() * static_cast<double>(cases_ - finished_) /
                      static_cast<double>(finished_);
  return text + fmt::format(", about {} left", whole_seconds(seconds{static_cast<std::int64_t>(left) + 1}));
}

std::string Progress::bar_line(Time now) const {
  const std::size_t filled = cases_ == 0 ? bar_columns : std::min(finished_, cases_) * bar_columns / cases_;
  const std::string bar = '[' + std::string(filled, '#') + std::string(bar_columns - filled, '.') + ']';
  // One column stays free: a full line makes some terminals wrap.
  const std::size_t width = style_.width > 1 ? style_.width - 1 : 1;
  const std::string line = fmt::format("{} {}{}  {}", bar, counts(), times(now), running_);
  std::string fitted{fitting(line, width)};
  if (style_.colour && fitted.size() > bar.size()) {
    fitted.insert(bar.size(), "\x1b[0m");
    fitted.insert(0, failed_ + errored_ > 0 ? "\x1b[31m" : "\x1b[32m");
  }
  return fitted;
}

void Progress::redraw(bool at_once) {
  const auto now = clock_();
  if (!at_once && drawn_ && now - *drawn_ < style_.redraw) return;
  drawn_ = now;
  write_(fmt::format("{}{}", clear_line, bar_line(now)));
}

void Progress::report(const Verdict& verdict) {
  const bool failed = verdict.outcome.kind == OutcomeKind::failed;
  // What keeps cases from beginning is for the summary: it is the same for thousands of them.
  const bool begun = begun_.erase(verdict.id) > 0;
  if (!failed && !(begun && verdict.outcome.kind == OutcomeKind::errored)) return;
  const std::string_view word = failed ? "FAILED" : "ERRORED";
  const std::string why = progress_line(sentence(verdict));
  Alike& alike = reasons_[fmt::format("{} {}", word, without_numbers(why))];
  if (alike.count == 0) alike.line = fmt::format("{}: {}", word, why);
  if (++alike.count <= most_alike) write_line(word, fmt::format("{}: {}", progress_line(verdict.id), why));
}

void Progress::write_line(std::string_view word, const std::string& text) {
  const bool over_bar = style_.terminal && drawn_;
  const std::string shown = style_.colour ? fmt::format("\x1b[31m{}\x1b[0m", word) : std::string{word};
  write_((over_bar ? std::string{clear_line} : std::string{}) +
         without_log_commands(fmt::format("{} {}\n", shown, text)));
  if (over_bar) drawn_.reset();  // it is drawn again at once
}

void Progress::heartbeat() {
  const auto now = clock_();
  if (drawn_ && now - *drawn_ < style_.heartbeat) return;
  drawn_ = now;
  write_(fmt::format("{} cases{}\n", counts(), times(now)));
}

}  // namespace conform
