#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace conform {

/// A line of a comparison.
struct DiffLine {
  enum class Kind {
    same,      ///< in both
    expected,  ///< only in what was expected
    actual,    ///< only in what was there
    omitted    ///< stands for lines that are in both and left out; the text says how many
  };
  Kind kind = Kind::same;
  std::string text;  ///< printable, one line
  friend bool operator==(const DiffLine&, const DiffLine&) = default;
};

/// JSON with one member or element a line and members sorted; nothing when it is not a JSON object or array.
[[nodiscard]] std::vector<std::string> laid_out_json(std::string_view text);

/// What was expected against what was there. Two JSON objects or arrays are compared line by line, with three lines
/// around each difference; anything else is shown whole. Long lines are cut, and after `max_lines` it ends with a line
/// that says so.
[[nodiscard]] std::vector<DiffLine> difference(std::string_view expected, std::string_view actual,
                                               std::size_t max_lines = 200);

/// "-" for what was expected, "+" for what was there, " " otherwise.
[[nodiscard]] char mark_of(DiffLine::Kind kind) noexcept;

}  // namespace conform
