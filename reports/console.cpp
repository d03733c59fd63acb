#include "reports/console.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include "model/area.hpp"
#include "reports/areas.hpp"
#include "reports/causes.hpp"
#include "reports/exchange_text.hpp"
#include "reports/finding_diff.hpp"
#include "reports/reproduce.hpp"
#include "reports/run_notes.hpp"
#include "reports/text.hpp"

namespace conform {
namespace {

constexpr std::size_t console_value_bytes = 300;  // of an expected or actual value; verbose shows more
constexpr std::size_t verbose_value_bytes = 4000;
constexpr std::size_t most_cases = 5;
constexpr std::size_t some_requirements = 12;
constexpr std::size_t label_columns = 13;

enum class Colour { red, green, yellow, cyan, bold, dim };

std::string_view code_of(Colour colour) {
  switch (colour) {
    case Colour::red:
      return "\x1b[1;31m";
    case Colour::green:
      return "\x1b[1;32m";
    case Colour::yellow:
      return "\x1b[1;33m";
    case Colour::cyan:
      return "\x1b[36m";
    case Colour::bold:
      return "\x1b[1m";
    case Colour::dim:
      return "\x1b[2m";
  }
  return "";
}

Colour colour_of(Conclusion conclusion) {
  switch (conclusion) {
    case Conclusion::conformant:
      return Colour::green;
    case Conclusion::incomplete:
      return Colour::yellow;
    case Conclusion::nonconformant:
    case Conclusion::inconclusive:
      return Colour::red;
  }
  return Colour::red;
}

/// The reason why no case has a result, when it is one for all of them; empty otherwise. A list of the cases would
/// only repeat it.
std::string one_reason(const RunResult& result) {
  if (result.verdicts.empty()) return {};
  const std::string& reason = result.verdicts.front().outcome.reason;
  const bool for_all = std::all_of(result.verdicts.begin(), result.verdicts.end(), [&](const Verdict& verdict) {
    return verdict.outcome.kind == OutcomeKind::errored && verdict.exchanges.empty() && verdict.findings.empty() &&
           verdict.outcome.reason == reason;
  });
  return for_all ? reason : std::string{};
}

/// Writes the summary. Every untrusted text goes through `line`, `paragraph` or `labelled`, which make it printable.
class Summary {
 public:
  Summary(const RunResult& result, const ConsoleStyle& style) : result_{result}, style_{style} {}

  [[nodiscard]] std::string take() && { return std::move(out_); }

  void title() {
    out_ += paint(Colour::bold, one_line(fmt::format("{} {}", result_.suite.name, result_.suite.version))) + '\n';
    paragraph(0, fmt::format("against {} ({}), version {}", result_.target.name, result_.target.base_url,
                             result_.target.api_version));
  }

  void failures(const std::vector<Cause>& causes) {
    if (causes.empty()) return;
    heading(Colour::red, "Failures",
            fmt::format("{} in {}", counted(causes.size(), "cause", "causes"),
                        counted(result_.totals.failed, "case", "cases")));
    number(causes, Colour::red);
  }

  void lesser(const std::vector<Cause>& causes) {
    if (causes.empty()) return;
    heading(Colour::yellow, "Findings that do not fail the run", counted(causes.size(), "cause", "causes"));
    number(causes, Colour::yellow);
  }

  void outcomes(OutcomeKind kind, Colour colour, std::string_view name) {
    const std::vector<ReasonGroup> groups = group_by_reason(result_, kind);
    if (groups.empty()) return;
    std::size_t count = 0;
    for (const ReasonGroup& group : groups) count += group.cases.size();
    heading(colour, name, counted(count, "case", "cases"));
    for (const ReasonGroup& group : groups) {
      paragraph(2, group.reason.empty() ? "no reason given" : group.reason);
      cases(group.cases);
    }
  }

  void passed() {
    std::vector<std::string> ids;
    for (const Verdict& verdict : result_.verdicts) {
      if (verdict.outcome.kind == OutcomeKind::passed) ids.push_back(verdict.id);
    }
    if (ids.empty()) return;
    heading(Colour::green, "Passed", counted(ids.size(), "case", "cases"));
    cases(ids);
  }

  void observations() {
    if (result_.observations.empty()) return;
    if (!style_.verbose) {
      const std::size_t count = result_.observations.size();
      heading(Colour::cyan, "Observations",
              fmt::format("{} where the specification is ambiguous", counted(count, "choice", "choices")));
      paragraph(2, "(--verbose lists them, conform help readings explains them)");
      return;
    }
    heading(Colour::cyan, "Observations", "behaviour where the specification is ambiguous");
    for (const Observation& observation : result_.observations) {
      std::string text = fmt::format("{}: {}", observation.id, observation.seen);
      if (observation.pinned) text += fmt::format(" (pinned: {})", *observation.pinned);
      paragraph(2, text);
    }
  }

