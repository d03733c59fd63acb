#include "schema/ecma_regex.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "base/ascii.hpp"

namespace conform {
namespace {

// The classes of ECMA-262 22.2.2.9 where RE2's differ: white space is Unicode's, and no line terminator is a dot.
constexpr std::string_view space =
    "\\x{9}-\\x{d}\\x{20}\\x{a0}\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{202f}\\x{205f}\\x{3000}\\x{feff}";
constexpr std::string_view no_space =
    "\\x{0}-\\x{8}\\x{e}-\\x{1f}\\x{21}-\\x{9f}\\x{a1}-\\x{167f}\\x{1681}-\\x{1fff}\\x{200b}-\\x{2027}\\x{202a}-\\x{"
    "202e}"
    "\\x{2030}-\\x{205e}\\x{2060}-\\x{2fff}\\x{3001}-\\x{fefe}\\x{ff00}-\\x{10ffff}";
/// Every character, and none.
constexpr std::string_view any_character = "[\\x{0}-\\x{10ffff}]";
constexpr std::string_view no_character = "[^\\x{0}-\\x{10ffff}]";
constexpr std::string_view dot = "[^\\x{a}\\x{d}\\x{2028}\\x{2029}]";

std::string hex_literal(std::uint32_t c) {
  static constexpr std::string_view digits = "0123456789abcdef";
  std::string hex;
  for (std::uint32_t rest = c; rest != 0 || hex.empty(); rest >>= 4U) hex += digits[rest & 0xFU];
  std::reverse(hex.begin(), hex.end());
  return "\\x{" + hex + "}";
}

struct SyntaxError {
  std::string message;
};

/// Rewrites what the two syntaxes spell differently, and refuses what only RE2 has; the rest is RE2's to judge. Throws
/// SyntaxError, inside of this file only.
class Translator {
 public:
  explicit Translator(std::string_view pattern) : rest_{pattern} {}

  EcmaRegex translate() {
    while (!rest_.empty()) {
      const char c = next();
      if (c == '\\') {
        translate_escape();
      } else if (in_class_) {
        in_class_ = c != ']';
        out_ += c == '[' ? std::string{"\\["} : std::string{c};  // RE2 would see a POSIX class in "[:"
      } else if (c == '[') {
        open_class();
      } else if (c == '(') {
        open_group();
      } else if (c == '.') {
        out_ += dot;
      } else if (c == '{') {
        translate_bounds();
      } else {
        out_ += c;
      }
    }
    return {.re2 = std::move(out_), .unsupported = std::move(unsupported_)};
  }

 private:
  void open_class() {
    const bool negated = take("^");
    if (take("]")) {
      out_ += negated ? any_character : no_character;
    } else {
      out_ += negated ? "[^" : "[";
      in_class_ = true;
    }
  }

  void open_group() {
    const bool plain = !take("?");
    out_ += plain ? "(" : "(?:";
    if (plain || take(":")) return;
    if (take("=") || take("!")) return note_unsupported("lookahead");
    if (take("<=") || take("<!")) return note_unsupported("lookbehind");
    if (!take("<")) throw SyntaxError{"unknown kind of group"};
    skip_group_name();
  }

  void skip_group_name() {
    const std::string_view name = rest_.substr(0, rest_.find('>'));
    const auto allowed = [](char c) { return is_letter(c) || is_digit(c) || c == '_' || c == '$' || c < 0; };
    if (name.size() == rest_.size() || name.empty() || is_digit(name.front()) ||
        !std::all_of(name.begin(), name.end(), allowed)) {
      throw SyntaxError{"bad name of a group"};
    }
    rest_.remove_prefix(name.size() + 1);
  }

  /// RE2 takes bounds with leading zeros for text.
  void translate_bounds() {
    const std::string_view before = rest_;
    const std::string least = number();
    const bool open = !least.empty() && take(",");
    const std::string most = open ? number() : least;
    if (least.empty() || !take("}")) {
      rest_ = before;
      out_ += "\\{";
      return;
    }
    const bool in_order = most.empty() || std::pair{least.size(), least} <= std::pair{most.size(), most};
    if (!in_order) throw SyntaxError{"numbers out of order in {" + least + "," + most + "}"};
    out_ += "{" + least + (open ? "," + most : "") + "}";
  }

  std::string number() {
    std::string digits;
    while (!rest_.empty() && is_digit(rest_.front())) {
      const char digit = next();
      if (digits == "0") digits.clear();
      digits += digit;
    }
    return digits;
  }

