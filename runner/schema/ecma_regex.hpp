#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace conform {

/// An ECMA-262 regular expression (Unicode mode) in the syntax of RE2, with the same meaning if RE2 takes it.
struct EcmaRegex {
  std::string re2;
  std::string unsupported;  ///< what it uses that RE2 has not, in words, and stands for nothing above; empty: nothing
};

/// Translates; the error says in words what is not ECMA-262 syntax. What neither syntax allows is left as it is.
[[nodiscard]] tl::expected<EcmaRegex, std::string> translate_ecma_regex(std::string_view pattern);

}  // namespace conform
