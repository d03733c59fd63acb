#include "json/parse.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>
#include <vector>

#include "base/ascii.hpp"
#include "base/percent.hpp"
#include "base/utf8.hpp"
#include "json/pointer.hpp"
#include "json/text.hpp"

namespace conform {
namespace {

using nlohmann::json;

/// Longest pointer in an error: a longer one is cut back to an ancestor.
constexpr std::size_t max_error_pointer = 500;
/// Bytes of pointers that the lines may take: deep values below long names would otherwise cost their square.
constexpr std::size_t max_line_pointers = 64U << 20U;

Untrusted in_quotes(std::string_view text) { return json_quoted(text, 80); }

/// One pass, one explicit stack: depth costs memory of ours, never of the call stack.
class Parser {
 public:
  /// Knows the pointers of values in so many arrays and objects, for errors and lines: that costs as much as all the
  /// rest.
  Parser(std::string_view text, const JsonLimits& limits, JsonLines* lines, std::size_t known_depth)
      : text_{text}, limits_{limits}, lines_{lines}, known_depth_{known_depth} {}

  tl::expected<json, JsonError> parse() {
    json document;
    if (!parse_document(document)) return tl::unexpected{std::move(error_)};
    return document;
  }

 private:
  struct Frame {
    json* container;
    std::size_t pointer_size;  ///< of the container's own pointer
    bool comma = false;        ///< a comma was read, its value was not
  };

  bool parse_document(json& document) {
    if (text_.size() > limits_.max_bytes) {
      return beyond("longer than " + std::to_string(limits_.max_bytes) + " bytes", limits_.max_bytes);
    }
    if (text_.starts_with("\xEF\xBB\xBF")) return fail("starts with a byte order mark");
    if (!skip_space()) return false;
    if (at_end()) return fail(text_.empty() ? "empty" : "no value in it");
    if (!parse_value(document)) return false;
    while (!frames_.empty()) {
      if (!advance()) return false;
    }
    pointer_.clear();
    if (!skip_space()) return false;
    return at_end() || fail("text after the end of the value");
  }

  /// One step in the innermost open array or object: its end, a comma, or its next value.
  bool advance() {
    Frame& frame = frames_.back();
    pointer_.resize(frame.pointer_size);
    if (!skip_space()) return false;
    json& container = *frame.container;
    const bool array = container.is_array();
    if (at_end()) return fail(array ? "ends inside of an array" : "ends inside of an object");
    if (peek() == (array ? ']' : '}')) {
      if (frame.comma) return fail(array ? "comma before the end of the array" : "comma before the end of the object");
      ++at_;
      frames_.pop_back();
      return true;
    }
    if (!frame.comma && !container.empty()) {
      if (peek() != ',') return fail(array ? "expected , or ]" : "expected , or }");
      ++at_;
      frame.comma = true;
      return true;
    }
    frame.comma = false;
    return array ? parse_element(container) : parse_member(container);
  }

  bool parse_element(json& array) {
    if (knows_places()) {
      pointer_ += '/';
      pointer_ += std::to_string(array.size());
    }
    return parse_value(array.emplace_back(nullptr));
  }

  bool parse_member(json& object) {
    const std::size_t begin = at_;
    if (peek() != '"') return fail("expected a member name in double quotes");
    std::string name;
    if (!parse_string(name)) return false;
    if (knows_places()) {
      pointer_ += '/';
      pointer_ += escape_token(name);
    }
    if (!skip_space()) return false;
    if (at_end() || peek() != ':') return fail("expected : after the member name");
    ++at_;
    if (!skip_space()) return false;
    const auto [member, added] = object.get_ref<json::object_t&>().try_emplace(std::move(name));
    if (!added && !allows_duplicate(member->first, begin)) return false;
    member->second = nullptr;
    return parse_value(member->second);
  }

  bool parse_value(json& value) {
    if (at_end()) return fail("ends where a value should be");
    if (++values_ > limits_.max_values) {
      return beyond("more than " + std::to_string(limits_.max_values) + " values", at_);
    }
    note_line();
    switch (const char c = peek()) {
      case '{':
        return open(value, json::value_t::object);
      case '[':
        return open(value, json::value_t::array);
      case '"':
        return parse_text(value);
      default:
        if (c == '-' || is_digit(c)) return parse_number(value);
        return parse_word(value);
    }
  }

