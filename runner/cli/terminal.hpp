#pragma once

#include <cstddef>

#include "cli/options.hpp"

namespace conform {

/// True when a file descriptor is a terminal.
[[nodiscard]] bool is_terminal(int descriptor);
/// Columns of the terminal, 80 when it is none.
[[nodiscard]] std::size_t terminal_width(int descriptor);
/// Whether to colour what goes there: as asked, else on terminals unless NO_COLOR is set or TERM is dumb.
[[nodiscard]] bool wants_colour(Colour asked, int descriptor);

}  // namespace conform
