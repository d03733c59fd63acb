#include "reports/html_lists.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cstddef>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "reports/case_id.hpp"
#include "reports/causes.hpp"
#include "reports/html_charts.hpp"
#include "reports/html_findings.hpp"
#include "reports/html_parts.hpp"
#include "reports/percentiles.hpp"
#include "reports/text.hpp"

namespace conform {
namespace {

void write_reason(HtmlWriter& page, const RunResult& result, const ReasonGroup& group, const HtmlAmounts& amounts) {
  const auto details = page.open("details", {{"class", "reason"}});
  write_fold(page, group.reason.empty() ? "no reason given" : shown(group.reason, amounts),
             counted(group.cases.size(), "case", "cases"));
  write_ids(page, group.cases, amounts);
  const auto first = std::find_if(result.verdicts.begin(), result.verdicts.end(),
                                  [&](const Verdict& verdict) { return verdict.id == group.cases.front(); });
  if (first == result.verdicts.end() || first->exchanges.empty()) return;
  page.element("h4", "Exchanges of the first case");
  write_exchanges(page, *first, first->exchanges.size() - 1, amounts);
}

/// Cases that share the first part of their id.
struct Folder {
  std::string name;
  std::vector<const Verdict*> verdicts;
};

std::vector<Folder> folders_of(const RunResult& result) {
  std::vector<Folder> folders;
  std::map<std::string_view, std::size_t> index;
  for (const Verdict& verdict : result.verdicts) {
    const auto path = path_of(verdict.id);
    const std::string_view name = path.empty() ? std::string_view{"cases"} : path.front();
    const auto [known, is_new] = index.emplace(name, folders.size());
    if (is_new) folders.push_back({.name = std::string{name}, .verdicts = {}});
    folders[known->second].verdicts.push_back(&verdict);
  }
  return folders;
}

std::string outcomes_text(const std::vector<const Verdict*>& verdicts) {
  std::map<OutcomeKind, std::size_t> counts;
  for (const Verdict* const verdict : verdicts) ++counts[verdict->outcome.kind];
  std::string text;
  for (const auto& [kind, count] : counts) {
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", count, to_string(kind));
  }
  return text;
}

/// `left` is how many cases the page has room for.
void write_folder(HtmlWriter& page, const Folder& folder, const HtmlAmounts& amounts, std::size_t& left) {
  const auto details = page.open("details");
  write_fold(page, shown(folder.name, amounts), outcomes_text(folder.verdicts));
  const auto list = page.open("ul", {{"class", "ids"}});
  for (const Verdict* const verdict : folder.verdicts) {
    if (left == 0) return;
    --left;
    const auto item = page.open("li");
    if (verdict->outcome.kind != OutcomeKind::passed) {
      page.element("strong", to_string(verdict->outcome.kind), {{"class", "state"}});
      page.text(" ");
    }
    page.text(fmt::format("{} {}", shown(verdict->id, amounts), duration_text(verdict->took)));
  }
}

}  // namespace

void write_reasons(HtmlWriter& page, const RunResult& result, OutcomeKind kind, std::string_view heading,
                   const HtmlAmounts& amounts) {
  const std::vector<ReasonGroup> groups = group_by_reason(result, kind);
  if (groups.empty()) return;
  std::size_t cases = 0;
  for (const ReasonGroup& group : groups) cases += group.cases.size();
  const auto section =
      open_section(page, to_string(kind), fmt::format("{}: {}", heading, counted(cases, "case", "cases")));
  const std::size_t count = std::min(groups.size(), amounts.causes);
  for (std::size_t i = 0; i < count; ++i) write_reason(page, result, groups[i], amounts);
  if (count < groups.size()) page.element("p", fmt::format("… and {} more reasons", groups.size() - count));
}

void write_observations(HtmlWriter& page, const RunResult& result, const HtmlAmounts& amounts) {
  if (result.observations.empty()) return;
  const auto section = open_section(page, "observations", "Observations");
  page.element(
      "p",
      "Behaviour of the server where the specification is ambiguous, and the interpretations that the target pins.",
      {{"class", "note"}});
  const auto list = page.open("ul");
  const std::size_t count = std::min(result.observations.size(), amounts.requirements);
  for (std::size_t i = 0; i < count; ++i) {
    const Observation& observation = result.observations[i];
    const auto item = page.open("li");
    page.element("code", shown(observation.id, amounts));
    page.text(fmt::format(": {}", shown(observation.seen, amounts)));
    if (!observation.pinned) continue;
    page.text(*observation.pinned == observation.seen
                  ? " (as pinned)"
                  : fmt::format(" (pinned: {})", shown(*observation.pinned, amounts)));
  }
  if (count < result.observations.size()) {
    page.element("li", fmt::format("… and {} more", result.observations.size() - count));
  }
}

void write_latency(HtmlWriter& page, const RunResult& result, const HtmlAmounts& amounts) {
  if (result.latencies.empty()) return;
  const auto section = open_section(page, "latency", "Latency");
  const auto columns = page.open("div", {{"class", "columns"}});
  {
    const auto figure = page.open("div", {{"class", "figure"}});
    write_latency_chart(page, result);
    page.element("p",
                 "From p50 (first dot) over p95 (end of the thick bar) and p99 (stroke) to the maximum (last dot).",
                 {{"class", "note"}});
  }
  const auto table = page.open("table");
  page.element("caption", "Time of complete responses");
  {
    const auto row = page.open("tr");
    for (const std::string_view name : {"operation", "number", "p50", "p95", "p99", "max"}) {
      page.element("th", name, {{"scope", "col"}});
    }
  }
  for (const Latency& latency : result.latencies) {
    const Percentiles times = percentiles_of(latency.took);
    const auto row = page.open("tr");
    page.element("th", shown(latency.operation, amounts), {{"scope", "row"}});
    page.element("td", std::to_string(latency.took.size()));
    for (const auto took : {times.p50, times.p95, times.p99, times.max}) page.element("td", duration_text(took));
  }
}

void write_cases(HtmlWriter& page, const RunResult& result, const HtmlAmounts& amounts) {
  if (result.verdicts.empty()) return;
  const auto section = open_section(page, "cases", "All cases");
  std::size_t left = amounts.cases;
  for (const Folder& folder : folders_of(result)) {
    if (left > 0) write_folder(page, folder, amounts, left);
  }
  if (result.verdicts.size() > amounts.cases) {
    page.element("p", fmt::format("… and {} more cases", result.verdicts.size() - amounts.cases));
  }
}

void write_environment(HtmlWriter& page, const RunResult& result, const HtmlAmounts& amounts) {
  if (result.environment.empty()) return;
  const auto section = open_section(page, "environment", "Environment");
  const auto list = page.open("dl");
  for (const EnvironmentEntry& entry : result.environment) write_entry(page, entry.name, entry.value, amounts);
}

}  // namespace conform
