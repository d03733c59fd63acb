#include "reports/html_requirements.hpp"

#include <fmt/core.h>

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include "model/area.hpp"
#include "reports/areas.hpp"
#include "reports/html_charts.hpp"
#include "reports/html_parts.hpp"
#include "reports/text.hpp"

namespace conform {
namespace {

/// Works by the style sheet alone, and is hidden where that is blocked.
void write_filter(HtmlWriter& page) {
  const auto fieldset = page.open("fieldset", {{"class", "filter"}, {"hidden", ""}});
  page.element("legend", "Show");
  constexpr std::array<std::pair<std::string_view, std::string_view>, 4> choices{
      {{"all", "all"}, {"violated", "violated"}, {"unverified", "not verified"}, {"verified", "verified"}}};
  for (const auto& [id, name] : choices) {
    HtmlWriter::Attributes attributes{{"type", "radio"}, {"name", "show"}, {"id", fmt::format("show-{}", id)}};
    if (id == "all") attributes.emplace_back("checked", "");
    const auto label = page.open("label");
    page.single("input", attributes);
    page.text(fmt::format(" {}", name));
  }
}

void write_requirement(HtmlWriter& page, const RequirementResult& requirement, const HtmlAmounts& amounts) {
  const bool open = requirement.state == RequirementState::unverified;
  const auto item = page.open("li", {{"class", std::string{to_string(requirement.state)}}});
  page.element("strong", open ? "not verified" : to_string(requirement.state), {{"class", "state"}});
  page.text(" ");
  page.element("code", shown(requirement.id, amounts));
  page.text(fmt::format(" ({}): {}", to_string(requirement.level), shown(requirement.statement, amounts)));
  const auto note = page.open("span", {{"class", "note"}});
  page.text(" Source: ");
  write_sources(page, requirement, amounts);
  page.text(" · " + counted(requirement.cases.size(), "case", "cases"));
}

/// `left` is how many requirements the page has room for.
void write_area(HtmlWriter& page, const AreaResult& area, const HtmlAmounts& amounts, std::size_t& left) {
  HtmlWriter::Attributes attributes{{"class", "area"}, {"id", fmt::format("area-{}", area.area)}};
  if (area.counts.violated > 0) attributes.emplace_back("open", "");
  const auto details = page.open("details", attributes);
  write_fold(page, fmt::format("{}. {}", area.area, area_name(area.area)), counts_text(area.counts));
  const auto list = page.open("ul", {{"class", "plain"}});
  for (const RequirementState state :
       {RequirementState::violated, RequirementState::unverified, RequirementState::verified}) {
    for (const RequirementResult* const requirement : area.requirements) {
      if (requirement->state != state || left == 0) continue;
      --left;
      write_requirement(page, *requirement, amounts);
    }
  }
}

/// "ACCEPT-406, ACCEPT-ANY"
std::string open_ids(const AreaResult& area, const HtmlAmounts& amounts) {
  std::string ids;
  std::size_t left = amounts.ids;
  for (const RequirementResult* const requirement : area.requirements) {
    if (requirement->state != RequirementState::unverified || requirement->level != Level::must) continue;
    if (left-- == 0) return ids + ", …";
    ids += (ids.empty() ? "" : ", ") + shown(requirement->id, amounts);
  }
  return ids;
}

}  // namespace

void write_unverified(HtmlWriter& page, const RunResult& result, const HtmlAmounts& amounts) {
  const std::vector<AreaResult> areas = results_by_area(result);
  std::size_t all = 0;
  for (const AreaResult& area : areas) all += area.counts.unverified_musts;
  if (all == 0) return;
  const auto details = page.open("details", {{"id", "unverified"}});
  page.element("summary", fmt::format("Not verified: {} of level must", counted(all, "requirement", "requirements")));
  const auto list = page.open("ul");
  for (const AreaResult& area : areas) {
    if (area.counts.unverified_musts == 0) continue;
    const auto item = page.open("li");
    page.text(fmt::format("{}: {} of {}: ", area_name(area.area), area.counts.unverified_musts, area.counts.all()));
    page.element("span", open_ids(area, amounts), {{"class", "note"}});
  }
}

void write_requirements(HtmlWriter& page, const RunResult& result, const HtmlAmounts& amounts) {
  if (result.requirements.empty()) return;
  const auto section = open_section(page, "requirements", "Requirements by area");
  write_filter(page);
  const auto columns = page.open("div", {{"class", "columns"}});
  {
    const auto figure = page.open("div", {{"class", "figure"}});
    write_matrix(page, result);
    page.element("p",
                 "Requirements of each operation by area: ✓ all verified, ✗ violated, otherwise the number of verified "
                 "ones. A requirement counts for each operation that it names.",
                 {{"class", "note"}});
  }
  const auto list = page.open("div");
  std::size_t left = amounts.requirements;
  for (const AreaResult& area : results_by_area(result)) {
    if (left > 0) write_area(page, area, amounts, left);
  }
  if (result.requirements.size() > amounts.requirements) {
    page.element("p", fmt::format("… and {} more requirements", result.requirements.size() - amounts.requirements));
  }
}

}  // namespace conform
