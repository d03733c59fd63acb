#include "reports/html.hpp"

#include <fmt/core.h>

#include <string_view>
#include <utility>

#include "reports/aftermath.hpp"
#include "reports/causes.hpp"
#include "reports/console.hpp"
#include "reports/html_amounts.hpp"
#include "reports/html_findings.hpp"
#include "reports/html_lists.hpp"
#include "reports/html_parts.hpp"
#include "reports/html_requirements.hpp"
#include "reports/html_style.hpp"
#include "reports/html_writer.hpp"
#include "reports/text.hpp"

namespace conform {
namespace {

void write_head(HtmlWriter& page, const RunRecord& record, const HtmlAmounts& amounts) {
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
  page.element("title", fmt::format("{}: {} ({})", to_string(record.conclusion), shown(record.target.name, amounts),
                                    shown(record.suite.name, amounts)));
  page.raw("<style>");
  page.raw(html_style());
  page.raw("</style>\n");
}

void write_header(HtmlWriter& page, const RunRecord& record, const HtmlAmounts& amounts) {
  const auto header = page.open("header");
  page.element("p", fmt::format("{} {}", shown(record.suite.name, amounts), shown(record.suite.version, amounts)),
               {{"class", "note"}});
  page.element("h1", record.target.name.empty() ? "Conformance of a User API" : shown(record.target.name, amounts));
}

void write_summary(HtmlWriter& page, const RunRecord& record, const HtmlAmounts& amounts) {
  const auto section = open_section(page, "summary", "Result");
  {
    const auto conclusion = page.open("p", {{"class", fmt::format("conclusion {}", to_string(record.conclusion))}});
    page.element("strong", conclusion_text(record));
  }
  write_unverified(page, record, amounts);
  std::string counts = counted(record.verdicts.size(), "case", "cases");
  if (record.suite.cases != record.verdicts.size()) counts += fmt::format(" of {}", record.suite.cases);
  page.element("p", fmt::format("{}: {}.", counts, totals_text(record)));
  for (const std::string& note : record.notes) page.element("p", shown(note, amounts), {{"class", "note"}});
  for (const std::string& line : aftermath(record)) page.element("p", shown(line, amounts), {{"class", "note"}});
  const auto list = page.open("dl");
  write_entry(page, "Base URL", record.target.base_url, amounts);
  write_entry(page, "API version", record.target.api_version, amounts);
  write_entry(page, "Started", timestamp(record.started_at), amounts);
  write_entry(page, "Fails on",
              fmt::format("{}-level findings{}", to_string(record.fail_on),
                          record.fail_on == Level::should ? " and above" : ""),
              amounts);
}

void write_contents(HtmlWriter& page, const RunRecord& record, const Causes& causes) {
  const auto nav = page.open("nav", {{"aria-label", "Parts of this report"}});
  const auto list = page.open("ul");
  const auto link = [&](std::string_view anchor, std::string_view name, std::size_t count) {
    if (count == 0) return;
    const auto item = page.open("li");
    page.element("a", fmt::format("{} ({})", name, count), {{"href", fmt::format("#{}", anchor)}});
  };
  link("requirements", "Requirements", record.requirements.size());
  link("violations", "Violations", causes.failing.size());
  link("errored", "Inconclusive", record.totals.errored);
  link("findings", "Other findings", causes.lesser.size());
  link("skipped", "Skipped", record.totals.skipped);
  link("waived", "Known and accepted", record.totals.waived);
  link("observations", "Observations", record.observations.size());
  link("latency", "Latency", record.latencies.size());
  link("cases", "All cases", record.verdicts.size());
  link("environment", "Environment", record.environment.size());
}

void write_findings(HtmlWriter& page, const RunRecord& record, std::string_view id, std::string_view heading,
                    const std::vector<Cause>& causes, const HtmlAmounts& amounts) {
  if (causes.empty()) return;
  const auto section =
      open_section(page, id, fmt::format("{}: {}", heading, counted(causes.size(), "cause", "causes")));
  write_causes(page, record, causes, id, amounts);
}

std::string page_of(const RunRecord& record, const Causes& causes, const HtmlAmounts& amounts) {
  HtmlWriter page;
  page.raw("<!DOCTYPE html>\n");
  {
    const auto html = page.open("html", {{"lang", "en"}});
    write_head(page, record, amounts);
    const auto body = page.open("body");
    write_header(page, record, amounts);
    {
      const auto main = page.open("main");
      write_summary(page, record, amounts);
      write_contents(page, record, causes);
      write_requirements(page, record, amounts);
      write_findings(page, record, "violations", "Violations", causes.failing, amounts);
      write_reasons(page, record, OutcomeKind::errored, "Inconclusive", amounts);
      write_findings(page, record, "findings", "Findings that do not fail the run", causes.lesser, amounts);
      write_reasons(page, record, OutcomeKind::skipped, "Skipped", amounts);
      write_reasons(page, record, OutcomeKind::waived, "Known and accepted", amounts);
      write_observations(page, record, amounts);
      write_latency(page, record, amounts);
      write_cases(page, record, amounts);
      write_environment(page, record, amounts);
    }
    const auto footer = page.open("footer");
    page.element("p", "The JSON record of the run has everything that is shortened here.", {{"class", "note"}});
  }
  return std::move(page).take();
}

}  // namespace

std::string to_html(const RunRecord& record, std::size_t max_bytes) {
  const Causes causes = group_by_cause(record);
  HtmlAmounts amounts;
  while (true) {
    std::string page = page_of(record, causes, amounts);
    const HtmlAmounts less = amounts.halved();
    if (page.size() <= max_bytes || less == amounts) return page;
    amounts = less;
  }
}

}  // namespace conform
