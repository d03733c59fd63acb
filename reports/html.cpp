#include "reports/html.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <map>
#include <string_view>
#include <utility>
#include <vector>

#include "model/area.hpp"
#include "reports/areas.hpp"
#include "reports/case_id.hpp"
#include "reports/causes.hpp"
#include "reports/console.hpp"
#include "reports/html_amounts.hpp"
#include "reports/html_charts.hpp"
#include "reports/html_findings.hpp"
#include "reports/html_style.hpp"
#include "reports/html_writer.hpp"
#include "reports/percentiles.hpp"
#include "reports/text.hpp"

namespace conform {
namespace {

std::string_view word_of(RequirementState state) {
  return state == RequirementState::unverified ? "not verified" : to_string(state);
}

class Page {
 public:
  Page(const RunRecord& record, const Causes& causes, const HtmlAmounts& amounts)
      : record_{record}, causes_{causes}, amounts_{amounts} {}

  [[nodiscard]] std::string take() && {
    out_.raw("<!DOCTYPE html>\n");
    {
      const auto html = out_.open("html", {{"lang", "en"}});
      head();
      body();
    }
    return std::move(out_).take();
  }

 private:
  void head() {
    const auto head = out_.open("head");
    out_.single("meta", {{"charset", "utf-8"}});
    // Whatever slips through the escaping still cannot run or load anything.
    out_.single("meta", {{"http-equiv", "Content-Security-Policy"},
                         {"content", fmt::format("default-src 'none'; style-src 'sha256-{}'; base-uri 'none'; "
                                                 "form-action 'none'",
                                                 html_style_hash())}});
    out_.single("meta", {{"name", "viewport"}, {"content", "width=device-width, initial-scale=1"}});
    out_.single("meta", {{"name", "color-scheme"}, {"content", "light dark"}});
    out_.single("meta", {{"name", "robots"}, {"content", "noindex"}});
    out_.element("title", fmt::format("{}: {} ({})", to_string(record_.conclusion), line(record_.target.name),
                                      line(record_.suite.name)));
    out_.raw("<style>");
    out_.raw(html_style());
    out_.raw("</style>\n");
  }

  void body() {
    const auto body = out_.open("body");
    {
      const auto header = out_.open("header");
      out_.element("p", fmt::format("{} {}", line(record_.suite.name), line(record_.suite.version)),
                   {{"class", "note"}});
      out_.element("h1", record_.target.name.empty() ? "Conformance of a User API" : line(record_.target.name));
    }
    {
      const auto main = out_.open("main");
      summary();
      contents();
      requirements();
      findings("violations", "Violations", "violation", causes_.failing);
      reasons("errored", "Could not tell", OutcomeKind::errored);
      findings("findings", "Findings that do not fail the run", "finding", causes_.lesser);
      reasons("skipped", "Skipped", OutcomeKind::skipped);
      reasons("waived", "Known and accepted", OutcomeKind::waived);
      observations();
      latency();
      cases();
      environment();
    }
    const auto footer = out_.open("footer");
    out_.element("p", "The JSON record of the run has everything that is shortened here.", {{"class", "note"}});
  }

  void summary() {
    const auto section = out_.open("section", {{"id", "summary"}, {"aria-labelledby", "summary-title"}});
    out_.element("h2", "Result", {{"id", "summary-title"}});
    {
      const auto conclusion = out_.open("p", {{"class", fmt::format("conclusion {}", to_string(record_.conclusion))}});
      out_.element("strong", conclusion_text(record_));
    }
    std::string counts = counted(record_.verdicts.size(), "case", "cases");
    if (record_.suite.cases != record_.verdicts.size()) counts += fmt::format(" of {}", record_.suite.cases);
    out_.element("p", fmt::format("{}: {}.", counts, totals_text(record_)));
    unverified();
    for (const std::string& note : record_.notes) out_.element("p", line(note), {{"class", "note"}});
    const auto list = out_.open("dl");
    entry("Base URL", record_.target.base_url);
    entry("API version", record_.target.api_version);
    entry("Started", timestamp(record_.started_at));
    entry("Fails on", fmt::format("{}-level findings{}", to_string(record_.fail_on),
                                  record_.fail_on == Level::should ? " and above" : ""));
  }