  void unverified() {
    const std::size_t musts = unverified_musts(result_);
    if (musts == 0) return;
    heading(Colour::yellow, "Not verified", counted(musts, "must-level requirement", "must-level requirements"));
    if (musts > some_requirements && !style_.verbose) return unverified_by_area();
    std::size_t others = 0;
    for (const RequirementResult& requirement : result_.requirements) {
      if (requirement.state != RequirementState::unverified) continue;
      if (requirement.level == Level::must || style_.verbose) {
        paragraph(2, fmt::format("{}{}: {}", requirement.id,
                                 requirement.level == Level::must ? std::string{}
                                                                  : fmt::format(" ({})", to_string(requirement.level)),
                                 requirement.statement));
      } else {
        ++others;
      }
    }
    if (others > 0) paragraph(2, fmt::format("and {} below must level", others));
  }

  /// A run of a few cases leaves most requirements open: a list of them all would hide what was found.
  void unverified_by_area() {
    for (const AreaResult& area : results_by_area(result_)) {
      if (area.counts.unverified_musts == 0) continue;
      paragraph(2, fmt::format("{}: {} of {}", area_name(area.area), area.counts.unverified_musts, area.counts.all()));
    }
    paragraph(2, "(--verbose lists them)");
  }

  void notes() {
    if (result_.notes.empty()) return;
    heading(Colour::cyan, "Notes", "");
    for (const std::string& note : result_.notes) paragraph(2, note);
  }

  /// Notes, and the reason itself where none of them has it.
  void reason_of_all(const std::string& reason) {
    notes();
    const bool noted = std::any_of(result_.notes.begin(), result_.notes.end(),
                                   [&](const std::string& note) { return note.ends_with(reason); });
    if (!noted && !reason.empty()) outcomes(OutcomeKind::errored, Colour::red, "Errored");
  }

  void flaky() {
    if (result_.totals.flaky == 0) return;
    heading(Colour::yellow, "Flaky", counted(result_.totals.flaky, "case", "cases"));
    for (const Verdict& verdict : result_.verdicts) {
      if (verdict.flaky.empty()) continue;
      cases({verdict.id});
      paragraph(7, verdict.flaky);
      for (const Finding& finding : verdict.unconfirmed) paragraph(7, finding.message);
    }
  }

  void lag() {
    if (result_.lag.late_reads == 0) return;
    heading(Colour::cyan, "Stale reads", counted(result_.lag.late_reads, "read", "reads"));
    paragraph(2, fmt::format("up to {} after the write", duration_text(result_.lag.longest)));
  }

  void unrestored() {
    if (result_.restoration.unrestored.empty()) return;
    heading(Colour::red, "Not restored", "users whose data differs from before the run");
    for (const Unrestored& unrestored : result_.restoration.unrestored)
      paragraph(2, fmt::format("{}: {}: {}", unrestored.actor, unrestored.what, unrestored.reason));
    for (const std::string& command : restore_commands(result_)) paragraph(2, "to try again: " + command);
  }

  void exchanges() {
    for (const Verdict& verdict : result_.verdicts) {
      if (verdict.exchanges.empty()) continue;
      heading(Colour::bold, "Exchanges", one_line(verdict.id));
      for (std::size_t i = 0; i < verdict.exchanges.size(); ++i) out_ += exchange_text(verdict.exchanges[i], i + 1);
    }
  }

  void end() {
    if (!out_.empty()) out_ += '\n';
    std::string totals = counted(result_.verdicts.size(), "case", "cases");
    if (result_.suite.cases != result_.verdicts.size()) totals += fmt::format(" of {}", result_.suite.cases);
    paragraph(0, totals + ": " + totals_text(result_));
    const Colour colour = fails_as_incomplete(result_) ? Colour::red : colour_of(result_.conclusion);
    for (const std::string& line : wrap(conclusion_text(result_), style_.width)) out_ += paint(colour, line) + '\n';
  }

 private:
  [[nodiscard]] std::string paint(Colour colour, std::string_view text) const {
    if (!style_.colour) return std::string{text};
    return fmt::format("{}{}\x1b[0m", code_of(colour), text);
  }

  [[nodiscard]] static std::string one_line(std::string_view text) {
    return printable_line(clip(text, verbose_value_bytes));
  }

