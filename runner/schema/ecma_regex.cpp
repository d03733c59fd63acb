#include "schema/ecma_regex.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

#include "base/utf8.hpp"

namespace conform {
namespace {

// The classes of ECMA-262 22.2.2.9 where RE2's differ: white space is Unicode's, and no line terminator is a dot.
constexpr std::string_view space =
    "\\x{9}-\\x{d}\\x{20}\\x{a0}\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{202f}\\x{205f}\\x{3000}\\x{feff}";
constexpr std::string_view no_space =
    "\\x{0}-\\x{8}\\x{e}-\\x{1f}\\x{21}-\\x{9f}\\x{a1}-\\x{167f}\\x{1681}-\\x{1fff}\\x{200b}-\\x{2027}\\x{202a}-\\x{"
    "202e}"
    "\\x{2030}-\\x{205e}\\x{2060}-\\x{2fff}\\x{3001}-\\x{fefe}\\x{ff00}-\\x{10ffff}";
constexpr std::string_view dot = "[^\\x{a}\\x{d}\\x{2028}\\x{2029}]";

struct LongName {
  std::string_view ecma;
  std::string_view re2;
};
/// General categories by their long names; RE2 knows the short ones.
constexpr std::array long_names{
    LongName{"Letter", "L"},
    LongName{"Cased_Letter", "LC"},
    LongName{"Uppercase_Letter", "Lu"},
    LongName{"Lowercase_Letter", "Ll"},
    LongName{"Titlecase_Letter", "Lt"},
    LongName{"Modifier_Letter", "Lm"},
    LongName{"Other_Letter", "Lo"},
    LongName{"Mark", "M"},
    LongName{"Nonspacing_Mark", "Mn"},
    LongName{"Spacing_Mark", "Mc"},
    LongName{"Enclosing_Mark", "Me"},
    LongName{"Number", "N"},
    LongName{"Decimal_Number", "Nd"},
    LongName{"Letter_Number", "Nl"},
    LongName{"Other_Number", "No"},
    LongName{"Punctuation", "P"},
    LongName{"Connector_Punctuation", "Pc"},
    LongName{"Dash_Punctuation", "Pd"},
    LongName{"Open_Punctuation", "Ps"},
    LongName{"Close_Punctuation", "Pe"},
    LongName{"Initial_Punctuation", "Pi"},
    LongName{"Final_Punctuation", "Pf"},
    LongName{"Other_Punctuation", "Po"},
    LongName{"Symbol", "S"},
    LongName{"Math_Symbol", "Sm"},
    LongName{"Currency_Symbol", "Sc"},
    LongName{"Modifier_Symbol", "Sk"},
    LongName{"Other_Symbol", "So"},
    LongName{"Separator", "Z"},
    LongName{"Space_Separator", "Zs"},
    LongName{"Line_Separator", "Zl"},
    LongName{"Paragraph_Separator", "Zp"},
    LongName{"Control", "Cc"},
    LongName{"Format", "Cf"},
    LongName{"Private_Use", "Co"},
};

bool is_ascii_digit(char32_t c) { return c >= '0' && c <= '9'; }
bool is_ascii_letter(char32_t c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

std::optional<char32_t> hex_digit(char32_t c) {
  if (is_ascii_digit(c)) return c - U'0';
  if (c >= 'a' && c <= 'f') return c - U'a' + 10;
  if (c >= 'A' && c <= 'F') return c - U'A' + 10;
  return std::nullopt;
}

std::string literal(char32_t c) {
  if (is_ascii_digit(c) || is_ascii_letter(c)) return {static_cast<char>(c)};
  static constexpr std::string_view digits = "0123456789abcdef";
  std::string hex;
  for (char32_t rest = c; rest != 0 || hex.empty(); rest >>= 4U) hex += digits[rest & 0xFU];
  std::reverse(hex.begin(), hex.end());
  return "\\x{" + hex + "}";
}

struct SyntaxError {
  std::string message;
};

/// One atom of a character class, or an escape outside of one: a character, or the inside of a class.
struct Atom {
  std::optional<char32_t> character;
  std::string inside;
};

/// Reads from left to right with a stack of open groups, never by recursion. Throws SyntaxError, inside of this file
/// only.
class Translator {
 public:
  explicit Translator(std::string_view pattern) {
    while (!pattern.empty()) {
      const std::size_t length = utf8_length(pattern);
      if (length == 0) throw SyntaxError{"invalid UTF-8"};
      text_.push_back(utf8_decode(pattern));
      pattern.remove_prefix(length);
    }
  }

  EcmaRegex translate() {
    while (!at_end()) translate_one();
    if (!groups_.empty()) throw SyntaxError{"( without )"};
    return {.re2 = std::move(out_), .unsupported = std::move(unsupported_)};
  }

 private:
  enum class Last { nothing, atom, assertion, quantifier };

  void translate_one() {
    const char32_t c = next();
    switch (c) {
      case '^':
      case '$':
        put_assertion(c == '^' ? "^" : "$");
        return;
      case '|':
        out_ += '|';
        last_ = Last::nothing;
        return;
      case '.':
        put_atom(dot);
        return;
      case '(':
        open_group();
        return;
      case ')':
        close_group();
        return;
      case '[':
        translate_class();
        return;
      case '*':
      case '+':
      case '?':
        put_quantifier(std::string(1, static_cast<char>(c)));
        return;
      case '{':
        translate_bounds();
        return;
      case '}':
      case ']':
        throw SyntaxError{std::string{"lone "} + static_cast<char>(c) + " (write \\" + static_cast<char>(c) + ")"};
      case '\\':
        translate_escape();
        return;
      default:
        put_atom(literal(c));
    }
  }

  void open_group() {
    std::string_view begin = "(?:";
    if (take(U'?')) {
      if (at_end()) throw SyntaxError{"( without )"};
      const char32_t kind = next();
      if (kind == '=' || kind == '!') {
        note_unsupported("lookahead");
      } else if (kind == '<' && (peek_is(U'=') || peek_is(U'!'))) {
        next();
        note_unsupported("lookbehind");
      } else if (kind == '<') {
        skip_group_name();
      } else if (kind != ':') {
        throw SyntaxError{"unknown kind of group (?" + in_utf8(kind)};
      }
    }
    out_ += begin;
    groups_.push_back(out_.size());
    last_ = Last::nothing;
  }

  void close_group() {
    if (groups_.empty()) throw SyntaxError{") without ("};
    groups_.pop_back();
    out_ += ')';
    last_ = Last::atom;
  }

  void skip_group_name() {
    std::size_t length = 0;
    while (!at_end() && !peek_is(U'>')) {
      const char32_t c = next();
      const bool allowed = is_ascii_letter(c) || c == '_' || c == '$' || c >= 0x80 || (length > 0 && is_ascii_digit(c));
      if (!allowed) throw SyntaxError{"bad name of a group"};
      ++length;
    }
    if (length == 0 || !take(U'>')) throw SyntaxError{"bad name of a group"};
  }

  void translate_bounds() {
    std::string bounds = "{";
    const std::string least = digits();
    if (least.empty()) throw SyntaxError{"lone { (write \\{)"};
    bounds += least;
    std::string most = least;
    if (take(U',')) {
      most = digits();
      bounds += "," + most;
    }
    if (!take(U'}')) throw SyntaxError{"lone { (write \\{)"};
    if (!most.empty() && (most.size() < least.size() || (most.size() == least.size() && most < least))) {
      throw SyntaxError{"numbers out of order in {" + least + "," + most + "}"};
    }
    if (std::max(least.size(), most.size()) > 4 || std::max(number(least), number(most)) > 1000) {
      note_unsupported("more than 1000 repetitions");
    }
    put_quantifier(bounds + "}");
  }

  /// Without leading zeros.
  std::string digits() {
    std::string found;
    bool any = false;
    while (!at_end() && is_ascii_digit(text_[at_])) {
      const auto digit = static_cast<char>(next());
      any = true;
      if (!(found.empty() && digit == '0')) found += digit;
    }
    if (any && found.empty()) found = "0";
    return found;
  }

  static int number(const std::string& digits) { return digits.empty() || digits.size() > 4 ? 0 : std::stoi(digits); }

  void translate_escape() {
    if (at_end()) throw SyntaxError{"\\ at the end"};
    if (take(U'b')) return put_assertion("\\b");
    if (take(U'B')) return put_assertion("\\B");
    if (peek_is(U'k')) {
      next();
      if (!take(U'<')) throw SyntaxError{"\\k without a name"};
      skip_group_name();
      note_unsupported("backreference");
      return put_atom("(?:)");
    }
    if (text_[at_] >= '1' && text_[at_] <= '9') {
      digits();
      note_unsupported("backreference");
      return put_atom("(?:)");
    }
    const Atom atom = escaped_atom();
    put_atom(atom.character ? literal(*atom.character) : "[" + atom.inside + "]");
  }

  /// What follows a \ in a class and outside of it.
  Atom escaped_atom() {
    const char32_t c = next();
    switch (c) {
      case 'd':
        return {.character = {}, .inside = "0-9"};
      case 'D':
        return {.character = {}, .inside = "\\D"};
      case 'w':
        return {.character = {}, .inside = "0-9A-Za-z_"};
      case 'W':
        return {.character = {}, .inside = "\\W"};
      case 's':
        return {.character = {}, .inside = std::string{space}};
      case 'S':
        return {.character = {}, .inside = std::string{no_space}};
      case 'p':
      case 'P':
        return property(c == 'P');
      case 't':
        return {.character = U'\t', .inside = {}};
      case 'n':
        return {.character = U'\n', .inside = {}};
      case 'v':
        return {.character = U'\v', .inside = {}};
      case 'f':
        return {.character = U'\f', .inside = {}};
      case 'r':
        return {.character = U'\r', .inside = {}};
      case 'c':
        if (at_end() || !is_ascii_letter(text_[at_])) throw SyntaxError{"\\c without a letter"};
        return {.character = next() % 32, .inside = {}};
      case '0':
        if (!at_end() && is_ascii_digit(text_[at_])) throw SyntaxError{"octal escape"};
        return {.character = U'\0', .inside = {}};
      case 'x':
        return {.character = hex(2), .inside = {}};
      case 'u':
        return {.character = unicode_escape(), .inside = {}};
      default:
        // Annex B lets every other character stand for itself; letters and digits are refused as the slips they are.
        if (is_ascii_letter(c) || is_ascii_digit(c)) throw SyntaxError{"unknown escape \\" + in_utf8(c)};
        return {.character = c, .inside = {}};
    }
  }

  Atom property(bool negated) {
    if (!take(U'{')) throw SyntaxError{"\\p without {…}"};
    std::string name;
    while (!at_end() && !peek_is(U'}')) name += in_utf8(next());
    if (!take(U'}') || name.empty()) throw SyntaxError{"\\p without {…}"};
    const bool plain = std::all_of(name.begin(), name.end(), [](char c) {
      return is_ascii_letter(static_cast<unsigned char>(c)) || is_ascii_digit(static_cast<unsigned char>(c)) ||
             c == '_' || c == '=';
    });
    if (!plain) throw SyntaxError{"unknown property \\p{" + name + "}"};
    for (const std::string_view prefix : {"General_Category=", "gc=", "Script=", "sc="}) {
      if (name.starts_with(prefix)) name.erase(0, prefix.size());
    }
    if (name.find('=') != std::string::npos) note_unsupported("property \\p{" + name + "}");
    for (const LongName& known : long_names) {
      if (known.ecma == name) name = known.re2;
    }
    if (name == "LC") return {.character = {}, .inside = negated ? no_cased_letter() : "\\p{Lu}\\p{Ll}\\p{Lt}"};
    return {.character = {}, .inside = (negated ? "\\P{" : "\\p{") + name + "}"};
  }

  std::string no_cased_letter() {
    note_unsupported("property \\P{LC}");
    return "\\PL";
  }

  char32_t hex(std::size_t count) {
    char32_t value = 0;
    for (std::size_t i = 0; i < count; ++i) {
      const auto digit = at_end() ? std::nullopt : hex_digit(text_[at_]);
      if (!digit)
        throw SyntaxError{count == 2 ? "\\x without two hexadecimal digits" : "\\u without four hexadecimal digits"};
      value = value * 16 + *digit;
      ++at_;
    }
    return value;
  }

  char32_t unicode_escape() {
    if (take(U'{')) {
      char32_t value = 0;
      std::size_t count = 0;
      for (; !at_end() && !peek_is(U'}'); ++count) {
        const auto digit = hex_digit(next());
        if (!digit || value > 0x10FFFF) throw SyntaxError{"bad \\u{…}"};
        value = value * 16 + *digit;
      }
      if (!take(U'}') || count == 0 || value > 0x10FFFF) throw SyntaxError{"bad \\u{…}"};
      return no_surrogate(value);
    }
    const char32_t first = hex(4);
    if (first >= 0xD800 && first <= 0xDBFF && peek_is(U'\\') && at_ + 1 < text_.size() && text_[at_ + 1] == 'u') {
      at_ += 2;
      const char32_t second = hex(4);
      if (second >= 0xDC00 && second <= 0xDFFF) return 0x10000 + ((first - 0xD800) << 10U) + (second - 0xDC00);
    }
    return no_surrogate(first);
  }

  /// JSON texts hold no lone surrogate, so one in a pattern matches nothing and is a mistake.
  static char32_t no_surrogate(char32_t value) {
    if (value >= 0xD800 && value <= 0xDFFF) throw SyntaxError{"lone surrogate"};
    return value;
  }

  void translate_class() {
    std::string inside;
    const bool negated = take(U'^');
    for (;;) {
      if (at_end()) throw SyntaxError{"[ without ]"};
      if (take(U']')) break;
      const Atom from = class_atom();
      const bool range = peek_is(U'-') && at_ + 1 < text_.size() && text_[at_ + 1] != ']';
      if (!range) {
        inside += from.character ? literal(*from.character) : from.inside;
        continue;
      }
      next();
      const Atom to = class_atom();
      if (!from.character || !to.character) throw SyntaxError{"a class as the end of a range"};
      if (*from.character > *to.character) throw SyntaxError{"range out of order in a class"};
      inside += literal(*from.character) + "-" + literal(*to.character);
    }
    if (inside.empty()) {
      put_atom(negated ? "[\\x{0}-\\x{10ffff}]" : "[^\\x{0}-\\x{10ffff}]");
    } else {
      put_atom((negated ? "[^" : "[") + inside + "]");
    }
  }

  Atom class_atom() {
    const char32_t c = next();
    if (c != '\\') return {.character = c, .inside = {}};
    if (at_end()) throw SyntaxError{"[ without ]"};
    if (take(U'b')) return {.character = U'\b', .inside = {}};
    return escaped_atom();
  }

  void put_atom(std::string_view atom) {
    out_ += atom;
    last_ = Last::atom;
  }

  void put_assertion(std::string_view assertion) {
    out_ += assertion;
    last_ = Last::assertion;
  }

  void put_quantifier(const std::string& quantifier) {
    if (last_ != Last::atom) throw SyntaxError{"nothing to repeat before " + quantifier};
    out_ += quantifier;
    if (take(U'?')) out_ += '?';
    last_ = Last::quantifier;
  }

  void note_unsupported(std::string what) {
    if (unsupported_.empty()) unsupported_ = std::move(what);
  }

  static std::string in_utf8(char32_t c) {
    std::string text;
    utf8_append(text, c);
    return text;
  }

  [[nodiscard]] bool at_end() const { return at_ >= text_.size(); }
  [[nodiscard]] bool peek_is(char32_t c) const { return !at_end() && text_[at_] == c; }
  char32_t next() { return text_[at_++]; }
  bool take(char32_t c) {
    if (!peek_is(c)) return false;
    ++at_;
    return true;
  }

  std::u32string text_;
  std::size_t at_ = 0;
  std::string out_;
  std::string unsupported_;
  std::vector<std::size_t> groups_;
  Last last_ = Last::nothing;
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
