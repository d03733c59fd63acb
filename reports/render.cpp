#include "reports/render.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "model/suggest.hpp"
#include "reports/json.hpp"
#include "reports/junit.hpp"

namespace conform {
namespace {

constexpr std::array<ReportFormat, 2> formats{{
    {"junit", "JUnit XML, for CI servers", [](const RunRecord& record) { return to_junit(record); }},
    {"json", "the run record, with everything in it", to_json},
}};

}  // namespace

std::span<const ReportFormat> known_formats() { return formats; }

Result<std::string> render(std::string_view format, const RunRecord& record) {
  const auto* const known = std::find_if(formats.begin(), formats.end(),
                                         [&](const ReportFormat& candidate) { return candidate.name == format; });
  if (known != formats.end()) return known->write(record);
  std::vector<std::string> names;
  std::string listed;
  for (const ReportFormat& candidate : formats) {
    listed += fmt::format("{}{}", names.empty() ? "" : ", ", candidate.name);
    names.emplace_back(candidate.name);
  }
  std::string hint = did_you_mean(format, names);
  if (hint.empty()) hint = fmt::format("formats: {}", listed);
  return tl::unexpected{Problems{Problem{.file = {},
                                         .line = 0,
                                         .pointer = {},
                                         .message = fmt::format("there is no report format \"{}\"", format),
                                         .hint = std::move(hint)}}};
}

RunRecord unfinished_run(SuiteInfo suite, TargetInfo target, std::chrono::system_clock::time_point started_at) {
  RunRecord record;
  record.suite = std::move(suite);
  record.target = std::move(target);
  record.started_at = started_at;
  record.interrupted = true;
  record.conclusion = Conclusion::inconclusive;
  record.totals.errored = 1;
  record.notes = {"The run did not finish: it is still going on, or it was killed or crashed."};
  Verdict& verdict = record.verdicts.emplace_back();
  verdict.id = "run/finished";
  verdict.about = "The run comes to its end and replaces this report.";
  verdict.outcome = {.kind = OutcomeKind::errored,
                     .reason = "the run did not finish: it is still going on, or it was killed or crashed"};
  return record;
}

}  // namespace conform
