#include "reports/markdown.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <string_view>
#include <vector>

#include "model/area.hpp"
#include "reports/areas.hpp"
#include "reports/causes.hpp"
#include "reports/console.hpp"
#include "reports/finding_diff.hpp"
#include "reports/percentiles.hpp"
#include "reports/reproduce.hpp"
#include "reports/run_notes.hpp"
#include "reports/text.hpp"

namespace conform {
namespace {

constexpr std::size_t markdown_text_bytes = 300;
constexpr std::size_t diff_bytes = 3000;
constexpr std::size_t markdown_curl_bytes = 2000;
constexpr std::size_t example_cases = 5;

std::size_t longest_run(std::string_view text, char of) {
  std::size_t longest = 0;
  std::size_t run = 0;
  for (const char c : text) {
    run = c == of ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  return longest;
}

/// Text as a code span: nothing in it is markup, a mention or a reference. In tables "|" would still end the
/// cell: a broken bar stands for it.
std::string code(std::string_view text) {
  if (text.empty()) return "(empty)";
  std::string shown;
  for (const char c : printable_line(clip(text, markdown_text_bytes))) {
    if (c == '|') {
      shown += "\u00A6";
    } else {
      shown += c;
    }
  }
  const std::string fence(longest_run(shown, '`') + 1, '`');
  return fence + ' ' + shown + ' ' + fence;
}

/// A sentence: as text when nothing in it can be markup, a link, a mention or a reference; else as a code span.
std::string sentence(std::string_view text) {
  const std::string line = printable_line(clip(text, markdown_text_bytes));
  const bool harmless = std::all_of(line.begin(), line.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           std::string_view{" ,;:.()'/-"}.find(c) != std::string_view::npos;
  });
  const bool link = line.find("://") != std::string::npos || line.find("www.") != std::string::npos;
  return harmless && !link ? line : code(line);
}

/// Lines that are shown as they are, in a fence that they cannot close.
std::string block(std::string_view text, std::string_view language) {
  const std::string fence(std::max<std::size_t>(longest_run(text, '`') + 1, 3), '`');
  std::string out = fmt::format("{}{}\n{}", fence, language, text);
  if (!out.ends_with('\n')) out += '\n';
  return out + fence + '\n';
}

std::string diff_of(const std::vector<DiffLine>& lines) {
  std::string text;
  for (const DiffLine& line : lines) text += fmt::format("{} {}\n", mark_of(line.kind), line.text);
  if (text.size() <= diff_bytes) return text;
  text.resize(beginning(text, diff_bytes).size());
  text.resize(text.rfind('\n') + 1);
  return text + "  …\n";
}

std::string cause_text(const RunResult& result, const Cause& cause, std::size_t number) {
  const Finding& finding = cause.example;
  const Verdict& verdict = result.verdicts[cause.verdict];
  std::string out =
      fmt::format("\n#### {}. {}\n\n", number, sentence(finding.message.empty() ? finding.rule : finding.message));
  if (!finding.requirement.empty()) {
    out += fmt::format("**{}** ({})", code(finding.requirement), to_string(finding.level));
    if (const RequirementResult* const requirement = find_requirement(result, finding.requirement)) {
      out += fmt::format(": {}\n> {}\n", sentence(requirement->statement), code(requirement->source));
    }
    out += '\n';
  }
  if (!finding.where.empty()) {
    out += fmt::format("At {}", code(cause.where.front()));
    if (cause.where.size() > 1) out += " and " + counted(cause.where.size() - 1, "more place", "more places");
    out += ":\n\n";
  }
  if (const std::string diff = diff_of(finding_difference(verdict, finding, 60)); !diff.empty()) {
    out += block(diff, "diff") + '\n';
  }
  if (!finding.hint.empty()) out += sentence(finding.hint) + "\n\n";
  out += fmt::format("Found {} in {}:\n", counted(cause.findings, "time", "times"),
                     counted(cause.cases.size(), "case", "cases"));
  for (std::size_t i = 0; i < std::min(cause.cases.size(), example_cases); ++i) {
    out += fmt::format("- {}\n", code(cause.cases[i]));
  }
  if (cause.cases.size() > example_cases) out += fmt::format("- and {} more\n", cause.cases.size() - example_cases);
  std::string commands = reproduce_command(result, verdict.id) + '\n';
  if (!verdict.tried.empty()) commands += "# tried: " + verdict.tried + '\n';
  if (cause.curl.size() <= markdown_curl_bytes) commands += printable(cause.curl) + '\n';
  return out + "\n<details><summary>Reproduce</summary>\n\n" + block(commands, "sh") + "\n</details>\n";
}

/// Puts the parts together while they fit.
class BoundedMarkdown {
 public:
  explicit BoundedMarkdown(std::size_t max_bytes) : max_bytes_{max_bytes} {}

