#include <condition_variable>
#include <exception>
#include <iostream>
#include <mutex>

#include "cli/commands.hpp"
#include "reference/server.hpp"
#include "reports/write_file.hpp"

namespace conform {

ExitCode serve_command(const ServeCommand& command, const std::stop_token& stop) {
  reference::Options options;
  options.host = command.host;
  options.port = command.port;
  options.db = command.db;
  options.api_version = command.api_version;
  options.faults = command.faults;
  options.variants = command.variants;
  options.access_log = command.access_log;
  std::unique_ptr<reference::Server> server;
  try {
    server = std::make_unique<reference::Server>(options);
  } catch (const std::runtime_error& error) {
    return complain({{.file = {}, .line = 0, .pointer = {}, .message = error.what(), .hint = {}}});
  }
  if (!command.write_target.empty()) {
    const auto file = PendingFile::open(command.write_target);
    const auto written = file ? file->finish(server->target_json()) : Result<void>{tl::unexpected{file.error()}};
    if (!written) return complain(written.error());
  }
  std::cout << "Serving the User API on " << server->base_url() << '\n' << std::flush;
  std::mutex mutex;
  std::condition_variable_any stopped;
  std::unique_lock lock{mutex};
  stopped.wait(lock, stop, [] { return false; });
  server->stop();
  return ExitCode::good;
}

}  // namespace conform
