#pragma once

#include <sys/types.h>

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <filesystem>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace conform::test {

/// How a program is started.
struct Start {
  std::vector<std::string> command;                ///< the program's path, then its arguments
  std::map<std::string, std::string> environment;  ///< set on top of this process's own; an empty value unsets
  std::filesystem::path folder;                    ///< where it runs; empty: here
  std::string input;                               ///< all of its standard input
};

/// A program that runs beside the test. What it prints is kept. Killed and reaped with the object; what a sanitizer has
/// said of it is a failure then.
class ChildProcess {
 public:
  explicit ChildProcess(const Start& start);
  ~ChildProcess();
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  /// Sends a signal, unless it has ended.
  void signal(int number);
  /// Waits for its end and for all that it printed. The exit code, or 1000 and the signal that ended it; nothing when
  /// it still runs after `limit`.
  std::optional<int> wait(std::chrono::milliseconds limit);
  /// Waits until it has printed this on either stream; false when it ended before, or after `limit`.
  bool wait_for(std::string_view text, std::chrono::milliseconds limit);

  /// What it has printed so far.
  [[nodiscard]] std::string output() const;
  [[nodiscard]] std::string errors() const;
  /// The most memory that it had, resident; 0 while it runs.
  [[nodiscard]] std::size_t peak_bytes() const;

 private:
  void read(int descriptor, std::string& into);
  void reap();

  pid_t process_ = 0;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::string output_;
  std::string errors_;
  int readers_ = 2;
  std::size_t peak_bytes_ = 0;
  std::optional<int> exit_code_;
  std::vector<std::jthread> threads_;
};

}  // namespace conform::test
