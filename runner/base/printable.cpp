#include "base/printable.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

#include "base/code_ranges.hpp"
#include "base/log_commands.hpp"
#include "base/percent.hpp"
#include "base/utf8.hpp"

namespace conform {
namespace {

// Arabic letter mark, left/right marks, line and paragraph separator, embeddings and overrides, isolates, byte order
// mark (zero width no-break space), interlinear annotation, tags.
constexpr std::array<CodeRange, 9> misleading{{{0x061C, 0x061C},
                                               {0x200E, 0x200F},
                                               {0x2028, 0x2029},
                                               {0x202A, 0x202E},
                                               {0x2066, 0x206F},
                                               {0xFEFF, 0xFEFF},
                                               {0xFFF9, 0xFFFB},
                                               {0x1D173, 0x1D17A},
                                               {0xE0000, 0xE0FFF}}};

// As "[U+202E]".
void append_code_point(std::string& out, char32_t character) {
  std::string number;
  for (auto left = static_cast<std::uint32_t>(character); left > 0 || number.size() < 4; left >>= 4U)
    number.insert(number.begin(), upper_hex[left & 15U]);
  out.append("[U+").append(number).append("]");
}

// As "\u202e".
void append_unit(std::string& out, char32_t unit) {
  out += "\\u";
  for (const unsigned shift : {12U, 8U, 4U, 0U}) out += lower_hex[(static_cast<std::uint32_t>(unit) >> shift) & 0xFU];
}

void append_printable(std::string& out, char32_t character) {
  if (shows_as_itself(character)) {
    utf8_append(out, character);
  } else if (character < 0x20) {
    utf8_append(out, 0x2400 + character);
  } else if (character == 0x7F) {
    utf8_append(out, 0x2421);
  } else if (within(character, misleading)) {
    append_code_point(out, character);
  } else {
    utf8_append(out, 0xFFFD);
  }
}

}  // namespace

bool shows_as_itself(char32_t character) noexcept {
  if (character < 0x7F) return character >= 0x20 || character == U'\t' || character == U'\n';
  if (character <= 0x9F || (character >= 0xD800 && character <= 0xDFFF)) return false;
  if (character == 0xFFFE || character == 0xFFFF || character > 0x10FFFF) return false;
  return !within(character, misleading);
}

std::string printable(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const auto plain = static_cast<unsigned char>(text.front());
    if ((plain >= 0x20 && plain < 0x7F) || plain == '\t' || plain == '\n') {
      out += text.front();
      text.remove_prefix(1);
    } else if (text.starts_with("\r\n")) {
      text.remove_prefix(1);
    } else {
      append_printable(out, utf8_decode(text));
      text.remove_prefix(std::max<std::size_t>(utf8_length(text), 1));
    }
  }
  return out;
}

std::string printable_line(std::string_view text) {
  std::string out;
  for (const char c : printable(text)) {
    if (c == '\n') {
      out += "\u240A";
    } else {
      out += c == '\t' ? ' ' : c;
    }
  }
  return out;
}

std::string escape_misleading(std::string_view json) {
  std::string out;
  out.reserve(json.size());
  while (!json.empty()) {
    const std::size_t length = std::max<std::size_t>(utf8_length(json), 1);
    const char32_t character = utf8_decode(json);
    if (begins_bracket_command(json)) {
      append_unit(out, U'#');
    } else if (shows_as_itself(character)) {
      utf8_append(out, character);
    } else if (character < 0x10000) {
      append_unit(out, character);
    } else {
      append_unit(out, 0xD800 + ((character - 0x10000) >> 10U));
      append_unit(out, 0xDC00 + ((character - 0x10000) & 0x3FFU));
    }
    json.remove_prefix(length);
  }
  return out;
}

std::string_view beginning(std::string_view text, std::size_t max_bytes) {
  if (text.size() <= max_bytes) return text;
  // A cut is inside of a character when a well-formed one starts at most three bytes before it and reaches over it.
  for (std::size_t back = 1; back <= std::min<std::size_t>(3, max_bytes); ++back) {
    if (utf8_length(text.substr(max_bytes - back)) > back) return text.substr(0, max_bytes - back);
  }
  return text.substr(0, max_bytes);
}

}  // namespace conform
