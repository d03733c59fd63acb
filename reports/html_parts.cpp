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

namespace {

// A record may be anybody's: nothing but a web address becomes a link.
void write_document(HtmlWriter& page, const Document& document, const HtmlAmounts& amounts) {
  constexpr std::size_t longest = 500;
  const std::string name = shown(document.name, amounts);
  if (document.url.starts_with("https://") && document.url.size() <= longest) {
    page.element("a", name, {{"href", document.url}});
  } else {
    page.text(name);
  }
}

}  // namespace

void write_sources(HtmlWriter& page, const RequirementResult& requirement, const HtmlAmounts& amounts) {
  constexpr std::size_t most = 20;
  if (requirement.sources.empty()) page.text(shown(requirement.source, amounts));
  for (std::size_t i = 0; i < std::min(requirement.sources.size(), most); ++i) {
    const Source& source = requirement.sources[i];
    if (i > 0) page.text("; ");
    for (std::size_t j = 0; j < std::min(source.documents.size(), most); ++j) {
      if (j > 0) page.text(", ");
      write_document(page, source.documents[j], amounts);
    }
    page.text(": " + shown(describe(source), amounts));
  }
  if (requirement.sources.size() > most) page.text(fmt::format(" and {} more", requirement.sources.size() - most));
}

void write_ids(HtmlWriter& page, const std::vector<std::string>& ids, const HtmlAmounts& amounts) {
  const auto list = page.open("ul", {{"class", "ids"}});
  const std::size_t count = std::min(ids.size(), amounts.ids);
  for (std::size_t i = 0; i < count; ++i) page.element("li", shown(ids[i], amounts));
  if (count < ids.size()) page.element("li", fmt::format("… and {} more", ids.size() - count));
}

}  // namespace conform
