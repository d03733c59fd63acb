#include "unit/reports/html_tags.hpp"

#include <algorithm>
#include <set>
#include <vector>

namespace conform::testing {

std::string markup_of(std::string page) {
  const std::size_t from = page.find("<style>");
  const std::size_t to = page.find("</style>");
  return page.erase(from, to - from + 8);
}

std::string tag_diagnostics(std::string_view page) {
  static const std::set<std::string_view> known{
      "html",  "head",    "meta",   "title", "body", "header", "main",  "section", "nav",    "footer",   "h1",
      "h2",    "h3",      "h4",     "h5",    "p",    "ul",     "li",    "dl",      "dt",     "dd",       "details",
      "div",   "span",    "strong", "code",  "pre",  "a",      "svg",   "text",    "rect",   "line",     "circle",
      "table", "caption", "tr",     "th",    "td",   "wbr",    "label", "input",   "legend", "fieldset", "summary"};
  std::vector<std::string_view> open;
  page.remove_prefix(std::string_view{"<!DOCTYPE html>"}.size());
  for (std::size_t at = page.find('<'); at != std::string_view::npos; at = page.find('<')) {
    page.remove_prefix(at + 1);
    const std::size_t end = page.find('>');
    if (end == std::string_view::npos) return "a tag without an end";
    std::string_view tag = page.substr(0, end);
    const bool closing = tag.starts_with('/');
    if (closing) tag.remove_prefix(1);
    const std::string_view name = tag.substr(0, tag.find(' '));
    if (!known.contains(name)) return "unknown element " + std::string{name};
    if (std::count(tag.begin(), tag.end(), '"') % 2 != 0 || tag.find('\'') != std::string_view::npos) {
      return "odd quotes in " + std::string{tag};
    }
    if (closing) {
      if (open.empty() || open.back() != name) return "unexpected end of " + std::string{name};
      open.pop_back();
    } else if (name != "meta" && name != "input" && name != "wbr") {
      open.push_back(name);
    }
    page.remove_prefix(end + 1);
  }
  return open.empty() ? "" : "left open: " + std::string{open.back()};
}

}  // namespace conform::testing
