#include "json/skim.hpp"

#include <array>
#include <cstddef>

namespace conform {
namespace {

/// A place in the text; every step that fails leaves it at the end.
class Cursor {
 public:
  explicit Cursor(std::string_view text) : text_{text} { skip_space(); }

  [[nodiscard]] bool at_end() const { return at_ >= text_.size(); }

  bool take(char wanted) {
    if (at_end() || text_[at_] != wanted) return false;
    ++at_;
    skip_space();
    return true;
  }

  /// Passes over one value and the space behind it, and gives its text; empty: there is none.
  std::string_view value() {
    const std::size_t begin = at_;
    if (at_end()) return {};
    const char first = text_[at_];
    const bool whole = first == '"' ? skip_string() : first == '{' || first == '[' ? skip_nested() : skip_word();
    if (!whole) return {};
    const std::string_view found = text_.substr(begin, at_ - begin);
    skip_space();
    return found;
  }

 private:
  bool skip_string() {
    while (true) {
      at_ = text_.find('"', at_ + 1);
      if (at_ == std::string_view::npos) return false;
      std::size_t unescaped = at_;
      while (text_[unescaped - 1] == '\\') --unescaped;
      if ((at_ - unescaped) % 2 == 0) break;
    }
    ++at_;
    return true;
  }

  // Only what opens, closes or hides something counts in there.
  static constexpr auto counts = [] {
    std::array<bool, 256> table{};
    for (const char c : {'"', '{', '[', '}', ']', '/'}) table[static_cast<unsigned char>(c)] = true;
    return table;
  }();

  bool skip_nested() {
    for (std::size_t depth = 0; !at_end();) {
      const char c = text_[at_];
      if (!counts[static_cast<unsigned char>(c)]) {
        ++at_;
      } else if (c == '"') {
        if (!skip_string()) return false;
      } else if (c == '/') {
        if (!skip_comment()) return false;
      } else {
        ++at_;
        if (c == '{' || c == '[') {
          ++depth;
        } else if (--depth == 0) {
          return true;
        }
      }
    }
    return false;
  }

  /// A number, true, false, null, or what somebody took for one.
  bool skip_word() {
    const std::size_t end = text_.find_first_of(" \t\r\n,:]}[{\"/", at_);
    if (end == at_) return false;
    at_ = end == std::string_view::npos ? text_.size() : end;
    return true;
  }

  void skip_space() {
    while (!at_end()) {
      const char c = text_[at_];
      if (c == ' ' || c == '\n' || c == '\t' || c == '\r') {
        ++at_;
      } else if (c != '/' || !skip_comment()) {
        return;
      }
    }
  }

  bool skip_comment() {
    const std::string_view rest = text_.substr(at_);
    const bool block = rest.starts_with("/*");
    if (!block && !rest.starts_with("//")) return false;
    const std::size_t end = block ? rest.find("*/", 2) : rest.find('\n');
    at_ = end == std::string_view::npos ? text_.size() : at_ + end + (block ? 2 : 1);
    return true;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

/// `one` passes over an element or member; they are separated by commas.
bool skim(std::string_view text, char open, char close, const std::function<bool(Cursor&)>& one) {
  Cursor cursor{text};
  if (!cursor.take(open)) return false;
  if (cursor.take(close)) return cursor.at_end();
  do {
    if (!one(cursor)) return false;
  } while (cursor.take(','));
  return cursor.take(close) && cursor.at_end();
}

}  // namespace

bool skim_array(std::string_view text, const std::function<void(std::string_view element)>& each) {
  return skim(text, '[', ']', [&](Cursor& cursor) {
    const std::string_view element = cursor.value();
    if (!element.empty()) each(element);
    return !element.empty();
  });
}

bool skim_object(std::string_view text,
                 const std::function<void(std::string_view name, std::string_view value)>& each) {
  return skim(text, '{', '}', [&](Cursor& cursor) {
    const std::string_view name = cursor.value();
    if (name.size() < 2 || name.front() != '"' || name.find('\\') != std::string_view::npos) return false;
    if (!cursor.take(':')) return false;
    const std::string_view value = cursor.value();
    if (!value.empty()) each(name.substr(1, name.size() - 2), value);
    return !value.empty();
  });
}

}  // namespace conform
