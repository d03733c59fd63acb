#include "fuzz/require.hpp"

#include <cstdio>
#include <cstdlib>

namespace conform::fuzz {

void require(bool holds, std::string_view law) {
  if (holds) return;
  std::fprintf(stderr, "A law does not hold: %.*s\n", static_cast<int>(law.size()), law.data());
  std::abort();
}

}  // namespace conform::fuzz
