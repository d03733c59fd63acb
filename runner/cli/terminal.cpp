#include "cli/terminal.hpp"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <string_view>

#include "base/durable_file.hpp"

namespace conform {

bool is_terminal(int descriptor) { return isatty(descriptor) == 1; }

std::size_t terminal_width(int descriptor) {
  constexpr std::size_t usual = 80;
  winsize size{};
  if (ioctl(descriptor, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return usual;
  return size.ws_col;
}

bool wants_colour(Colour asked, int descriptor) {
  if (asked != Colour::automatic) return asked == Colour::always;
  const char* no_color = std::getenv("NO_COLOR");  // NOLINT(concurrency-mt-unsafe): nothing sets variables
  if (no_color != nullptr && *no_color != '\0') return false;
  const char* term = std::getenv("TERM");  // NOLINT(concurrency-mt-unsafe)
  return is_terminal(descriptor) && term != nullptr && std::string_view{term} != "dumb";
}

LogGate::LogGate(std::ostream& stream, int descriptor)
    : stream_{stream}, before_{stream.rdbuf(this)}, descriptor_{descriptor} {}

LogGate::~LogGate() {
  stream_.flush();
  stream_.rdbuf(before_);
}

LogGate::int_type LogGate::overflow(int_type byte) {
  const char one = traits_type::to_char_type(byte);
  return xsputn(&one, 1) == 1 ? byte : traits_type::eof();
}

std::streamsize LogGate::xsputn(const char* text, std::streamsize size) {
  constexpr std::size_t enough = std::size_t{64} << 10U;
  breaker_.pass({text, static_cast<std::size_t>(size)}, waiting_);
  return waiting_.size() < enough || sync() == 0 ? size : 0;
}

int LogGate::sync() {
  const bool written = write_all(descriptor_, waiting_);
  waiting_.clear();
  return written ? 0 : -1;
}

void open_standard_descriptors() {
  for (int descriptor = STDIN_FILENO; descriptor <= STDERR_FILENO; ++descriptor) {
    if (::fcntl(descriptor, F_GETFD) >= 0 || errno != EBADF) continue;  // NOLINT: variadic by POSIX
    // open() gives the lowest number that is free, which is this one.
    static_cast<void>(
        ::open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY));  // NOLINT: variadic by POSIX
  }
}

}  // namespace conform
