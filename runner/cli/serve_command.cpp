#include <sys/resource.h>

#include <algorithm>
#include <condition_variable>
#include <exception>
#include <iostream>
#include <mutex>

#include "base/suggest.hpp"
#include "cli/commands.hpp"
#include "reference/catalogue.hpp"
#include "reference/server.hpp"
#include "reports/text.hpp"
#include "reports/write_file.hpp"

namespace conform {
namespace {

void check_names(const std::vector<std::string>& wanted, const std::vector<reference::FaultInfo>& known,
                 std::string_view what, Diagnostics& diagnostics) {
  std::vector<std::string> names;
  for (const reference::FaultInfo& info : known) names.push_back(info.name);
  for (const std::string& name : wanted) {
    if (std::ranges::find(names, name) != names.end()) continue;
    const std::string meant = did_you_mean(name, names);
    diagnostics.push_back(
        Diagnostic::about_flag("unknown " + std::string{what} + " \"" + name + "\"",
                               meant.empty() ? "conform list " + std::string{what} + "s lists them" : meant));
  }
}

/// A connection takes a descriptor, and the usual soft limit of 1,024 is for programs that select().
void allow_many_connections() {
  rlimit files{};
  if (getrlimit(RLIMIT_NOFILE, &files) != 0) return;
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
}

}  // namespace

ExitCode serve_command(const ServeCommand& command, const std::stop_token& stop) {
  reference::Options options;
  options.host = command.host;
  options.port = command.port;
  options.db = command.db;
  options.api_version = command.api_version;
  options.faults = command.faults;
  options.variants = command.variants;
  options.pool_users = command.users;
  options.access_log = command.access_log;
  options.token_lifetime = command.token_lifetime;
  options.oauth = command.oauth;
  options.tls_certificate = command.tls_certificate;
  options.tls_key = command.tls_key;
  options.client_authority = command.client_authority;
  Diagnostics diagnostics;
  check_names(command.faults, reference::faults(), "fault", diagnostics);
  check_names(command.variants, reference::variants(), "variant", diagnostics);
  if (!diagnostics.empty()) return print_diagnostics(diagnostics);
  allow_many_connections();
  // It holds what every token is made from.
  if (!command.db.empty()) {
    if (const auto prepared = prepare_file(command.db); !prepared) return print_diagnostics(prepared.error());
  }
  std::unique_ptr<reference::Server> server;
  try {
    server = std::make_unique<reference::Server>(options);
  } catch (const std::runtime_error& error) {
    return print_diagnostics({Diagnostic::about_flag(error.what())});
  }
  if (!command.write_target.empty()) {
    const auto file = PendingFile::open(command.write_target);
    const auto written = file ? file->finish(server->target_json()) : Result<void>{tl::unexpected{file.error()}};
    if (!written) return print_diagnostics(written.error());
  }
  std::cout << "Serving the User API on " << printable_line(server->base_url()) << '\n' << std::flush;
  std::mutex mutex;
  std::condition_variable_any stopped;
  std::unique_lock lock{mutex};
  stopped.wait(lock, stop, [] { return false; });
  server->stop();
  return ExitCode::good;
}

}  // namespace conform
