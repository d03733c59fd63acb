#pragma once

#include <cstddef>
#include <ostream>
#include <streambuf>
#include <string>

#include "base/log_commands.hpp"
#include "cli/options.hpp"

namespace conform {

/// True when a file descriptor is a terminal.
[[nodiscard]] bool is_terminal(int descriptor);
/// True for a terminal on which a line can be drawn again: TERM is set and not "dumb".
[[nodiscard]] bool can_redraw(int descriptor);
/// Columns of the terminal; of the variable COLUMNS, or 80, when it is not one.
[[nodiscard]] std::size_t terminal_width(int descriptor);
/// Columns to wrap text at that goes there: the terminal's; what is not a terminal is not wrapped.
[[nodiscard]] std::size_t line_width(int descriptor);
/// Whether to colour what goes there: as asked, else not when NO_COLOR is set, always when FORCE_COLOR is, and
/// otherwise on terminals, unless TERM is dumb.
[[nodiscard]] bool wants_colour(Colour asked, int descriptor);

/// While it is there, all that goes to a stream passes the gate against commands to a CI server that reads the log, and
/// then to a file descriptor.
class LogGate : private std::streambuf {
 public:
  LogGate(std::ostream& stream, int descriptor);
  LogGate(const LogGate&) = delete;
  LogGate& operator=(const LogGate&) = delete;
  ~LogGate() override;

  /// True when no program reads what goes there any more: `| head` is not an error.
  [[nodiscard]] bool reader_is_gone() const { return reader_is_gone_; }

 private:
  int_type overflow(int_type byte) override;
  std::streamsize xsputn(const char* text, std::streamsize size) override;
  int sync() override;

  std::ostream& stream_;
  std::streambuf* before_;
  int descriptor_;
  LogCommandBreaker breaker_;
  std::string waiting_;  ///< has passed, and is not written yet
  bool reader_is_gone_ = false;
};

/// Opens those of the descriptors 0 to 2 that are closed, so that no file gets their number: what is read from or
/// written to them fails, as it would have.
void open_standard_descriptors();

}  // namespace conform
