#include <algorithm>
#include <iostream>

#include "cli/commands.hpp"
#include "reports/text.hpp"

namespace conform {

namespace {

// Files choose the names of their members, and how many of them are wrong; megabytes of that are useless.
constexpr std::size_t most_told = 1000;
constexpr std::size_t longest_part = 1000;

Problem readable(Problem problem) {
  for (std::string* part : {&problem.pointer, &problem.message, &problem.hint}) *part = clip(*part, longest_part);
  return problem;
}

}  // namespace

ExitCode complain(const Problems& problems) {
  for (std::size_t i = 0; i < std::min(problems.size(), most_told); ++i)
    std::cerr << "conform: " << printable(to_string(readable(problems[i]))) << '\n';
  if (problems.size() > 1) std::cerr << "conform: " << problems.size() << " problems\n";
  return ExitCode::unusable_input;
}

}  // namespace conform
