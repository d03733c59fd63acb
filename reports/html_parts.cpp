#include "reports/html_parts.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cstddef>

#include "reports/text.hpp"

namespace conform {

std::string shown(std::string_view text, const HtmlAmounts& amounts) {
  return printable_line(clip(text, amounts.text_bytes));
}

HtmlWriter::Element open_section(HtmlWriter& page, std::string_view id, std::string_view heading) {
  const std::string title = fmt::format("{}-title", id);
  page.start("section", {{"id", std::string{id}}, {"aria-labelledby", title}});
  page.element("h2", heading, {{"id", title}});
  return {page, "section"};
}

void write_fold(HtmlWriter& page, std::string_view heading, std::string_view note) {
  const auto summary = page.open("summary");
  page.element("strong", heading, {{"role", "heading"}, {"aria-level", "3"}});
  page.element("span", fmt::format(" {}", note), {{"class", "note"}});
}

void write_entry(HtmlWriter& page, std::string_view name, std::string_view value, const HtmlAmounts& amounts) {
  if (value.empty()) return;
  page.element("dt", shown(name, amounts));
  page.element("dd", shown(value, amounts));
}

void write_ids(HtmlWriter& page, const std::vector<std::string>& ids, const HtmlAmounts& amounts) {
  const auto list = page.open("ul", {{"class", "ids"}});
  const std::size_t count = std::min(ids.size(), amounts.ids);
  for (std::size_t i = 0; i < count; ++i) page.element("li", shown(ids[i], amounts));
  if (count < ids.size()) page.element("li", fmt::format("… and {} more", ids.size() - count));
}

}  // namespace conform
