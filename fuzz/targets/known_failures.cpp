#include "fuzz/input.hpp"
#include "fuzz/require.hpp"
#include "fuzz/target.hpp"
#include "waivers/waiver_file.hpp"

namespace conform::fuzz {

void fuzz_known_failures(std::string_view input) {
  const auto waivers = load_waivers(as_file(input), whole_suite());
  if (!waivers) require_reported(waivers.error());
}

}  // namespace conform::fuzz
