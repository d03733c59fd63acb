#include <malloc.h>

#include <exception>
#include <iostream>
#include <variant>

#include "cli/commands.hpp"
#include "cli/interrupt.hpp"
#include "cli/options.hpp"

namespace {

template <class... Handlers>
struct overloaded : Handlers... {
  using Handlers::operator()...;
};
template <class... Handlers>
overloaded(Handlers...) -> overloaded<Handlers...>;  // clang 14 needs it

int carry_out(const conform::Options& options, const std::stop_token& stop) {
  using namespace conform;
  const std::string& suite = options.suite_folder;
  return std::visit(
      overloaded{[&](const RunCommand& run) { return run_command(run, suite, stop); },
                 [&](const ListCommand& list) { return to_int(list_command(list, suite)); },
                 [&](const ShowCommand& show) { return to_int(show_command(show, suite)); },
                 [&](const ValidateCommand& validate) { return to_int(validate_command(validate, suite)); },
                 [&](const LintCommand&) { return to_int(lint_command(suite)); },
                 [&](const ReportCommand& report) { return to_int(report_command(report)); },
                 [&](const MergeCommand& merge) { return merge_command(merge); },
                 [&](const DiffCommand& diff) { return to_int(diff_command(diff)); },
                 [&](const ProveCommand& prove) { return to_int(prove_command(prove, suite, stop)); },
                 [&](const RestoreCommand& restore) { return restore_command(restore, suite, stop); },
                 [&](const ServeCommand& serve) { return to_int(serve_command(serve, stop)); },
                 [&](const HelpCommand& help) { return to_int(help_command(help)); },
                 [&](const VersionCommand&) { return to_int(version_command(suite)); }},
      options.command);
}

/// A full disk behind standard output must not look like a good end.
int unless_lost(int code) {
  std::cout.flush();
  if (std::cout) return code;
  std::cerr << "conform: standard output cannot be written\n";
  return code == to_int(conform::ExitCode::good) ? to_int(conform::ExitCode::unusable_input) : code;
}

}  // namespace

int main(int argc, char** argv) {
  // Bodies of megabytes go back to the system at once: glibc would learn to keep their memory, for every thread.
  mallopt(M_MMAP_THRESHOLD, 128 << 10);
  try {
    const conform::Interrupt interrupt;
    const auto parsed = conform::parse_options(argc, argv);
    if (const int* code = std::get_if<int>(&parsed)) return unless_lost(*code);
    return unless_lost(carry_out(std::get<conform::Options>(parsed), interrupt.token()));
  } catch (const std::exception& defect) {
    std::cerr << "conform: a defect of conform itself: " << defect.what() << '\n';
    return conform::to_int(conform::ExitCode::defect);
  }
}
