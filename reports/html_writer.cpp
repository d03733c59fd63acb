#include "reports/html_writer.hpp"

#include <algorithm>
#include <array>

#include "reports/text.hpp"

namespace conform {
namespace {

void append_escaped(std::string& out, std::string_view text) {
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
    }
  }
}

/// Text with places where a long word may be broken: a style sheet would allow that everywhere, but it may be blocked.
void append_breakable(std::string& out, std::string_view text) {
  constexpr std::size_t longest = 20;  // characters that fit on a phone in every place
  std::size_t start = 0;
  std::size_t length = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if ((static_cast<unsigned char>(text[i]) & 0xC0U) == 0x80U) continue;  // within a character
    if (length == longest) {
      append_escaped(out, text.substr(start, i - start));
      out += "<wbr>";
      start = i;
      length = 0;
    }
    length = text[i] == ' ' || text[i] == '\n' || text[i] == '\t' ? 0 : length + 1;
  }
  append_escaped(out, text.substr(start));
}

/// Elements that hold text alone.
bool holds_text_only(std::string_view tag) { return tag == "title" || tag == "text"; }

/// Elements between which white space does not count get a line each, so that the page can be read as text and
/// compared line by line.
bool ends_line(std::string_view tag) {
  constexpr std::array<std::string_view, 17> within{"a",   "b",   "code",  "dfn",   "del",    "em",
                                                    "ins", "kbd", "q",     "samp",  "span",   "strong",
                                                    "td",  "th",  "label", "input", "summary"};
  return std::find(within.begin(), within.end(), tag) == within.end();
}

}  // namespace

HtmlWriter::Element HtmlWriter::open(std::string_view tag, const Attributes& attributes) {
  start(tag, attributes);
  return {*this, tag};
}

void HtmlWriter::element(std::string_view tag, std::string_view content, const Attributes& attributes) {
  start(tag, attributes);
  if (holds_text_only(tag)) {
    append_escaped(out_, printable(content));
  } else {
    text(content);
  }
  close(tag);
}

void HtmlWriter::single(std::string_view tag, const Attributes& attributes) {
  start(tag, attributes);
  if (ends_line(tag)) out_ += '\n';
}

void HtmlWriter::text(std::string_view untrusted) { append_breakable(out_, printable(untrusted)); }

void HtmlWriter::start(std::string_view tag, const Attributes& attributes) {
  out_ += '<';
  out_ += tag;
  for (const auto& [name, value] : attributes) {
    out_ += ' ';
    out_ += name;
    if (value.empty()) continue;
    out_ += "=\"";
    append_escaped(out_, printable_line(value));
    out_ += '"';
  }
  out_ += '>';
}

void HtmlWriter::close(std::string_view tag) {
  out_ += "</";
  out_ += tag;
  out_ += '>';
  if (ends_line(tag)) out_ += '\n';
}

}  // namespace conform
