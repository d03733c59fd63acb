#include "model/problem.hpp"

namespace conform {

std::string to_string(const Problem& problem) {
  std::string text = problem.file;
  if (problem.line > 0) {
    text += ':';
    text += std::to_string(problem.line);
  }
  if (!problem.pointer.empty()) {
    if (!text.empty()) text += ": ";
    text += problem.pointer;
  }
  if (!text.empty()) text += ": ";
  text += problem.message;
  if (!problem.hint.empty()) {
    text += " (";
    text += problem.hint;
    text += ')';
  }
  return text;
}

}  // namespace conform
