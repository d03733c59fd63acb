// The program of libFuzzer: one for all targets, CONFORM_FUZZ_TARGET says which. ./dev fuzz runs it.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include "fuzz/target.hpp"

namespace {

const conform::fuzz::Target* chosen = nullptr;

}  // namespace

extern "C" int LLVMFuzzerInitialize(int* /*argc*/, char*** /*argv*/) {
  const char* name = std::getenv("CONFORM_FUZZ_TARGET");
  if (name != nullptr) chosen = conform::fuzz::find_target(name);
  if (chosen != nullptr) return 0;
  std::fputs("CONFORM_FUZZ_TARGET must be one of:\n", stderr);
  for (const conform::fuzz::Target& target : conform::fuzz::targets())
    std::fprintf(stderr, "%.*s\n", static_cast<int>(target.name.size()), target.name.data());
  std::exit(2);
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  chosen->run({reinterpret_cast<const char*>(data), size});
  return 0;
}
