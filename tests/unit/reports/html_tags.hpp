#pragma once

#include <string>
#include <string_view>

namespace conform::testing {

/// The page without its style sheet, which is ours.
[[nodiscard]] std::string markup_of(std::string page);

/// What is wrong with the tags of a page: unknown elements, attributes that are not ours, wrong nesting. Empty:
/// nothing.
[[nodiscard]] std::string tag_diagnostics(std::string_view page);

}  // namespace conform::testing