  void heading(Colour colour, std::string_view name, std::string_view detail) {
    out_ += '\n' + paint(colour, name);
    if (!detail.empty()) out_ += fmt::format(": {}", detail);
    out_ += '\n';
  }

  /// Printable text, wrapped and indented.
  void paragraph(std::size_t indent, std::string_view text) {
    for (const std::string& line : wrap(one_line(text), left_of(indent))) {
      out_ += std::string(indent, ' ') + line + '\n';
    }
  }

  [[nodiscard]] std::size_t left_of(std::size_t indent) const {
    return std::max<std::size_t>(style_.width > indent ? style_.width - indent : 0, 20);
  }

  void labelled(std::string_view label, std::string_view text) {
    if (text.empty()) return;
    std::string start = "   " + paint(Colour::dim, label) + std::string(label_columns - label.size(), ' ');
    const std::size_t indent = 3 + label_columns;
    const std::size_t limit = style_.verbose ? verbose_value_bytes : console_value_bytes;
    for (const std::string& line : wrap(printable_line(clip(text, limit)), left_of(indent))) {
      out_ += std::exchange(start, std::string(indent, ' ')) + line + '\n';
    }
  }

  void number(const std::vector<Cause>& causes, Colour colour) {
    for (std::size_t i = 0; i < causes.size(); ++i) cause(i + 1, causes[i], colour);
  }

  void cause(std::size_t place, const Cause& cause, Colour colour) {
    const Finding& finding = cause.example;
    const std::string sentence = finding.message.empty() ? finding.rule : finding.message;
    std::string start = fmt::format("{}. ", place);
    const std::size_t indent = start.size();
    out_ += '\n';
    for (const std::string& line : wrap(printable_line(clip(sentence, verbose_value_bytes)), left_of(indent))) {
      out_ += std::exchange(start, std::string(indent, ' ')) + paint(colour, line) + '\n';
    }
    labelled("requirement", fmt::format("{} ({})", finding.requirement, to_string(finding.level)));
    if (const RequirementResult* const requirement = find_requirement(result_, finding.requirement)) {
      labelled("", requirement->statement);
      labelled("source", requirement->source);
    }
    labelled("rule", finding.rule);
    labelled("where", places(cause.where));
    labelled("expected", finding.expected);
    labelled("actual", finding.actual);
    labelled("hint", finding.hint);
    difference(finding_difference(result_.verdicts[cause.verdict], finding, style_.verbose ? 200 : 30));
    labelled("found", fmt::format("{} in {}", counted(cause.findings, "time", "times"),
                                  counted(cause.cases.size(), "case", "cases")));
    cases(cause.cases);
    command("reproduce", reproduce_command(result_, result_.verdicts[cause.verdict].id));
    labelled("tried", result_.verdicts[cause.verdict].tried);
    if (!cause.curl.empty()) command("repeat", curl(cause.curl));
  }

  /// Command lines are not wrapped: they are there to be copied.
  void command(std::string_view label, const std::string& line) {
    out_ += "   " + paint(Colour::dim, label) + std::string(label_columns - label.size(), ' ') + line + '\n';
  }

  /// Two values on a line each stand there already; a document is shown with what differs in its place.
  void difference(const std::vector<DiffLine>& lines) {
    if (lines.size() <= 2) return;
    out_ += "     " + paint(Colour::dim, "(- expected, + actual)") + '\n';
    for (const DiffLine& line : lines) {
      const std::string start = fmt::format("     {} ", mark_of(line.kind));
      const std::string text{fitting(line.text, left_of(start.size()))};
      if (line.kind == DiffLine::Kind::expected) {
        out_ += paint(Colour::green, start + text);
      } else {
        out_ += line.kind == DiffLine::Kind::actual ? paint(Colour::red, start + text) : start + text;
      }
      out_ += '\n';
    }
  }

  [[nodiscard]] std::string places(const std::vector<std::string>& where) const {
    std::string text;
    const std::size_t shown = style_.verbose ? where.size() : std::min<std::size_t>(where.size(), 3);
    for (std::size_t i = 0; i < shown; ++i) text += (i == 0 ? "" : ", ") + where[i];
    if (shown < where.size()) text += fmt::format(" and {} more", where.size() - shown);
    return text;
  }

  /// A shortened command line would do something else, so a long one is left out.
  [[nodiscard]] static std::string curl(const std::string& command) {
    if (command.size() > verbose_value_bytes) {
      return fmt::format("a command line of {} bytes, see the JSON report", command.size());
    }
    return printable(command);
  }

