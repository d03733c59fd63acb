#include "fuzz/input.hpp"
#include "fuzz/require.hpp"
#include "fuzz/target.hpp"
#include "known/known_file.hpp"

namespace conform::fuzz {

void fuzz_known_failures(std::string_view input) {
  const auto known = load_known_failures(as_file(input), whole_suite());
  if (!known) require_told(known.error());
}

}  // namespace conform::fuzz
