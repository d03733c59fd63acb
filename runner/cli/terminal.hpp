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
/// Columns of the terminal, 80 when it is none.
[[nodiscard]] std::size_t terminal_width(int descriptor);
/// Whether to colour what goes there: as asked, else on terminals unless NO_COLOR is set or TERM is dumb.
[[nodiscard]] bool wants_colour(Colour asked, int descriptor);

/// While it is there, all that goes to a stream passes the gate against commands to a CI server that reads the log, and
/// then to a file descriptor.
class LogGate : private std::streambuf {
 public:
  LogGate(std::ostream& stream, int descriptor);
  LogGate(const LogGate&) = delete;
  LogGate& operator=(const LogGate&) = delete;
  ~LogGate() override;

 private:
  int_type overflow(int_type byte) override;
  std::streamsize xsputn(const char* text, std::streamsize size) override;
  int sync() override;

  std::ostream& stream_;
  std::streambuf* before_;
  int descriptor_;
  LogCommandBreaker breaker_;
  std::string waiting_;  ///< has passed, and is not written yet
};

/// Opens those of the descriptors 0 to 2 that are closed, so that no file gets their number: what is read from or
/// written to them fails, as it would have.
void open_standard_descriptors();

}  // namespace conform
