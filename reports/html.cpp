#include "reports/html.hpp"

#include <fmt/core.h>

#include <string_view>
#include <utility>

#include "reports/causes.hpp"
#include "reports/console.hpp"
#include "reports/html_amounts.hpp"
#include "reports/html_findings.hpp"
#include "reports/html_lists.hpp"
#include "reports/html_parts.hpp"
#include "reports/html_requirements.hpp"
#include "reports/html_style.hpp"
#include "reports/html_writer.hpp"
#include "reports/run_notes.hpp"
#include "reports/text.hpp"

namespace conform {
namespace {

void write_head(HtmlWriter& page, const RunResult& result, const HtmlAmounts& amounts) {
  const auto head = page.open("head");
  page.single("meta", {{"charset", "utf-8"}});
  // Whatever slips through the escaping still cannot run or load anything.
  page.single("meta", {{"http-equiv", "Content-Security-Policy"},
                       {"content", fmt::format("default-src 'none'; style-src 'sha256-{}'; base-uri 'none'; "
                                               "form-action 'none'",
                                               html_style_hash())}});
  page.single("meta", {{"name", "viewport"}, {"content", "width=device-width, initial-scale=1"}});
  page.single("meta", {{"name", "color-scheme"}, {"content", "light dark"}});
  page.single("meta", {{"name", "robots"}, {"content", "noindex"}});
  page.element("title",
               fmt::format("{}: {} ({})", fails_as_incomplete(result) ? "failed" : to_string(result.conclusion),
                           shown(result.target.name, amounts), shown(result.suite.name, amounts)));
  page.raw("<style>");
  page.raw(html_style());
  page.raw("</style>\n");
}

void write_header(HtmlWriter& page, const RunResult& result, const HtmlAmounts& amounts) {
  const auto header = page.open("header");
  page.element("p", fmt::format("{} {}", shown(result.suite.name, amounts), shown(result.suite.version, amounts)),
               {{"class", "note"}});
  page.element("h1", result.target.name.empty() ? "Conformance of a User API" : shown(result.target.name, amounts));
}

void write_summary(HtmlWriter& page, const RunResult& result, const HtmlAmounts& amounts) {
  const auto section = open_section(page, "summary", "Result");
  {
    const std::string_view state =
        to_string(fails_as_incomplete(result) ? Conclusion::nonconformant : result.conclusion);
    const auto conclusion = page.open("p", {{"class", fmt::format("conclusion {}", state)}});
    page.element("strong", conclusion_text(result));
  }
  write_unverified(page, result, amounts);
  std::string counts = counted(result.verdicts.size(), "case", "cases");
  if (result.suite.cases != result.verdicts.size()) counts += fmt::format(" of {}", result.suite.cases);
  page.element("p", fmt::format("{}: {}.", counts, totals_text(result)));
  for (const std::string& note : result.notes) page.element("p", shown(note, amounts), {{"class", "note"}});
  for (const std::string& line : run_notes(result)) page.element("p", shown(line, amounts), {{"class", "note"}});
  const auto list = page.open("dl");
  write_entry(page, "Base URL", result.target.base_url, amounts);
  write_entry(page, "API version", result.target.api_version, amounts);
  write_entry(page, "Started", timestamp(result.started_at), amounts);
  write_entry(page, "Fails on",
              fmt::format("{}-level findings{}", to_string(result.fail_on),
                          result.fail_on == Level::should ? " and above" : ""),
              amounts);
}

void write_contents(HtmlWriter& page, const RunResult& result, const Causes& causes) {
  const auto nav = page.open("nav", {{"aria-label", "Parts of this report"}});
  const auto list = page.open("ul");
  const auto link = [&](std::string_view anchor, std::string_view name, std::size_t count) {
    if (count == 0) return;
    const auto item = page.open("li");
    page.element("a", fmt::format("{} ({})", name, count), {{"href", fmt::format("#{}", anchor)}});
  };
  link("requirements", "Requirements", result.requirements.size());
  link("violations", "Violations", causes.failing.size());
  link("errored", "Inconclusive", result.totals.errored);
  link("findings", "Other findings", causes.lesser.size());
  link("skipped", "Skipped", result.totals.skipped);
  link("waived", "Known and accepted", result.totals.waived);
  link("observations", "Observations", result.observations.size());
  link("latency", "Latency", result.latencies.size());
  link("cases", "All cases", result.verdicts.size());
  link("environment", "Environment", result.environment.size());
}

void write_findings(HtmlWriter& page, const RunResult& result, std::string_view id, std::string_view heading,
                    const std::vector<Cause>& causes, const HtmlAmounts& amounts) {
  if (causes.empty()) return;
  const auto section =
      open_section(page, id, fmt::format("{}: {}", heading, counted(causes.size(), "cause", "causes")));
  write_causes(page, result, causes, id, amounts);
}

std::string page_of(const RunResult& result, const Causes& causes, const HtmlAmounts& amounts) {
  HtmlWriter page;
  page.raw("<!DOCTYPE html>\n");
  {
    const auto html = page.open("html", {{"lang", "en"}});
    write_head(page, result, amounts);
    const auto body = page.open("body");
    write_header(page, result, amounts);
    {
      const auto main = page.open("main");
      write_summary(page, result, amounts);
      write_contents(page, result, causes);
      write_requirements(page, result, amounts);
      write_findings(page, result, "violations", "Violations", causes.failing, amounts);
      write_reasons(page, result, OutcomeKind::errored, "Inconclusive", amounts);
      write_findings(page, result, "findings", "Findings that do not fail the run", causes.lesser, amounts);
      write_reasons(page, result, OutcomeKind::skipped, "Skipped", amounts);
      write_reasons(page, result, OutcomeKind::waived, "Known and accepted", amounts);
      write_observations(page, result, amounts);
      write_latency(page, result, amounts);
      write_cases(page, result, amounts);
      write_environment(page, result, amounts);
    }
    const auto footer = page.open("footer");
    page.element("p", "The JSON record of the run has everything that is shortened here.", {{"class", "note"}});
  }
  return std::move(page).take();
}

}  // namespace

std::string to_html(const RunResult& result, std::size_t max_bytes) {
  const Causes causes = group_by_cause(result);
  HtmlAmounts amounts;
  while (true) {
    std::string page = page_of(result, causes, amounts);
    const HtmlAmounts less = amounts.halved();
    if (page.size() <= max_bytes || less == amounts) return page;
    amounts = less;
  }
}

}  // namespace conform