  void unverified() {
    std::size_t all = 0;
    for (const AreaResult& area : areas_) all += area.counts.unverified_musts;
    if (all == 0) return;
    const auto details = out_.open("details", {{"id", "unverified"}});
    out_.element("summary", fmt::format("Not verified: {} of level must", counted(all, "requirement", "requirements")));
    const auto list = out_.open("ul");
    for (const AreaResult& area : areas_) {
      if (area.counts.unverified_musts == 0) continue;
      const auto item = out_.open("li");
      out_.text(fmt::format("{}: {} of {}: ", area_name(area.area), area.counts.unverified_musts, area.counts.all()));
      std::string ids;
      std::size_t left = amounts_.ids;
      for (const RequirementResult* const requirement : area.requirements) {
        if (requirement->state != RequirementState::unverified || requirement->level != Level::must) continue;
        if (left-- == 0) {
          ids += ", …";
          break;
        }
        ids += (ids.empty() ? "" : ", ") + line(requirement->id);
      }
      out_.element("span", ids, {{"class", "note"}});
    }
  }

  void contents() {
    const auto nav = out_.open("nav", {{"aria-label", "Parts of this report"}});
    const auto list = out_.open("ul");
    const auto link = [&](std::string_view anchor, const std::string& text) {
      const auto item = out_.open("li");
      out_.element("a", text, {{"href", fmt::format("#{}", anchor)}});
    };
    const auto count = [](std::string_view name, std::size_t number) { return fmt::format("{} ({})", name, number); };
    if (!record_.requirements.empty()) link("requirements", count("Requirements", record_.requirements.size()));
    if (!causes_.failing.empty()) link("violations", count("Violations", causes_.failing.size()));
    if (record_.totals.errored > 0) link("errored", count("Could not tell", record_.totals.errored));
    if (!causes_.lesser.empty()) link("findings", count("Lesser findings", causes_.lesser.size()));
    if (record_.totals.skipped > 0) link("skipped", count("Skipped", record_.totals.skipped));
    if (record_.totals.waived > 0) link("waived", count("Known and accepted", record_.totals.waived));
    if (!record_.observations.empty()) link("observations", count("Observations", record_.observations.size()));
    if (!record_.latencies.empty()) link("latency", "Latency");
    if (!record_.verdicts.empty()) link("cases", count("All cases", record_.verdicts.size()));
    if (!record_.environment.empty()) link("environment", "Environment");
  }

  void requirements() {
    if (record_.requirements.empty()) return;
    const auto section = out_.open("section", {{"id", "requirements"}, {"aria-labelledby", "requirements-title"}});
    out_.element("h2", "Requirements by area", {{"id", "requirements-title"}});
    filter();
    const auto columns = out_.open("div", {{"class", "columns"}});
    {
      const auto figure = out_.open("figure");
      write_matrix(out_, record_);
      out_.element("figcaption",
                   "Requirements by area that speak of an operation: ✓ all verified, ✗ violated, otherwise how many "
                   "are verified. A requirement counts for each operation that it names.",
                   {{"class", "note"}});
    }
    const auto list = out_.open("div");
    std::size_t left = amounts_.requirements;
    for (const AreaResult& one : areas_) area(one, left);
    if (left == 0 && record_.requirements.size() > amounts_.requirements) {
      out_.element("p", fmt::format("… and {} more requirements", record_.requirements.size() - amounts_.requirements));
    }
  }

  /// Works by the style sheet alone, and is hidden where that is blocked.
  void filter() {
    const auto fieldset = out_.open("fieldset", {{"class", "filter"}, {"hidden", ""}});
    out_.element("legend", "Show");
    constexpr std::array<std::pair<std::string_view, std::string_view>, 4> choices{
        {{"all", "all"}, {"violated", "violated"}, {"unverified", "not verified"}, {"verified", "verified"}}};
    for (const auto& [id, name] : choices) {
      HtmlWriter::Attributes attributes{{"type", "radio"}, {"name", "show"}, {"id", fmt::format("show-{}", id)}};
      if (id == "all") attributes.emplace_back("checked", "");
      const auto label = out_.open("label");
      out_.single("input", attributes);
      out_.text(fmt::format(" {}", name));
    }
  }

  void area(const AreaResult& area, std::size_t& left) {
    if (left == 0) return;
    HtmlWriter::Attributes attributes{{"class", "area"}, {"id", fmt::format("area-{}", area.area)}};
    if (area.counts.violated > 0) attributes.emplace_back("open", "");
    const auto details = out_.open("details", attributes);
    {
      const auto summary = out_.open("summary");
      out_.element("h3", fmt::format("{}. {}", area.area, area_name(area.area)));
      out_.element("span", fmt::format(" {}", counts_text(area.counts)), {{"class", "note"}});
    }
    const auto list = out_.open("ul", {{"class", "plain"}});
    for (const RequirementState state :
         {RequirementState::violated, RequirementState::unverified, RequirementState::verified}) {
      for (const RequirementResult* const requirement : area.requirements) {
        if (requirement->state != state || left == 0) continue;
        --left;
        one(*requirement);
      }
    }
  }

