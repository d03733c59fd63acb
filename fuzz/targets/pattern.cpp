#include "schema/pattern.hpp"

#include "fuzz/input.hpp"
#include "fuzz/target.hpp"

namespace conform::fuzz {

/// The pattern, 0xFE, and a text to look in.
void fuzz_pattern(std::string_view input) {
  Parts parts{input};
  const auto pattern = Pattern::compile(parts.next());
  if (pattern) static_cast<void>(pattern->found_in(parts.next()));
}

}  // namespace conform::fuzz
