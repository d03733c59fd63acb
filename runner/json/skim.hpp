#pragma once

#include <concepts>
#include <cstddef>
#include <string_view>

namespace conform {

/// Goes once over JSON text that only a part is wanted of, and builds nothing. Not a check: what is passed over may be
/// no JSON. Every step says whether it could be taken; after one that could not, nothing more can be determined.
class JsonSkimmer {
 public:
  explicit JsonSkimmer(std::string_view text) : text_{text} { skip_space(); }

  /// Passes over one value and gives its text; empty: there is none.
  [[nodiscard]] std::string_view value();

  /// Goes through an array: `element` must pass over each of its values, and says whether it could.
  template <std::predicate Element>
  [[nodiscard]] bool array(Element element) {
    if (!take('[')) return false;
    if (take(']')) return true;
    do {
      if (!element()) return false;
    } while (take(','));
    return take(']');
  }

  /// The same for an object, with the name of each member as it is written; a name with an escape cannot be determined.
  template <std::predicate<std::string_view> Member>
  [[nodiscard]] bool object(Member member) {
    if (!take('{')) return false;
    if (take('}')) return true;
    do {
      const std::string_view name = value();
      if (name.size() < 2 || name.front() != '"' || name.find('\\') != std::string_view::npos) return false;
      if (!take(':') || !member(name.substr(1, name.size() - 2))) return false;
    } while (take(','));
    return take('}');
  }

  /// True when an array is next.
  [[nodiscard]] bool at_array() const { return !at_end() && text_[at_] == '['; }
  [[nodiscard]] bool at_end() const { return at_ >= text_.size(); }

 private:
  bool take(char wanted);
  bool skip_string();
  bool skip_nested();
  bool skip_word();
  void skip_space();
  bool skip_comment();

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace conform
