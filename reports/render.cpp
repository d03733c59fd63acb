#include "reports/render.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "base/suggest.hpp"
#include "reports/github.hpp"
#include "reports/har.hpp"
#include "reports/html.hpp"
#include "reports/json.hpp"
#include "reports/junit.hpp"
#include "reports/markdown.hpp"

namespace conform {
namespace {

constexpr std::array formats{
    ReportFormat{.name = "html",
                 .about = "a page for people, in one file",
                 .write = [](const RunResult& result) { return to_html(result); }},
    ReportFormat{.name = "junit",
                 .about = "JUnit XML, for CI servers",
                 .write = [](const RunResult& result) { return to_junit(result); }},
    ReportFormat{.name = "xunit",
                 .about = "JUnit XML for the strict schema of Jenkins' xUnit plugin",
                 .write = [](const RunResult& result) { return to_junit(result, JunitReaders::strict); }},
    ReportFormat{.name = "markdown",
                 .about = "for job summaries and comments",
                 .write = [](const RunResult& result) { return to_markdown(result); }},
    ReportFormat{.name = "json", .about = "the run record, with everything in it", .write = to_json},
    ReportFormat{.name = "har",
                 .about = "HAR 1.2 with every exchange, for network viewers",
                 .write = to_har,
                 .every_exchange = true},
    ReportFormat{.name = "github", .about = "annotations for GitHub Actions", .write = to_github, .usual_path = "-"},
};

}  // namespace

std::span<const ReportFormat> known_formats() { return formats; }

const ReportFormat* find_format(std::string_view name) {
  const auto* const found =
      std::find_if(formats.begin(), formats.end(), [&](const ReportFormat& format) { return format.name == name; });
  return found == formats.end() ? nullptr : found;
}

Result<std::string> render(std::string_view format, const RunResult& result) {
  if (const ReportFormat* const known = find_format(format)) return known->write(result);
  std::vector<std::string> names;
  std::string listed;
  for (const ReportFormat& candidate : formats) {
    listed += fmt::format("{}{}", names.empty() ? "" : ", ", candidate.name);
    names.emplace_back(candidate.name);
  }
  std::string hint = did_you_mean(format, names);
  if (hint.empty()) hint = fmt::format("formats: {}", listed);
  return refused(Diagnostic::about_flag(fmt::format("unknown report format \"{}\"", format), std::move(hint)));
}

RunResult unfinished_run(SuiteInfo suite, TargetInfo target, std::chrono::system_clock::time_point started_at) {
  RunResult result;
  result.suite = std::move(suite);
  result.target = std::move(target);
  result.started_at = started_at;
  result.interrupted = true;
  result.conclusion = Conclusion::inconclusive;
  result.totals.errored = 1;
  result.notes = {"The run did not finish: it is still running, or it was killed or crashed."};
  Verdict& verdict = result.verdicts.emplace_back();
  verdict.id = "run/finished";
  verdict.about = "The run comes to its end and replaces this report.";
  verdict.outcome = {.kind = OutcomeKind::errored,
                     .reason = "the run did not finish: it is still running, or it was killed or crashed"};
  return result;
}

}  // namespace conform
