#include <malloc.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <exception>
#include <iostream>
#include <new>
#include <string_view>
#include <system_error>
#include <variant>

#include "base/durable_file.hpp"
#include "cli/commands.hpp"
#include "cli/options.hpp"
#include "cli/terminal.hpp"
#include "json/read_file.hpp"
#include "reports/text.hpp"
#include "reports/write_file.hpp"
#include "session/interrupt.hpp"

namespace {

template <class... Handlers>
struct overloaded : Handlers... {
  using Handlers::operator()...;
};
template <class... Handlers>
overloaded(Handlers...) -> overloaded<Handlers...>;  // clang 14 needs it

int execute(const conform::Options& options, const std::stop_token& stop) {
  using namespace conform;
  const std::string& suite = options.suite_folder;
  return std::visit(
      overloaded{[&](const RunCommand& run) { return run_command(run, suite, stop); },
                 [&](const InitCommand& init) { return to_int(init_command(init, stop)); },
                 [&](const CheckCommand& check) { return check_command(check, suite, stop); },
                 [&](const AuditCommand& audit) { return audit_command(audit, suite, stop); },
                 [&](const ListCommand& list) { return to_int(list_command(list, suite)); },
                 [&](const ShowCommand& show) { return to_int(show_command(show, suite)); },
                 [&](const ValidateCommand& validate) { return to_int(validate_command(validate, suite)); },
                 [&](const LintCommand& lint) { return to_int(lint_command(lint, suite)); },
                 [&](const ReportCommand& report) { return to_int(report_command(report)); },
                 [&](const MergeCommand& merge) { return merge_command(merge); },
                 [&](const DiffCommand& diff) { return diff_command(diff, suite); },
                 [&](const ProveCommand& prove) { return to_int(prove_command(prove, suite, stop)); },
                 [&](const RestoreCommand& restore) { return restore_command(restore, suite, stop); },
                 [&](const ServeCommand& serve) { return to_int(serve_command(serve, stop)); },
                 [&](const HelpCommand& help) { return to_int(help_command(help)); },
                 [&](const VersionCommand&) { return to_int(version_command(suite)); }},
      options.command);
}

/// A full disk behind standard output must not look like a good end. A reader that has seen enough is one.
int unless_output_lost(int code, const conform::LogGate& out) {
  std::cout.flush();
  if (out.reader_is_gone()) return code;
  if (!std::cout) std::cerr << "conform: standard output cannot be written\n";
  return conform::unless_lost(code, !std::cout);
}

/// Nothing can be reported when there is no memory, and nothing can be freed: what is on the disk stays as it is.
[[noreturn]] void end_without_memory() {
  constexpr std::string_view message =
      "conform: out of memory. If a run was active, its journal still has the users' data: conform restore\n";
  static_cast<void>(conform::write_all(STDERR_FILENO, message));
  _exit(conform::to_int(conform::ExitCode::inconclusive));
}

int execute_until_stopped(const conform::Options& options, const std::stop_token& stop) {
  const int code = execute(options, stop);
  // What was not read because of a signal is not a mistake of the user.
  const bool unread = stop.stop_requested() && code == to_int(conform::ExitCode::unusable_input);
  return unread ? to_int(conform::ExitCode::interrupted) : code;
}

int end_by(const std::exception& defect, std::string_view what, conform::ExitCode code) {
  std::cerr << "conform: " << what << conform::printable(defect.what()) << '\n';
  return to_int(code);
}

}  // namespace

int main(int argc, char** argv) {
  conform::open_standard_descriptors();
  std::set_new_handler(end_without_memory);
  std::signal(SIGXFSZ, SIG_IGN);  // a limit of file sizes is an error of write(), like a full disk
  const conform::LogGate out{std::cout, STDOUT_FILENO};
  const conform::LogGate err{std::cerr, STDERR_FILENO};
  // Bodies of megabytes go back to the system at once: glibc would learn to keep their memory, for every thread.
  mallopt(M_MMAP_THRESHOLD, 128 << 10);
  try {
    const conform::Interrupt interrupt;
    conform::let_stop_end_reading(interrupt.token());
    const auto parsed = conform::parse_options(argc, argv);
    if (const int* code = std::get_if<int>(&parsed)) return unless_output_lost(*code, out);
    const auto& options = std::get<conform::Options>(parsed);
    conform::use_file_mode(options.file_mode);
    return unless_output_lost(execute_until_stopped(options, interrupt.token()), out);
  } catch (const std::system_error& error) {
    // No threads, no memory for one, no descriptors: of the machine, not of conform.
    constexpr std::array scarce{std::errc::resource_unavailable_try_again, std::errc::not_enough_memory,
                                std::errc::too_many_files_open, std::errc::too_many_files_open_in_system};
    if (std::ranges::any_of(scarce, [&](std::errc one) { return error.code() == one; }))
      return end_by(error, "out of resources: ", conform::ExitCode::inconclusive);
    return end_by(error, "internal error: ", conform::ExitCode::defect);
  } catch (const std::exception& defect) {
    return end_by(defect, "internal error: ", conform::ExitCode::defect);
  }
}