  void one(const RequirementResult& requirement) {
    const auto item = out_.open("li", {{"class", std::string{to_string(requirement.state)}}});
    out_.element("strong", word_of(requirement.state), {{"class", "state"}});
    out_.text(" ");
    out_.element("code", line(requirement.id));
    out_.text(fmt::format(" ({}): {}", to_string(requirement.level), line(requirement.statement)));
    out_.element(
        "span",
        fmt::format(" Source: {} · {}", line(requirement.source), counted(requirement.cases.size(), "case", "cases")),
        {{"class", "note"}});
  }

  void findings(std::string_view id, std::string_view name, std::string_view prefix, const std::vector<Cause>& causes) {
    if (causes.empty()) return;
    const std::string title = fmt::format("{}-title", id);
    const auto section = out_.open("section", {{"id", std::string{id}}, {"aria-labelledby", title}});
    out_.element("h2", fmt::format("{}: {}", name, counted(causes.size(), "cause", "causes")), {{"id", title}});
    write_causes(out_, record_, causes, prefix, amounts_);
  }

  void reasons(std::string_view id, std::string_view name, OutcomeKind kind) {
    const std::vector<ReasonGroup> groups = group_by_reason(record_, kind);
    if (groups.empty()) return;
    std::size_t count = 0;
    for (const ReasonGroup& group : groups) count += group.cases.size();
    const std::string title = fmt::format("{}-title", id);
    const auto section = out_.open("section", {{"id", std::string{id}}, {"aria-labelledby", title}});
    out_.element("h2", fmt::format("{}: {}", name, counted(count, "case", "cases")), {{"id", title}});
    const std::size_t shown = std::min(groups.size(), amounts_.causes);
    for (std::size_t i = 0; i < shown; ++i) reason(groups[i]);
    if (shown < groups.size()) out_.element("p", fmt::format("… and {} more reasons", groups.size() - shown));
  }

  void reason(const ReasonGroup& group) {
    const auto details = out_.open("details", {{"class", "reason"}});
    {
      const auto summary = out_.open("summary");
      out_.element("h3", group.reason.empty() ? "no reason given" : line(group.reason));
      out_.element("span", fmt::format(" {}", counted(group.cases.size(), "case", "cases")), {{"class", "note"}});
    }
    write_ids(out_, group.cases, amounts_);
    const auto first = std::find_if(record_.verdicts.begin(), record_.verdicts.end(),
                                    [&](const Verdict& verdict) { return verdict.id == group.cases.front(); });
    if (first == record_.verdicts.end() || first->exchanges.empty()) return;
    out_.element("h4", "Exchanges of the first case");
    write_exchanges(out_, *first, first->exchanges.size() - 1, amounts_);
  }

  void observations() {
    if (record_.observations.empty()) return;
    const auto section = out_.open("section", {{"id", "observations"}, {"aria-labelledby", "observations-title"}});
    out_.element("h2", "Observations", {{"id", "observations-title"}});
    out_.element("p", "Which way the server goes where the documents leave it open, and what the target has pinned.",
                 {{"class", "note"}});
    const auto list = out_.open("ul");
    const std::size_t shown = std::min(record_.observations.size(), amounts_.requirements);
    for (std::size_t i = 0; i < shown; ++i) {
      const Observation& observation = record_.observations[i];
      const auto item = out_.open("li");
      out_.element("code", line(observation.id));
      out_.text(fmt::format(": {}", line(observation.seen)));
      if (observation.pinned) {
        const std::string_view word = *observation.pinned == observation.seen ? "as pinned" : "pinned";
        out_.text(word == "pinned" ? fmt::format(" (pinned: {})", line(*observation.pinned))
                                   : std::string{" (as pinned)"});
      }
    }
    if (shown < record_.observations.size()) {
      out_.element("li", fmt::format("… and {} more", record_.observations.size() - shown));
    }
  }

