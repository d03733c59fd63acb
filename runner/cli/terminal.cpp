#include "cli/terminal.hpp"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstdlib>
#include <limits>
#include <string_view>

#include "base/durable_file.hpp"

namespace conform {

namespace {

std::string_view variable(const char* name) {
  const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): nothing sets variables
  return value == nullptr ? std::string_view{} : std::string_view{value};
}

// 0: it does not give one that can be used.
std::size_t columns_of_environment() {
  constexpr std::size_t least = 20;
  const std::string_view text = variable("COLUMNS");
  std::size_t width = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), width);
  return error == std::errc{} && end == text.data() + text.size() && width >= least ? width : 0;
}

}  // namespace

bool is_terminal(int descriptor) { return isatty(descriptor) == 1; }

bool can_redraw(int descriptor) {
  const std::string_view term = variable("TERM");
  return is_terminal(descriptor) && !term.empty() && term != "dumb";
}

std::size_t terminal_width(int descriptor) {
  constexpr std::size_t usual = 80;
  winsize size{};
  if (ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col != 0) return size.ws_col;
  const std::size_t named = columns_of_environment();
  return named == 0 ? usual : named;
}

std::size_t line_width(int descriptor) {
  constexpr std::size_t readable = 100;
  return is_terminal(descriptor) ? std::min(terminal_width(descriptor), readable) : std::numeric_limits<int>::max();
}

bool wants_colour(Colour asked, int descriptor) {
  if (asked != Colour::automatic) return asked == Colour::always;
  if (!variable("NO_COLOR").empty()) return false;
  if (const std::string_view forced = variable("FORCE_COLOR"); !forced.empty() && forced != "0") return true;
  return can_redraw(descriptor);
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
  if (!written && errno == EPIPE) reader_is_gone_ = true;
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