  /// False when it did not fit, which ends the document.
  bool add(const std::string& part) {
    constexpr std::string_view ending = "\n_Shortened: the JSON record of the run has the rest._\n";
    if (full_) return false;
    if (text_.size() + part.size() + ending.size() > max_bytes_) {
      text_ += ending;
      full_ = true;
      return false;
    }
    text_ += part;
    return true;
  }
  [[nodiscard]] std::string take() && { return std::move(text_); }

 private:
  std::size_t max_bytes_;
  std::string text_;
  bool full_ = false;
};

void add_causes(BoundedMarkdown& document, const RunResult& result, std::string_view name,
                const std::vector<Cause>& causes) {
  if (causes.empty()) return;
  document.add(fmt::format("\n### {}: {}\n", name, counted(causes.size(), "cause", "causes")));
  for (std::size_t i = 0; i < causes.size(); ++i) {
    if (!document.add(cause_text(result, causes[i], i + 1))) return;
  }
}

void add_reasons(BoundedMarkdown& document, const RunResult& result, std::string_view name, OutcomeKind kind) {
  const std::vector<ReasonGroup> groups = group_by_reason(result, kind);
  if (groups.empty()) return;
  document.add(fmt::format("\n### {}\n\n", name));
  for (const ReasonGroup& group : groups) {
    const std::string reason = group.reason.empty() ? "no reason given" : sentence(group.reason);
    if (!document.add(fmt::format("- {}: {}\n", counted(group.cases.size(), "case", "cases"), reason))) return;
  }
}

std::string unverified(const RunResult& result) {
  std::string rows;
  for (const AreaResult& area : results_by_area(result)) {
    if (area.counts.unverified_musts == 0) continue;
    rows += fmt::format("| {}. {} | {} | {} |\n", area.area, area_name(area.area), area.counts.unverified_musts,
                        area.counts.all());
  }
  if (rows.empty()) return rows;
  return "\n### Not verified\n\n| area | must-level requirements not verified | of |\n|---|---:|---:|\n" + rows;
}

std::string latency(const RunResult& result) {
  if (result.latencies.empty()) return {};
  std::string text =
      "\n### Latency\n\n| operation | responses | p50 | p95 | p99 | max |\n|---|---:|---:|---:|---:|---:|\n";
  for (const Latency& latency : result.latencies) {
    const Percentiles times = percentiles_of(latency.took);
    text += fmt::format("| {} | {} | {} | {} | {} | {} |\n", code(latency.operation), latency.took.size(),
                        duration_text(times.p50), duration_text(times.p95), duration_text(times.p99),
                        duration_text(times.max));
  }
  return text;
}

std::string_view symbol_of(const RunResult& result) {
  if (fails_as_incomplete(result)) return "❌";
  switch (result.conclusion) {
    case Conclusion::conformant:
      return "✅";
    case Conclusion::incomplete:
      return "⚠️";
    case Conclusion::nonconformant:
      return "❌";
    case Conclusion::inconclusive:
      return "❔";
  }
  return "❔";
}

}  // namespace

std::string to_markdown(const RunResult& result, std::size_t max_bytes) {
  const Causes causes = group_by_cause(result);
  BoundedMarkdown document{max_bytes};
  std::string head = fmt::format("## {} {}\n\n", symbol_of(result), sentence(result.target.name));
  head += fmt::format("**{}**\n\n", conclusion_text(result));
  head += fmt::format("{}: {}.\n\n", counted(result.verdicts.size(), "case", "cases"), totals_text(result));
  head += fmt::format("{}, version {}, {} {}, {}\n", code(result.target.base_url), code(result.target.api_version),
                      sentence(result.suite.name), code(result.suite.version), timestamp(result.started_at));
  document.add(head);
  add_causes(document, result, "Violations", causes.failing);
  add_reasons(document, result, "Inconclusive", OutcomeKind::errored);
  document.add(unverified(result));
  for (const std::string& note : result.notes) document.add(fmt::format("\n> {}\n", sentence(note)));
  for (const std::string& line : run_notes(result)) document.add(fmt::format("\n> {}\n", sentence(line)));
  add_reasons(document, result, "Skipped", OutcomeKind::skipped);
  add_reasons(document, result, "Known and accepted", OutcomeKind::waived);
  document.add(latency(result));
  if (!result.observations.empty()) document.add("\n### Observations\n\n");
  for (const Observation& observation : result.observations) {
    document.add(fmt::format("- {}: {}{}\n", code(observation.id), code(observation.seen),
                             observation.pinned ? ", pinned: " + code(*observation.pinned) : ""));
  }
  add_causes(document, result, "Findings that do not fail the run", causes.lesser);
  return std::move(document).take();
}

}  // namespace conform
