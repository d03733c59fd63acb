#include "end_to_end/child_process.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <stdexcept>
#include <system_error>

namespace conform::test {
namespace {

struct Pipe {
  int reading = -1;
  int writing = -1;
  Pipe() {
    std::array<int, 2> ends{};
    if (pipe2(ends.data(), O_CLOEXEC) != 0) throw std::system_error{errno, std::generic_category(), "pipe"};
    reading = ends[0];
    writing = ends[1];
  }
};

std::vector<std::string> surroundings(const std::map<std::string, std::string>& changes) {
  std::vector<std::string> all;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string text = *entry;
    if (!changes.contains(text.substr(0, text.find('=')))) all.push_back(text);
  }
  for (const auto& [name, value] : changes) {
    if (value.empty()) continue;
    all.push_back(name);
    all.back().append("=").append(value);
  }
  return all;
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> list;
  list.reserve(texts.size() + 1);
  for (std::string& text : texts) list.push_back(text.data());
  list.push_back(nullptr);
  return list;
}

void write_all(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = write(descriptor, bytes.data(), bytes.size());
    if (count < 0 && errno != EINTR) return;
    if (count > 0) bytes.remove_prefix(static_cast<std::size_t>(count));
  }
}

}  // namespace

ChildProcess::ChildProcess(const Start& start) {
  std::signal(SIGPIPE, SIG_IGN);  // a child that does not read its input is not an end of the test
  std::vector<std::string> command = start.command;
  std::vector<std::string> environment = surroundings(start.environment);
  const Pipe input;
  const Pipe output;
  const Pipe errors;
  posix_spawn_file_actions_t actions{};
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, input.reading, STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, output.writing, STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, errors.writing, STDERR_FILENO);
  if (!start.folder.empty()) posix_spawn_file_actions_addchdir_np(&actions, start.folder.c_str());
  posix_spawnattr_t attributes{};
  posix_spawnattr_init(&attributes);
  sigset_t none{};
  sigemptyset(&none);
  sigset_t usual{};
  sigfillset(&usual);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setsigdefault(&attributes, &usual);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  const int error = posix_spawnp(&process_, command.front().c_str(), &actions, &attributes, pointers(command).data(),
                                 pointers(environment).data());
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  for (const int descriptor : {input.reading, output.writing, errors.writing}) close(descriptor);
  if (error != 0) {
    for (const int descriptor : {input.writing, output.reading, errors.reading}) close(descriptor);
    throw std::system_error{error, std::generic_category(), command.front() + " cannot be started"};
  }
  threads_.emplace_back([this, from = output.reading] { read(from, output_); });
  threads_.emplace_back([this, from = errors.reading] { read(from, errors_); });
  threads_.emplace_back([this] { reap(); });
  write_all(input.writing, start.input);
  close(input.writing);
}

ChildProcess::~ChildProcess() {
  signal(SIGKILL);
  threads_.clear();
#ifdef CONFORM_SANITIZED
  // Whatever a test makes of exit codes: what a sanitizer says of a program is a failure.
  for (const char* words : {"Sanitizer: ", "runtime error: "})
    EXPECT_EQ(errors_.find(words), std::string::npos) << errors_;
#endif
}

void ChildProcess::read(int descriptor, std::string& into) {
  std::array<char, 16384> room{};
  while (true) {
    const ssize_t count = ::read(descriptor, room.data(), room.size());
    if (count < 0 && errno == EINTR) continue;
    const std::scoped_lock lock{mutex_};
    if (count <= 0) {
      --readers_;
      changed_.notify_all();
      break;
    }
    into.append(room.data(), static_cast<std::size_t>(count));
    changed_.notify_all();
  }
  close(descriptor);
}

void ChildProcess::reap() {
  const auto id = static_cast<id_t>(process_);
  siginfo_t info{};
  // The end is seen first and the process reaped under the lock, so that no signal ever goes to a number that is free.
  while (waitid(P_PID, id, &info, WEXITED | WNOWAIT) != 0 && errno == EINTR) {
  }
  const std::scoped_lock lock{mutex_};
  int status = 0;
  rusage usage{};
  while (wait4(process_, &status, 0, &usage) < 0 && errno == EINTR) {
  }
  peak_bytes_ = static_cast<std::size_t>(usage.ru_maxrss) * 1024;
  exit_code_ = WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
  changed_.notify_all();
}

void ChildProcess::signal(int number) {
  const std::scoped_lock lock{mutex_};
  if (!exit_code_) kill(process_, number);
}

std::optional<int> ChildProcess::wait(std::chrono::milliseconds limit) {
  std::unique_lock lock{mutex_};
  changed_.wait_for(lock, limit, [this] { return exit_code_ && readers_ == 0; });
  return readers_ == 0 ? exit_code_ : std::nullopt;
}

bool ChildProcess::wait_for(std::string_view text, std::chrono::milliseconds limit) {
  std::unique_lock lock{mutex_};
  const auto printed = [&] {
    return output_.find(text) != std::string::npos || errors_.find(text) != std::string::npos;
  };
  changed_.wait_for(lock, limit, [&] { return printed() || readers_ == 0; });
  return printed();
}

std::string ChildProcess::output() const {
  const std::scoped_lock lock{mutex_};
  return output_;
}

std::string ChildProcess::errors() const {
  const std::scoped_lock lock{mutex_};
  return errors_;
}

std::size_t ChildProcess::peak_bytes() const {
  const std::scoped_lock lock{mutex_};
  return peak_bytes_;
}

}  // namespace conform::test