  void translate_escape() {
    if (rest_.empty()) throw SyntaxError{"\\ at the end"};
    const char c = next();
    if (c == 's' || c == 'S') return put_class(c == 's' ? space : no_space);
    if (c == 'p' || c == 'P') return translate_property(c);
    if (c == 'c') return put(control());
    if (c == 'x') return put(hex(2));
    if (c == 'u') return put(unicode_escape());
    if (c == 'b' && in_class_) return put('\b');
    if (c == '0' && (rest_.empty() || !is_digit(rest_.front()))) return put(0);
    if (c == '0') throw SyntaxError{"octal escape"};
    if (is_digit(c)) return backreference();
    if (c == 'k') {
      if (!take("<")) throw SyntaxError{"\\k without a name"};
      skip_group_name();
      return backreference();
    }
    if (std::string_view{"dDwWbBtnvfr"}.find(c) != std::string_view::npos) {
      out_ += '\\';
      out_ += c;
    } else if (is_letter(c)) {
      throw SyntaxError{std::string{"unknown escape \\"} + c};
    } else if (c < 0) {
      out_ += c;  // the first byte of a character that stands for itself
    } else {
      put(static_cast<unsigned char>(c));
    }
  }

  void backreference() {
    if (in_class_) throw SyntaxError{"octal escape"};
    while (!rest_.empty() && is_digit(rest_.front())) next();
    note_unsupported("backreference");
    out_ += "(?:)";
  }

  void translate_property(char kind) {
    const std::string_view name = rest_.substr(0, rest_.find('}'));
    if (!take("{") || name.size() == rest_.size() + 1) throw SyntaxError{"\\p without {…}"};
    rest_.remove_prefix(name.size());
    const std::string_view value = name.substr(name.find('=') == std::string_view::npos ? 1 : name.find('=') + 1);
    const auto allowed = [](char c) { return is_letter(c) || is_digit(c) || c == '_'; };
    if (value.empty() || !std::all_of(value.begin(), value.end(), allowed)) throw SyntaxError{"\\p without {…}"};
    const bool category = value.size() <= 2 && value != "LC";
    if (!category && !name.starts_with("{Script=") && !name.starts_with("{sc=")) {
      note_unsupported("property \\p" + std::string{name} + "}");
      return put_class("a");
    }
    out_ += std::string{"\\"} + kind + "{" + std::string{value} + "}";
  }

  std::uint32_t control() {
    if (rest_.empty() || !is_letter(rest_.front())) throw SyntaxError{"\\c without a letter"};
    return static_cast<unsigned char>(next()) % 32U;
  }

  std::uint32_t hex(std::size_t count) {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < count; ++i) {
      if (rest_.empty() || !is_hex(rest_.front())) throw SyntaxError{"\\x or \\u without hexadecimal digits"};
      value = value * 16 + static_cast<std::uint32_t>(hex_value(next()));
    }
    return value;
  }

  std::uint32_t unicode_escape() {
    if (take("{")) {
      const std::size_t count = rest_.find('}');
      if (count == 0 || count > 8) throw SyntaxError{"bad \\u{…}"};
      const std::uint32_t value = hex(count);
      next();
      return checked(value);
    }
    const std::uint32_t first = hex(4);
    if (first < 0xD800 || first > 0xDBFF || !take("\\u")) return checked(first);
    const std::uint32_t second = hex(4);
    if (second < 0xDC00 || second > 0xDFFF) throw SyntaxError{"lone surrogate"};
    return 0x10000 + ((first - 0xD800) << 10U) + (second - 0xDC00);
  }

  /// JSON texts hold no lone surrogate, so one in a pattern matches nothing and is a mistake.
  static std::uint32_t checked(std::uint32_t value) {
    if (value >= 0xD800 && value <= 0xDFFF) throw SyntaxError{"lone surrogate"};
    if (value > 0x10FFFF) throw SyntaxError{"bad \\u{…}"};
    return value;
  }

  void put(std::uint32_t character) { out_ += hex_literal(character); }

  void put_class(std::string_view inside) { out_ += in_class_ ? std::string{inside} : "[" + std::string{inside} + "]"; }

  void note_unsupported(std::string what) {
    if (unsupported_.empty()) unsupported_ = std::move(what);
  }

  char next() {
    const char c = rest_.front();
    rest_.remove_prefix(1);
    return c;
  }

  bool take(std::string_view text) {
    if (!rest_.starts_with(text)) return false;
    rest_.remove_prefix(text.size());
    return true;
  }

  std::string_view rest_;
  bool in_class_ = false;
  std::string out_;
  std::string unsupported_;
};

}  // namespace

tl::expected<EcmaRegex, std::string> translate_ecma_regex(std::string_view pattern) {
  try {
    return Translator{pattern}.translate();
  } catch (SyntaxError& error) {
    return tl::unexpected{std::move(error.message)};
  }
}

}  // namespace conform