  /// Ids are not wrapped: they are there to be copied.
  void cases(const std::vector<std::string>& ids) {
    const std::size_t shown = style_.verbose ? ids.size() : std::min(ids.size(), most_cases);
    for (std::size_t i = 0; i < shown; ++i) {
      out_ += "     - " + paint(Colour::cyan, printable_line(clip(ids[i], console_value_bytes))) + '\n';
    }
    if (shown < ids.size()) out_ += fmt::format("     - and {} more\n", ids.size() - shown);
  }

  const RunResult& result_;
  const ConsoleStyle& style_;
  std::string out_;
};

std::string lacks_text(const RunResult& result) {
  if (result.lacks.empty()) return {};
  return " The target lacks " + printable_line(clip(joined(result.lacks), 500)) + ".";
}

}  // namespace

std::string conclusion_text(const RunResult& result) {
  const auto violated =
      std::count_if(result.requirements.begin(), result.requirements.end(), [&](const RequirementResult& requirement) {
        return requirement.state == RequirementState::violated && fails_at(requirement.level, result.fail_on);
      });
  const std::string version = printable_line(clip(result.target.api_version, 100));
  std::string stopped = result.interrupted ? " The run was interrupted." : "";
  if (result.target.insecure) stopped += " Certificates were not verified (--insecure).";
  const std::string unverified =
      fmt::format("{} of {} {} not verified",
                  counted(unverified_musts(result), "must-level requirement", "must-level requirements"), version,
                  unverified_musts(result) == 1 ? "was" : "were");
  if (fails_as_incomplete(result))
    return fmt::format("Failed (--require-complete): {}.{}{}", unverified, lacks_text(result), stopped);
  // Generated sequences show what is wrong, never that nothing is.
  if (!result.explored.empty() &&
      (result.conclusion == Conclusion::conformant || result.conclusion == Conclusion::incomplete))
    return fmt::format("{}, no violation found.{}", result.explored, stopped);
  if (!result.explored.empty() && result.conclusion == Conclusion::nonconformant)
    return fmt::format("{}, {} violated.{}", result.explored,
                       counted(static_cast<std::size_t>(violated), "requirement is", "requirements are"), stopped);
  switch (result.conclusion) {
    case Conclusion::conformant:
      return fmt::format("Conformant: every must-level requirement of {} was verified and holds.{}", version, stopped);
    case Conclusion::incomplete:
      if (result.totals.waived > 0) {
        return fmt::format("Incomplete: only known failures ({} waived); {}.{}",
                           counted(result.totals.waived, "case", "cases"), unverified, stopped);
      }
      return fmt::format("Incomplete: no violation, but {}.{}", unverified, stopped);
    case Conclusion::nonconformant:
      return fmt::format("Nonconformant: {} violated.{}",
                         counted(static_cast<std::size_t>(violated), "requirement is", "requirements are"), stopped);
    case Conclusion::inconclusive:
      if (result.totals.errored > 0) {
        return fmt::format("Inconclusive: {} without a result.{}", counted(result.totals.errored, "case", "cases"),
                           stopped);
      }
      return fmt::format("Inconclusive: {}{}", result.verdicts.empty() ? "no case was run." : "nothing was verified.",
                         stopped);
  }
  return {};
}

std::string totals_text(const RunResult& result) {
  const Totals& totals = result.totals;
  return fmt::format(
      "{} passed, {} failed, {} errored, {} skipped, {} waived{}; {} must-level and {} should-level {}; {}",
      totals.passed, totals.failed, totals.errored, totals.skipped, totals.waived,
      totals.flaky == 0 ? std::string{} : fmt::format(", {} of them flaky", totals.flaky), totals.must_findings,
      totals.should_findings, totals.must_findings + totals.should_findings == 1 ? "finding" : "findings",
      duration_text(result.took));
}

std::string to_console(const RunResult& result, const ConsoleStyle& style) {
  Summary summary{result, style};
  if (const std::string reason = one_reason(result); !reason.empty()) {
    if (!style.quiet) summary.title();
    summary.reason_of_all(reason);
  } else if (!style.quiet) {
    const Causes causes = group_by_cause(result);
    summary.title();
    if (style.verbose) {
      summary.exchanges();
      summary.passed();
    }
    summary.notes();
    summary.observations();
    summary.lag();
    summary.outcomes(OutcomeKind::skipped, Colour::yellow, "Skipped");
    summary.outcomes(OutcomeKind::waived, Colour::yellow, "Waived");
    summary.unverified();
    summary.lesser(causes.lesser);
    summary.flaky();
    summary.outcomes(OutcomeKind::errored, Colour::red, "Errored");
    summary.failures(causes.failing);
  }
  summary.unrestored();
  summary.end();
  return without_log_commands(std::move(summary).take());
}

}  // namespace conform
