#include "hostile/result_table.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <memory>

namespace conform::test {

void note_result(const std::string& name, const std::string& outcome, const Finished& run, std::size_t most_memory) {
  std::array<char, 300> row{};
  std::snprintf(row.data(), row.size(), "| %s | %s | %.2f | %.1f |\n", name.c_str(), outcome.c_str(),
                static_cast<double>(run.took.count()) / 1000, static_cast<double>(run.peak_bytes) / (1U << 20U));
  std::fputs(row.data(), stdout);
  if (const char* file = std::getenv("CONFORM_HOSTILE_TABLE"); file != nullptr) {
    // Tests beside this one write to it too.
    std::unique_ptr<std::FILE, int (*)(std::FILE*)> table{std::fopen(file, "ae"), &std::fclose};
    if (!table || std::fputs(row.data(), table.get()) < 0) ADD_FAILURE() << file << " cannot be written";
  }
  EXPECT_LT(run.took, for_this_build(time_limit));
  EXPECT_LT(run.peak_bytes, for_this_build(most_memory));
}

}  // namespace conform::test
