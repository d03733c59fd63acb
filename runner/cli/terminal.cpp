#include "cli/terminal.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdlib>
#include <string_view>

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

}  // namespace conform
