#include "reports/json_diff.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <utility>

#include "json/parse.hpp"
#include "reports/text.hpp"

namespace conform {
namespace {

constexpr JsonLimits diff_limits{.max_bytes = 256U << 10U, .max_depth = 64};
constexpr std::size_t diff_line_bytes = 1000;
constexpr std::size_t context_lines = 3;
constexpr std::size_t max_compared = 600;  // lines of each side: the comparison takes their product

using Lines = std::vector<std::string>;
using Kind = DiffLine::Kind;

std::string shown_line(std::string_view line) { return printable_line(clip(line, diff_line_bytes)); }

Lines lines_of(std::string_view text) {
  Lines lines;
  while (true) {
    const std::string_view line = text.substr(0, text.find('\n'));
    lines.push_back(shown_line(line));
    if (line.size() == text.size()) return lines;
    text.remove_prefix(line.size() + 1);
  }
}

/// Empty objects and arrays on two lines, so that one that gets a member differs in that member alone.
Lines unfolded(const Lines& lines) {
  Lines out;
  for (const std::string& line : lines) {
    const std::size_t end = line.size() - (line.ends_with(',') ? 1U : 0U);
    const std::string_view value = std::string_view{line}.substr(0, end);
    if (value.ends_with("{}") || value.ends_with("[]")) {
      out.push_back(line.substr(0, end - 1));
      out.push_back(std::string(line.find_first_not_of(' '), ' ') + line.substr(end - 1));
    } else {
      out.push_back(line);
    }
  }
  return out;
}

/// A comma behind a line depends on what comes after it.
bool alike(std::string_view a, std::string_view b) {
  if (a.ends_with(',')) a.remove_suffix(1);
  if (b.ends_with(',')) b.remove_suffix(1);
  return a == b;
}

/// Longest common subsequence, by the textbook.
std::vector<DiffLine> compare(const Lines& expected, const Lines& actual) {
  const std::size_t rows = expected.size();
  const std::size_t columns = actual.size();
  std::vector<std::uint32_t> longest((rows + 1) * (columns + 1), 0);
  const auto at = [&](std::size_t row, std::size_t column) -> std::uint32_t& {
    return longest[row * (columns + 1) + column];
  };
  for (std::size_t i = rows; i-- > 0;) {
    for (std::size_t j = columns; j-- > 0;) {
      at(i, j) = alike(expected[i], actual[j]) ? at(i + 1, j + 1) + 1 : std::max(at(i + 1, j), at(i, j + 1));
    }
  }
  std::vector<DiffLine> lines;
  std::size_t i = 0;
  std::size_t j = 0;
  while (i < rows || j < columns) {
    if (i < rows && j < columns && alike(expected[i], actual[j])) {
      lines.push_back({Kind::same, actual[j]});
      ++i;
      ++j;
    } else if (j == columns || (i < rows && at(i + 1, j) >= at(i, j + 1))) {
      lines.push_back({Kind::expected, expected[i++]});
    } else {
      lines.push_back({Kind::actual, actual[j++]});
    }
  }
  return lines;
}

std::vector<DiffLine> one_after_the_other(const Lines& expected, const Lines& actual) {
  std::vector<DiffLine> lines;
  for (const std::string& line : expected) lines.push_back({Kind::expected, line});
  for (const std::string& line : actual) lines.push_back({Kind::actual, line});
  return lines;
}

/// Leaves out what is the same and far from every difference.
std::vector<DiffLine> with_context(std::vector<DiffLine> lines) {
  std::vector<bool> near(lines.size(), false);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (lines[i].kind == Kind::same) continue;
    const std::size_t from = i - std::min(i, context_lines);
    for (std::size_t k = from; k < std::min(lines.size(), i + context_lines + 1); ++k) near[k] = true;
  }
  std::vector<DiffLine> kept;
  for (std::size_t i = 0; i < lines.size();) {
    std::size_t end = i;
    while (end < lines.size() && !near[end]) ++end;
    if (end - i > 1) {
      kept.push_back({Kind::omitted, fmt::format("… {} lines", end - i)});
      i = end;
    } else {
      kept.push_back(std::move(lines[i++]));  // a note would be no shorter than one line
    }
  }
  return kept;
}

}  // namespace

std::vector<std::string> laid_out_json(std::string_view text) {
  const auto value = parse_json(text, diff_limits);
  if (!value || !value->is_structured() || value->empty()) return {};
  return lines_of(value->dump(2, ' ', false, nlohmann::json::error_handler_t::replace));
}

std::vector<DiffLine> difference(std::string_view expected, std::string_view actual, std::size_t max_lines) {
  std::vector<DiffLine> lines;
  const Lines wanted = unfolded(laid_out_json(expected));
  const Lines there = unfolded(laid_out_json(actual));
  if (!wanted.empty() && !there.empty() && wanted.size() <= max_compared && there.size() <= max_compared) {
    lines = with_context(compare(wanted, there));
  } else {
    const auto whole = [](const Lines& json, std::string_view text) {
      if (!json.empty()) return json;
      return text.empty() ? Lines{} : lines_of(text);
    };
    lines = one_after_the_other(whole(wanted, expected), whole(there, actual));
  }
  if (lines.size() > max_lines) {
    const std::size_t more = lines.size() - max_lines;
    lines.resize(max_lines);
    lines.push_back({Kind::omitted, fmt::format("… {} more lines", more)});
  }
  return lines;
}

char mark_of(DiffLine::Kind kind) noexcept {
  if (kind == Kind::expected) return '-';
  return kind == Kind::actual ? '+' : ' ';
}

}  // namespace conform