  bool parse_text(json& value) {
    const std::size_t begin = at_;
    value = std::string{};
    lone_allowed_ = limits_.exact;
    lone_found_ = false;
    const bool done = parse_string(value.get_ref<std::string&>());
    lone_allowed_ = false;
    if (done && lone_found_) value = token(text_.substr(begin, at_ - begin));
    return done;
  }

  static json token(std::string_view text) { return json::binary({text.begin(), text.end()}); }

  bool open(json& value, json::value_t type) {
    if (frames_.size() >= limits_.max_depth) {
      return beyond("nested deeper than " + std::to_string(limits_.max_depth) + " levels", at_);
    }
    ++at_;
    value = json(type);
    frames_.push_back({.container = &value, .pointer_size = pointer_.size()});
    return true;
  }

  // Words that people write for those of JSON. Any other may be a secret without its quotes, and is not repeated.
  static bool is_nearly_json(std::string_view word) {
    constexpr std::array<std::string_view, 8> words{"true", "false", "null", "nul", "none", "nil", "undefined", "inf"};
    return std::ranges::any_of(words, [&](std::string_view known) {
      return std::ranges::equal(word, known, [](char a, char b) { return (a | 0x20) == b; });
    });
  }

  bool parse_word(json& value) {
    std::size_t end = at_;
    while (end < text_.size() && is_letter(text_[end])) ++end;
    const std::string_view word = text_.substr(at_, end - at_);
    if (word.empty()) return fail("unexpected " + character_here());
    if (word == "NaN" || word == "Infinity") return fail(std::string{word} + " is not a JSON number");
    if (word == "true" || word == "false") {
      value = word == "true";
    } else if (word != "null") {
      return fail(is_nearly_json(word) ? "unexpected " + in_quotes(word) : "unexpected text (a string needs quotes)");
    }
    at_ = end;
    return true;
  }

  bool parse_number(json& value) {
    const std::size_t begin = at_;
    if (peek() == '-') ++at_;
    if (text_.substr(at_).starts_with("Infinity")) return fail("-Infinity is not a JSON number", begin);
    if (at_end() || !is_digit(peek())) return fail("expected a digit after -");
    if (peek() == '0' && at_ + 1 < text_.size() && is_digit(text_[at_ + 1])) {
      return fail("number with a leading zero", begin);
    }
    skip_digits();
    bool integer = true;
    if (!at_end() && peek() == '.') {
      ++at_;
      integer = false;
      if (at_end() || !is_digit(peek())) return fail("expected a digit after the decimal point");
      skip_digits();
    }
    if (!at_end() && (peek() == 'e' || peek() == 'E')) {
      ++at_;
      integer = false;
      if (!at_end() && (peek() == '+' || peek() == '-')) ++at_;
      if (at_end() || !is_digit(peek())) return fail("expected a digit in the exponent");
      skip_digits();
    }
    const std::string_view number = text_.substr(begin, at_ - begin);
    if (limits_.exact) {
      value = token(number);
      return true;
    }
    if (integer && (number.front() == '-' ? read<std::int64_t>(number, value) : read<std::uint64_t>(number, value))) {
      return true;
    }
    // Integers beyond 64 bits go on as the nearest double, as everywhere JSON meets IEEE 754.
    if (read<double>(number, value)) return true;
    if (is_below_one(number)) {
      value = number.front() == '-' ? -0.0 : 0.0;
      return true;
    }
    constexpr std::size_t most_digits = 40;
    return beyond(
        "number " + Untrusted{number, most_digits, Untrusted::Form::words} + " is beyond the range of a double", begin);
  }

  bool allows_duplicate(const std::string& name, std::size_t begin) {
    if (limits_.duplicate != nullptr && limits_.duplicate->has_value()) return true;
    const std::string pointer = pointer_;
    fail("duplicate member " + in_quotes(name), begin);
    if (limits_.duplicate == nullptr) return false;
    *limits_.duplicate = std::move(error_);
    pointer_ = pointer;
    return true;
  }

