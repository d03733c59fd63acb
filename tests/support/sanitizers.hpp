#pragma once

#include <chrono>
#include <cstddef>

namespace conform::test {

// What sanitizers cost, in one place: how much longer programs may take with them, and how much more memory.
#ifndef CONFORM_SANITIZED
inline constexpr int time_factor = 1;
inline constexpr int memory_factor = 1;
#elif defined(__SANITIZE_THREAD__)  // of GCC, which is the compiler of preset tsan
inline constexpr int time_factor = 5;
inline constexpr int memory_factor = 10;
#else
inline constexpr int time_factor = 4;
inline constexpr int memory_factor = 5;
#endif

/// A limit on time, as this build can keep it.
template <class Rep, class Period>
constexpr std::chrono::duration<Rep, Period> for_this_build(std::chrono::duration<Rep, Period> limit) {
  return limit * time_factor;
}

/// A limit on memory, as this build can keep it.
constexpr std::size_t for_this_build(std::size_t bytes) { return bytes * memory_factor; }

}  // namespace conform::test
