#include "reports/github.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <vector>

#include "reports/causes.hpp"
#include "reports/console.hpp"
#include "reports/reproduce.hpp"
#include "reports/text.hpp"

namespace conform {
namespace {

constexpr std::size_t most = 50;  // of each kind: GitHub keeps fifty of a job
constexpr std::size_t annotation_bytes = 1000;

/// Escaped as the runner unescapes it; in a property, colon and comma too.
std::string escaped(std::string_view text, bool property) {
  std::string out;
  for (const char c : printable(clip(text, annotation_bytes))) {
    const bool special = c == '%' || c == '\n' || c == '\r' || (property && (c == ':' || c == ','));
    if (special) {
      out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    } else {
      out += c;
    }
  }
  return out;
}

std::string command(std::string_view kind, const Verdict* place, std::string_view title, const std::string& message) {
  std::string line = fmt::format("::{} ", kind);
  if (place != nullptr && !place->file.empty()) {
    line += fmt::format("file={},line={},", escaped(place->file, true), std::max<std::size_t>(place->line, 1));
  }
  return line + fmt::format("title={}::{}\n", escaped(title, true), escaped(message, false));
}

std::string message_of(const RunResult& result, const Cause& cause) {
  const Finding& finding = cause.example;
  std::string text = finding.message.empty() ? finding.rule : finding.message;
  if (!finding.where.empty()) text += "\nwhere: " + finding.where;
  if (!finding.expected.empty()) text += "\nexpected: " + finding.expected;
  if (!finding.actual.empty()) text += "\nactual: " + finding.actual;
  if (!finding.hint.empty()) text += "\nhint: " + finding.hint;
  text = clip(text, annotation_bytes / 2);
  const Verdict& verdict = result.verdicts[cause.verdict];
  text += fmt::format("\ncase: {}", verdict.id);
  if (cause.cases.size() > 1) text += fmt::format(" and {} more", cause.cases.size() - 1);
  return text + "\nreproduce: " + reproduce_command(result, verdict.id);
}

std::string causes(const RunResult& result, const std::vector<Cause>& causes, std::string_view kind) {
  std::string out;
  for (std::size_t i = 0; i < std::min(causes.size(), most); ++i) {
    const Finding& finding = causes[i].example;
    const std::string title = finding.requirement.empty() ? "conform" : finding.requirement;
    out += command(kind, &result.verdicts[causes[i].verdict], title, message_of(result, causes[i]));
  }
  if (causes.size() > most) {
    out += command(kind, nullptr, "conform", fmt::format("and {} more causes", causes.size() - most));
  }
  return out;
}

std::string errored(const RunResult& result) {
  std::string out;
  std::size_t shown = 0;
  for (const ReasonGroup& group : group_by_reason(result, OutcomeKind::errored)) {
    if (++shown > most) break;
    const auto first = std::find_if(result.verdicts.begin(), result.verdicts.end(),
                                    [&](const Verdict& verdict) { return verdict.id == group.cases.front(); });
    out += command(
        "warning", first == result.verdicts.end() ? nullptr : &*first, "inconclusive",
        fmt::format("{}\n{}", clip(group.reason, annotation_bytes / 2), counted(group.cases.size(), "case", "cases")));
  }
  return out;
}

}  // namespace

std::string to_github(const RunResult& result) {
  const Causes all = group_by_cause(result);
  const bool good = !fails_as_incomplete(result) &&
                    (result.conclusion == Conclusion::conformant || result.conclusion == Conclusion::incomplete);
  return causes(result, all.failing, "error") + errored(result) + causes(result, all.lesser, "warning") +
         command(good ? "notice" : "error", nullptr, "conform", conclusion_text(result) + "\n" + totals_text(result));
}

}  // namespace conform
