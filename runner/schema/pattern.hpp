#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace re2 {
class RE2;
}

namespace conform {

/// A compiled ECMA-262 pattern. Matching takes linear time in the text, whatever text and pattern; thread-safe.
class Pattern {
 public:
  /// The error says in words what is wrong or what is not supported (lookaround, backreferences).
  [[nodiscard]] static tl::expected<Pattern, std::string> compile(std::string_view pattern);

  /// True when it matches somewhere in the text: patterns of JSON Schema are not anchored.
  [[nodiscard]] bool found_in(std::string_view text) const;

  /// As it was written.
  [[nodiscard]] const std::string& source() const noexcept { return source_; }

 private:
  Pattern(std::string source, std::shared_ptr<const re2::RE2> compiled);
  std::string source_;
  std::shared_ptr<const re2::RE2> compiled_;
};

}  // namespace conform
