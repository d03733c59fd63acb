#include "fuzz/input.hpp"
#include "fuzz/target.hpp"
#include "target/target.hpp"

namespace conform::fuzz {

void fuzz_target_file(std::string_view input) {
  const auto target = load_target(as_file(input));
  if (!target) require_reported(target.error());
}

}  // namespace conform::fuzz
