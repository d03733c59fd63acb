#include "reports/progress.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

#include "reports/text.hpp"

namespace conform {
namespace {

constexpr std::string_view clear_line = "\r\x1b[K";
constexpr std::size_t bar_columns = 20;
constexpr std::size_t progress_line_bytes = 300;

std::string progress_line(std::string_view text) { return printable_line(clip(text, progress_line_bytes)); }

/// Why a case failed or errored, in a sentence.
std::string sentence(const Verdict& verdict) {
  if (verdict.outcome.kind == OutcomeKind::errored) return verdict.outcome.reason;
  const auto worst =
      std::min_element(verdict.findings.begin(), verdict.findings.end(),
                       [](const Finding& a, const Finding& b) { return a.level < b.level; });  // must comes first
  if (worst == verdict.findings.end()) return verdict.outcome.reason;
  return worst->message.empty() ? worst->rule : worst->message;
}

}  // namespace

Progress::Progress(std::size_t cases, ProgressStyle style, Write write, Clock clock)
    : cases_{cases}, style_{style}, write_{std::move(write)}, clock_{std::move(clock)} {
  if (!style_.terminal) drawn_ = clock_();  // the first heartbeat comes after one interval
}

void Progress::started(std::string_view case_id) {
  running_ = progress_line(case_id);
  if (!style_.terminal) begun_.emplace(case_id);
  if (style_.terminal) redraw(false);
}

void Progress::finished(const Verdict& verdict) {
  ++finished_;
  failed_ += verdict.outcome.kind == OutcomeKind::failed ? 1U : 0U;
  errored_ += verdict.outcome.kind == OutcomeKind::errored ? 1U : 0U;
  skipped_ += verdict.outcome.kind == OutcomeKind::skipped ? 1U : 0U;
  if (style_.terminal) {
    redraw(finished_ == cases_);
  } else {
    log(verdict);
  }
}

void Progress::done() {
  if (style_.terminal && drawn_) write_(clear_line);
  drawn_.reset();
}

std::string Progress::counts() const {
  std::string text = fmt::format("{}/{}", finished_, cases_);
  if (failed_ > 0) text += fmt::format(", {} failed", failed_);
  if (errored_ > 0) text += fmt::format(", {} errored", errored_);
  if (skipped_ > 0) text += fmt::format(", {} skipped", skipped_);
  return text;
}

std::string Progress::bar_line() const {
  const std::size_t filled = cases_ == 0 ? bar_columns : std::min(finished_, cases_) * bar_columns / cases_;
  const std::string bar = '[' + std::string(filled, '#') + std::string(bar_columns - filled, '.') + ']';
  // One column stays free: a full line makes some terminals wrap.
  const std::size_t width = style_.width > 1 ? style_.width - 1 : 1;
  const std::string line = fmt::format("{} {}  {}", bar, counts(), running_);
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
  write_(fmt::format("{}{}", clear_line, bar_line()));
}

void Progress::log(const Verdict& verdict) {
  const bool failed = verdict.outcome.kind == OutcomeKind::failed;
  // What keeps cases from beginning is for the summary: it is the same for thousands of them.
  const bool begun = begun_.erase(verdict.id) > 0;
  if (failed || (begun && verdict.outcome.kind == OutcomeKind::errored)) {
    std::string word = failed ? "FAILED" : "ERRORED";
    if (style_.colour) word = fmt::format("\x1b[31m{}\x1b[0m", word);
    write_(without_log_commands(
        fmt::format("{} {}: {}\n", word, progress_line(verdict.id), progress_line(sentence(verdict)))));
  }
  const auto now = clock_();
  if (drawn_ && now - *drawn_ < style_.heartbeat) return;
  drawn_ = now;
  write_(fmt::format("{} cases\n", counts()));
}

}  // namespace conform
