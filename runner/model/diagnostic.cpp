#include "model/diagnostic.hpp"

namespace conform {

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