  /// Of a number that no double has: whether it is too small for one. An exponent of more digits than a counter holds
  /// decides alone.
  static bool is_below_one(std::string_view number) {
    if (number.front() == '-') number.remove_prefix(1);
    const std::size_t mark = std::min(number.find_first_of("eE"), number.size());
    std::int64_t exponent = 0;
    if (mark < number.size()) {
      std::string_view written = number.substr(mark + 1);
      const bool negative = written.front() == '-';
      if (negative || written.front() == '+') written.remove_prefix(1);
      const auto [end, failed] = std::from_chars(written.data(), written.data() + written.size(), exponent);
      constexpr std::int64_t more_than_any_text = std::int64_t{1} << 60U;
      if (failed != std::errc{} || exponent > more_than_any_text) return negative;
      if (negative) exponent = -exponent;
    }
    const std::string_view digits = number.substr(0, mark);
    const auto point = static_cast<std::int64_t>(std::min(digits.find('.'), digits.size()));
    const std::size_t first_digit = digits.find_first_of("123456789");
    if (first_digit == std::string_view::npos) return true;
    const auto first = static_cast<std::int64_t>(first_digit);
    return exponent + point - first + (first > point ? 1 : 0) <= 0;
  }

  template <class T>
  static bool read(std::string_view number, json& value) {
    T result{};
    const auto [end, failed] = std::from_chars(number.data(), number.data() + number.size(), result);
    if (failed != std::errc{} || end != number.data() + number.size()) return false;
    value = result;
    return true;
  }

  bool parse_string(std::string& out) {
    const std::size_t begin = at_;
    ++at_;
    for (;;) {
      std::size_t run = at_;
      while (run < text_.size() && plain(text_[run])) ++run;
      out.append(text_, at_, run - at_);
      at_ = run;
      if (at_end()) return fail("ends inside of a string", begin);
      const char c = peek();
      if (c == '"') {
        ++at_;
        return true;
      }
      if (c == '\\') {
        if (!parse_escape(out)) return false;
      } else if (static_cast<unsigned char>(c) < 0x20) {
        return fail("unescaped control character " + hex(c) + " in a string");
      } else {
        const std::size_t length = utf8_length(text_.substr(at_));
        if (length == 0) return fail("invalid UTF-8 in a string (byte " + hex(c) + ")");
        out += text_.substr(at_, length);
        at_ += length;
      }
    }
  }

  /// Characters of strings that stand for themselves, one byte each.
  static constexpr auto plain_characters = [] {
    std::array<bool, 256> table{};
    for (std::size_t c = 0x20; c < 0x80; ++c) table[c] = c != '"' && c != '\\';
    return table;
  }();

  static bool plain(char c) { return plain_characters[static_cast<unsigned char>(c)]; }

  bool parse_escape(std::string& out) {
    static constexpr std::string_view letters = R"("\/bfnrt)";
    static constexpr std::string_view meanings = "\"\\/\b\f\n\r\t";
    const std::size_t begin = at_++;
    if (at_end()) return fail("ends inside of a string");
    const char c = peek();
    if (c == 'u') return parse_unicode_escape(out, begin);
    const std::size_t found = letters.find(c);
    if (found == std::string_view::npos) return fail("unknown escape: \\ before " + character_here(), begin);
    out += meanings[found];
    ++at_;
    return true;
  }

  bool parse_unicode_escape(std::string& out, std::size_t begin) {
    const auto first = hex4();
    if (!first) return fail("expected four hexadecimal digits after \\u", begin);
    char32_t character = *first;
    if (character >= 0xDC00 && character <= 0xDFFF) return lone_surrogate(out, begin);
    if (character >= 0xD800 && character <= 0xDBFF) {
      const std::size_t behind = at_;
      if (!text_.substr(at_).starts_with("\\u")) return lone_surrogate(out, begin);
      ++at_;
      const auto second = hex4();
      if (!second || *second < 0xDC00 || *second > 0xDFFF) {
        at_ = behind;
        return lone_surrogate(out, begin);
      }
      character = 0x10000U + ((character - 0xD800U) << 10U) + (*second - 0xDC00U);
    }
    utf8_append(out, character);
    return true;
  }

  bool lone_surrogate(std::string& out, std::size_t begin) {
    if (!lone_allowed_) return fail("lone surrogate in a string", begin);
    lone_found_ = true;
    utf8_append(out, 0xFFFD);
    return true;
  }