  void latency() {
    if (record_.latencies.empty()) return;
    const auto section = out_.open("section", {{"id", "latency"}, {"aria-labelledby", "latency-title"}});
    out_.element("h2", "Latency", {{"id", "latency-title"}});
    const auto columns = out_.open("div", {{"class", "columns"}});
    {
      const auto figure = out_.open("figure");
      write_latency_chart(out_, record_);
      out_.element("figcaption",
                   "From p50 (dot) over p95 (end of the thick bar) and p99 (stroke) to the maximum (dot at the end).",
                   {{"class", "note"}});
    }
    const auto table = out_.open("table");
    out_.element("caption", "Time of complete answers");
    {
      const auto row = out_.open("tr");
      for (const std::string_view name : {"operation", "answers", "p50", "p95", "p99", "max"}) {
        out_.element("th", name, {{"scope", "col"}});
      }
    }
    for (const Latency& latency : record_.latencies) {
      const Percentiles times = percentiles_of(latency.took);
      const auto row = out_.open("tr");
      out_.element("th", line(latency.operation), {{"scope", "row"}});
      out_.element("td", std::to_string(latency.took.size()));
      for (const auto took : {times.p50, times.p95, times.p99, times.max}) out_.element("td", duration_text(took));
    }
  }

  void cases() {
    if (record_.verdicts.empty()) return;
    const auto section = out_.open("section", {{"id", "cases"}, {"aria-labelledby", "cases-title"}});
    out_.element("h2", "All cases", {{"id", "cases-title"}});
    std::vector<std::pair<std::string, std::vector<const Verdict*>>> folders;
    std::map<std::string, std::size_t, std::less<>> index;
    for (const Verdict& verdict : record_.verdicts) {
      const auto path = path_of(verdict.id);
      const std::string name{path.empty() ? std::string_view{"cases"} : path.front()};
      const auto [known, is_new] = index.emplace(name, folders.size());
      if (is_new) folders.push_back({name, {}});
      folders[known->second].second.push_back(&verdict);
    }
    std::size_t left = amounts_.cases;
    for (const auto& [name, verdicts] : folders) {
      if (left == 0) break;
      folder(name, verdicts, left);
    }
    if (left == 0 && record_.verdicts.size() > amounts_.cases) {
      out_.element("p", fmt::format("… and {} more cases", record_.verdicts.size() - amounts_.cases));
    }
  }

  void folder(const std::string& name, const std::vector<const Verdict*>& verdicts, std::size_t& left) {
    const auto details = out_.open("details");
    {
      const auto summary = out_.open("summary");
      out_.element("h3", line(name));
      out_.element("span", fmt::format(" {}", outcomes(verdicts)), {{"class", "note"}});
    }
    const auto list = out_.open("ul", {{"class", "ids"}});
    for (const Verdict* const verdict : verdicts) {
      if (left == 0) return;
      --left;
      const auto item = out_.open("li");
      if (verdict->outcome.kind != OutcomeKind::passed) {
        out_.element("strong", to_string(verdict->outcome.kind), {{"class", "state"}});
        out_.text(" ");
      }
      out_.text(fmt::format("{} {}", line(verdict->id), duration_text(verdict->took)));
    }
  }

  [[nodiscard]] static std::string outcomes(const std::vector<const Verdict*>& verdicts) {
    std::map<OutcomeKind, std::size_t> counts;
    for (const Verdict* const verdict : verdicts) ++counts[verdict->outcome.kind];
    std::string text;
    for (const auto& [kind, count] : counts) {
      text += fmt::format("{}{} {}", text.empty() ? "" : ", ", count, to_string(kind));
    }
    return text;
  }

  void environment() {
    if (record_.environment.empty()) return;
    const auto section = out_.open("section", {{"id", "environment"}, {"aria-labelledby", "environment-title"}});
    out_.element("h2", "Environment", {{"id", "environment-title"}});
    const auto list = out_.open("dl");
    for (const Fact& fact : record_.environment) entry(fact.name, fact.value);
  }

  void entry(std::string_view name, std::string_view value) {
    if (value.empty()) return;
    out_.element("dt", line(name));
    out_.element("dd", line(value));
  }

  [[nodiscard]] std::string line(std::string_view text) const {
    return printable_line(clip(text, amounts_.text_bytes));
  }

  const RunRecord& record_;
  const Causes& causes_;
  const HtmlAmounts& amounts_;
  const std::vector<AreaResult> areas_ = results_by_area(record_);
  HtmlWriter out_;
};

}  // namespace

std::string to_html(const RunRecord& record, std::size_t max_bytes) {
  const Causes causes = group_by_cause(record);
  HtmlAmounts amounts;
  while (true) {
    std::string page = Page{record, causes, amounts}.take();
    const HtmlAmounts less = amounts.halved();
    if (page.size() <= max_bytes || less == amounts) return page;
    amounts = less;
  }
}

}  // namespace conform
