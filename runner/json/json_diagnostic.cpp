#include "json/json_diagnostic.hpp"

#include <utility>

#include "base/gate.hpp"

namespace conform {

Diagnostic to_diagnostic(const JsonError& error, std::string file) {
  return {.file = std::move(file),
          .line = error.line,
          .pointer = error.pointer,
          .message = plain(error.message) + " (column " + std::to_string(error.column) + ")",
          .hint = {}};
}

std::size_t line_of(const JsonLines& lines, std::string_view pointer) {
  for (;;) {
    if (const auto found = lines.find(pointer); found != lines.end()) return found->second;
    const std::size_t slash = pointer.rfind('/');
    if (slash == std::string_view::npos) return 0;
    pointer = pointer.substr(0, slash);
  }
}

}  // namespace conform
