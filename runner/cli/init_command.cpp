#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <iostream>
#include <optional>
#include <stop_token>

#include "base/durable_file.hpp"
#include "base/shell.hpp"
#include "base/uuid.hpp"
#include "cli/commands.hpp"
#include "cli/target_draft.hpp"
#include "cli/terminal.hpp"
#include "reports/text.hpp"

namespace conform {
namespace {

constexpr std::size_t longest_line = 4096;

/// A line of standard input; a signal ends the wait for it.
std::optional<std::string> typed_line(const std::stop_token& stop) {
  constexpr int look_again = 100;  // milliseconds
  std::string line;
  while (!stop.stop_requested() && line.size() < longest_line) {
    pollfd watched{.fd = STDIN_FILENO, .events = POLLIN, .revents = 0};
    if (::poll(&watched, 1, look_again) <= 0) continue;
    char byte = 0;
    const ssize_t count = ::read(STDIN_FILENO, &byte, 1);
    if (count < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (count <= 0) return std::nullopt;
    if (byte == '\n') return line;
    line += byte;
  }
  return std::nullopt;
}

ExitCode init_problem(std::string message, std::string hint) {
  return print_diagnostics({Diagnostic::about_flag(std::move(message), std::move(hint))});
}

TargetDraft draft_from(const InitCommand& command) {
  TargetDraft draft{.base_url = command.base_url,
                    .name = command.name,
                    .api_version = command.api_version,
                    .allow_writes = command.allow_writes,
                    .users = {}};
  const std::size_t users = std::max<std::size_t>({1, command.user_ids.size(), command.token_envs.size()});
  for (std::size_t i = 0; i < users; ++i) {
    draft.users.push_back({.id = i < command.user_ids.size() ? command.user_ids[i] : std::string{},
                           .token_env = i < command.token_envs.size() ? command.token_envs[i] : std::string{}});
  }
  return draft;
}

// What a flag has; never quoted where it may be a token.
Diagnostics flag_problems(const InitCommand& command, const TargetDraft& draft) {
  Diagnostics problems;
  const auto add = [&](std::string message, std::string hint) {
    problems.push_back(Diagnostic::about_flag(std::move(message), std::move(hint)));
  };
  if (std::string trouble = trouble_with(draft); !trouble.empty())
    add(std::move(trouble), "for example https://user.staging.example/user/2024-3");
  for (const std::string& id : command.user_ids) {
    if (!is_uuid(id)) add("--user-id: \"" + id + "\" is not a UUID", {});
  }
  for (const std::string& name : command.token_envs) {
    if (!is_variable_name(name))
      add("--token-env needs the name of an environment variable, not the token",
          "in capital letters, as USER1_TOKEN, or the name of a variable that is set");
  }
  return problems;
}

void print_next_steps(const TargetDraft& draft, const std::string& file) {
  std::string exports;
  for (const std::string& name : variables_of(draft)) exports += " " + name + "=…";
  std::cout << printable(file + " is written. Next:\n\n  export" + exports + "\n  conform check --target " +
                         shell_word(file) + "\n  conform run --target " + shell_word(file) + "\n");
}

}  // namespace

ExitCode init_command(const InitCommand& command, const std::stop_token& stop) {
  if (::access(command.file.c_str(), F_OK) == 0)
    return init_problem(command.file + " is there already", "name another file with --output");
  TargetDraft draft = draft_from(command);
  if (command.base_url.empty()) {
    if (!is_terminal(STDIN_FILENO) || !is_terminal(STDERR_FILENO))
      return init_problem("conform init needs a base URL where it cannot ask",
                          "conform init https://user.staging.example/user/2024-3");
    const auto say = [](std::string_view text) { std::cerr << text << std::flush; };
    const auto asked = ask_for_draft([&] { return typed_line(stop); }, say);
    if (stop.stop_requested()) return ExitCode::interrupted;
    if (!asked) return init_problem("no usable reply: nothing was written", "see conform init --help for flags");
    draft = *asked;
  } else if (const Diagnostics problems = flag_problems(command, draft); !problems.empty()) {
    return print_diagnostics(problems);
  }
  constexpr mode_t private_file = 0600;
  DurableFile file{command.file, private_file};
  const int error = file.error() != 0 ? file.error() : file.create(draft_text(draft, shell_word(command.file)));
  if (error != 0)
    return init_problem(command.file + " cannot be written: " + error_text(error), "name another file with --output");
  print_next_steps(draft, command.file);
  return ExitCode::good;
}

}  // namespace conform