  /// Reads "uXXXX".
  std::optional<char32_t> hex4() {
    ++at_;
    char32_t value = 0;
    for (int i = 0; i < 4; ++i, ++at_) {
      const int digit = at_end() ? -1 : hex_value(peek());
      if (digit < 0) return std::nullopt;
      value = value * 16 + static_cast<char32_t>(digit);
    }
    return value;
  }

  bool skip_space() {
    for (; !at_end(); ++at_) {
      const char c = peek();
      if (c == '\n') {
        ++line_;
      } else if (c == '/') {
        if (!skip_comment()) return false;
        --at_;
      } else if (c != ' ' && c != '\t' && c != '\r') {
        break;
      }
    }
    return true;
  }

  bool skip_comment() {
    const std::size_t begin = at_;
    const std::string_view rest = text_.substr(at_);
    const bool block = rest.starts_with("/*");
    if (!block && !rest.starts_with("//")) return fail("unexpected /");
    if (!limits_.comments) return fail("comments are not allowed here");
    std::size_t length = block ? rest.find("*/", 2) : rest.find('\n');
    if (length == std::string_view::npos) {
      if (block) return fail("comment without an end");
      length = rest.size();
    } else if (block) {
      length += 2;
    }
    const std::string_view comment = rest.substr(0, length);
    if (!is_utf8(comment)) return fail("invalid UTF-8 in a comment", begin);
    line_ += static_cast<std::size_t>(std::count(comment.begin(), comment.end(), '\n'));
    at_ += length;
    return true;
  }

  void skip_digits() {
    while (!at_end() && is_digit(peek())) ++at_;
  }

  /// Of values in the innermost open array or object.
  [[nodiscard]] bool knows_places() const { return frames_.size() <= known_depth_; }

  void note_line() {
    if (lines_ == nullptr || !knows_places() || line_pointers_ + pointer_.size() > max_line_pointers) return;
    line_pointers_ += pointer_.size();
    lines_->insert_or_assign(pointer_, line_);
  }

  static std::string hex(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return std::string{"0x"} + upper_hex[byte / 16U] + upper_hex[byte % 16U];
  }

  [[nodiscard]] std::string character_here() const {
    const char c = peek();
    return c > 0x20 && c < 0x7F ? std::string{"'"} + c + "'" : "byte " + hex(c);
  }

  [[nodiscard]] bool at_end() const { return at_ >= text_.size(); }
  [[nodiscard]] char peek() const { return text_[at_]; }

  bool fail(Untrusted message) { return fail(std::move(message), at_); }

  bool beyond(Untrusted message, std::size_t offset) {
    fail(std::move(message), offset);
    error_.limit = true;
    return false;
  }

  bool fail(Untrusted message, std::size_t offset) {
    const std::string_view before = text_.substr(0, offset);
    while (pointer_.size() > max_error_pointer) pointer_.resize(pointer_.rfind('/'));
    const std::size_t last_break = before.rfind('\n');
    error_ = {.message = std::move(message),
              .pointer = std::move(pointer_),
              .line = 1 + static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n')),
              .column = before.size() - (last_break == std::string_view::npos ? 0 : last_break + 1) + 1,
              .offset = before.size()};
    return false;
  }

  std::string_view text_;
  const JsonLimits& limits_;
  JsonLines* lines_;
  std::size_t known_depth_;
  std::size_t line_pointers_ = 0;
  std::size_t at_ = 0;
  std::size_t line_ = 1;
  std::size_t values_ = 0;
  bool lone_allowed_ = false;  ///< in the string being read
  bool lone_found_ = false;
  std::string pointer_;  ///< of the value being read
  std::vector<Frame> frames_;
  JsonError error_;
};

}  // namespace

tl::expected<json, JsonError> parse_json(std::string_view text, const JsonLimits& limits, JsonLines* lines,
                                         std::size_t lines_depth) {
  const std::size_t known = lines == nullptr ? 0 : lines_depth;
  auto document = Parser{text, limits, lines, known}.parse();
  // Where it is wrong is found out when it is known that it is.
  if (!document && known != every_depth) return Parser{text, limits, nullptr, every_depth}.parse();
  return document;
}

}  // namespace conform
