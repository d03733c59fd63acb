#include "credentials/token_command.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <spawn.h>
#include <sys/eventfd.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <system_error>

#include "base/text.hpp"
#include "target/token_text.hpp"

namespace conform {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t most_output = 64U << 10U;

/// A file descriptor that is closed with it.
class Descriptor {
 public:
  explicit Descriptor(int number = -1) : number_{number} {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() { reset(); }
  void reset(int number = -1) {
    if (number_ >= 0) close(number_);
    number_ = number;
  }
  [[nodiscard]] int get() const noexcept { return number_; }

 private:
  int number_;
};

struct Pipe {
  Descriptor reading;
  Descriptor writing;
  bool open() {
    std::array<int, 2> ends{};
    if (pipe2(ends.data(), O_CLOEXEC) != 0) return false;
    reading.reset(ends[0]);
    writing.reset(ends[1]);
    return fcntl(ends[0], F_SETFL, O_NONBLOCK) == 0;
  }
};

/// What isspace takes for space.
std::string without_space_around(std::string_view text) { return std::string{trimmed(text, " \t\r\n\v\f")}; }

std::string describe_error(int error) { return std::generic_category().message(error); }

/// "NAME=value" of this program's own environment, and of the command's, which wins.
std::vector<std::string> environment_of(const TokenCommand& command) {
  std::vector<std::string> variables;
  for (char** own = environ; own != nullptr && *own != nullptr; ++own) {
    const std::string_view variable{*own};
    const auto is_replaced = [&](const EnvironmentVariable& environment_variable) {
      return variable.starts_with(environment_variable.name) &&
             variable.substr(environment_variable.name.size()).starts_with('=');
    };
    if (std::none_of(command.environment.begin(), command.environment.end(), is_replaced))
      variables.emplace_back(variable);
  }
  for (const EnvironmentVariable& variable : command.environment)
    variables.push_back(variable.name + "=" + variable.value);
  return variables;
}

/// A command while it runs.
class Child {
 public:
  /// 0, or the error with which it could not be started.
  int start(const TokenCommand& command) {
    if (!output_.open() || !errors_.open()) return errno;
    std::vector<std::string> arguments = command.arguments;
    std::vector<char*> pointers;
    for (std::string& argument : arguments) pointers.push_back(argument.data());
    pointers.push_back(nullptr);

    std::vector<std::string> variables = environment_of(command);
    std::vector<char*> environment;
    for (std::string& variable : variables) environment.push_back(variable.data());
    environment.push_back(nullptr);

    posix_spawn_file_actions_t actions{};
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, output_.writing.get(), STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, errors_.writing.get(), STDERR_FILENO);
    if (!command.folder.empty()) posix_spawn_file_actions_addchdir_np(&actions, command.folder.c_str());
    posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1);  // report files, connections
    posix_spawnattr_t attributes{};
    posix_spawnattr_init(&attributes);
    sigset_t none{};
    sigemptyset(&none);
    sigset_t all{};
    sigfillset(&all);
    posix_spawnattr_setsigmask(&attributes, &none);  // this program's threads block what ends a run
    posix_spawnattr_setsigdefault(&attributes, &all);
    posix_spawnattr_setpgroup(&attributes, 0);  // so that what it starts can be killed with it
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
    const int error =
        posix_spawnp(&process_, pointers.front(), &actions, &attributes, pointers.data(), environment.data());
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    output_.writing.reset();
    errors_.writing.reset();
    if (error != 0) return error;
    started_ = true;
    // glibc 2.36 declares pidfd_open without saying that it is C.
    ended_.reset(static_cast<int>(syscall(SYS_pidfd_open, process_, 0)));
    return ended_.get() < 0 ? errno : 0;
  }

  ~Child() {
    if (!started_ || reaped_) return;
    kill(-process_, SIGKILL);
    while (waitpid(process_, nullptr, 0) < 0 && errno == EINTR) {
    }
  }
  Child() = default;
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  enum class End { ended, too_slow, stopped };
  End wait(Clock::time_point deadline, const std::stop_token& stop) {
    const Descriptor wake{eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)};
    const std::stop_callback on_stop{stop, [&] {
                                       const std::uint64_t one = 1;
                                       static_cast<void>(write(wake.get(), &one, sizeof one));
                                     }};
    while (true) {
      if (stop.stop_requested()) return End::stopped;
      const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now());
      if (left.count() <= 0) return End::too_slow;
      std::array<pollfd, 4> watched{pollfd{output_.reading.get(), POLLIN, 0}, pollfd{errors_.reading.get(), POLLIN, 0},
                                    pollfd{ended_.get(), POLLIN, 0}, pollfd{wake.get(), POLLIN, 0}};
      if (poll(watched.data(), watched.size(), static_cast<int>(left.count())) < 0 && errno != EINTR) {
        return End::too_slow;
      }
      take(output_, output);
      take(errors_, errors);
      // What it started may still hold the pipes open: its own end is what counts.
      if (watched[2].revents != 0) return End::ended;
    }
  }

  /// Its exit code, or 128 and the signal that ended it, as shells say. To be called once, after its end.
  int reap() {
    take(output_, output);
    take(errors_, errors);
    int status = 0;
    while (waitpid(process_, &status, 0) < 0 && errno == EINTR) {
    }
    reaped_ = true;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  }

  std::string output;
  std::string errors;

 private:
  /// Takes what is there; of very much only the beginning is kept.
  static void take(Pipe& pipe, std::string& into) {
    std::array<char, 4096> room{};
    while (pipe.reading.get() >= 0) {
      const ssize_t count = read(pipe.reading.get(), room.data(), room.size());
      if (count < 0 && errno == EINTR) continue;
      if (count < 0 && errno == EAGAIN) return;
      if (count <= 0) {
        pipe.reading.reset();  // poll leaves negative descriptors out
        return;
      }
      into.append(room.data(), std::min(static_cast<std::size_t>(count), most_output + 1 - into.size()));
    }
  }

  pid_t process_ = 0;
  bool started_ = false;
  bool reaped_ = false;
  Pipe output_;
  Pipe errors_;
  Descriptor ended_;
};

}  // namespace

tl::expected<IssuedToken, NoToken> token_of_command(const TokenCommand& command, const std::stop_token& stop) {
  const auto failed = [](Untrusted why, std::string said = {}, bool final = false) {
    return tl::unexpected<NoToken>{NoToken{.why = std::move(why), .said = std::move(said), .final = final}};
  };
  Child child;
  if (const int error = child.start(command); error != 0) {
    return failed("it cannot be started: " + describe_error(error), {}, true);
  }
  switch (child.wait(Clock::now() + command.time_limit, stop)) {
    case Child::End::ended:
      break;
    case Child::End::too_slow:
      return failed(fmt::format("it did not end within {} ms", command.time_limit.count()),
                    without_space_around(child.errors));
    case Child::End::stopped:
      return failed("the run was stopped");
  }
  const int code = child.reap();
  if (code != 0) return failed(fmt::format("it ended with code {}", code), without_space_around(child.errors));
  if (child.output.size() > most_output) return failed(fmt::format("it printed more than {} bytes", most_output));
  IssuedToken issued{.token = without_space_around(child.output), .lifetime = std::nullopt, .refresh_token = {}};
  if (issued.token.empty()) return failed("it printed nothing", without_space_around(child.errors));
  if (const std::string trouble = token_trouble(issued.token); !trouble.empty()) {
    return failed("it printed what cannot be sent: " + trouble);
  }
  return issued;
}

}  // namespace conform
