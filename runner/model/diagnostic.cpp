#include "model/diagnostic.hpp"

#include <utility>

namespace conform {

Diagnostic Diagnostic::about_flag(std::string message, std::string hint) {
  return about_place({}, {}, std::move(message), std::move(hint));
}

Diagnostic Diagnostic::about_file(std::string file, std::string message, std::string hint) {
  return about_place(std::move(file), {}, std::move(message), std::move(hint));
}

Diagnostic Diagnostic::about_place(std::string file, std::string pointer, std::string message, std::string hint) {
  return {.file = std::move(file),
          .line = 0,
          .pointer = std::move(pointer),
          .message = std::move(message),
          .hint = std::move(hint)};
}

std::string to_string(const Diagnostic& diagnostic) {
  std::string text = diagnostic.file;
  if (diagnostic.line > 0) {
    text += ':';
    text += std::to_string(diagnostic.line);
  }
  if (!diagnostic.pointer.empty()) {
    if (!text.empty()) text += ": ";
    text += diagnostic.pointer;
  }
  if (!text.empty()) text += ": ";
  text += diagnostic.message;
  if (!diagnostic.hint.empty()) {
    text += " (";
    text += diagnostic.hint;
    text += ')';
  }
  return text;
}

}  // namespace conform
