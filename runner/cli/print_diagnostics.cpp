#include <algorithm>
#include <iostream>

#include "cli/commands.hpp"
#include "reports/text.hpp"

namespace conform {

namespace {

// Files choose the names of their members, and how many of them are wrong; megabytes of that are useless.
constexpr std::size_t most_reported = 1000;
constexpr std::size_t longest_part = 1000;

Diagnostic readable(Diagnostic diagnostic) {
  for (std::string* part : {&diagnostic.pointer, &diagnostic.message, &diagnostic.hint})
    *part = clip(*part, longest_part);
  return diagnostic;
}

}  // namespace

ExitCode print_diagnostics(const Diagnostics& diagnostics) {
  for (std::size_t i = 0; i < std::min(diagnostics.size(), most_reported); ++i)
    std::cerr << "conform: " << printable(to_string(readable(diagnostics[i]))) << '\n';
  if (diagnostics.size() > 1) std::cerr << "conform: " << diagnostics.size() << " problems\n";
  return ExitCode::unusable_input;
}

}  // namespace conform
