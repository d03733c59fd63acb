#pragma once

#include <string>
#include <string_view>

#include "json/parse.hpp"
#include "model/diagnostic.hpp"

namespace conform {

/// A parse error as a problem of that file, with line and column.
[[nodiscard]] Diagnostic to_diagnostic(const JsonError& error, std::string file);

/// The line on which the value at a pointer begins, or its nearest ancestor that is known; 0 when none is.
[[nodiscard]] std::size_t line_of(const JsonLines& lines, std::string_view pointer);

}  // namespace conform
