#include "suite/contract.hpp"

#include <algorithm>

namespace conform {
namespace {

/// One segment of a path from `rest`, which moves on.
std::string_view next_segment(std::string_view& rest) {
  const std::size_t end = std::min(rest.find('/'), rest.size());
  const std::string_view segment = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return segment;
}

/// A parameter stands for one segment that is not empty.
bool fits(std::string_view pattern, std::string_view path) {
  if (std::ranges::count(pattern, '/') != std::ranges::count(path, '/')) return false;
  while (!pattern.empty()) {
    const std::string_view wanted = next_segment(pattern);
    const std::string_view there = next_segment(path);
    if (wanted.starts_with('{') ? there.empty() : wanted != there) return false;
  }
  return true;
}

}  // namespace

const Operation* Contract::find(std::string_view id) const {
  const auto found = std::ranges::find(operations, id, &Operation::id);
  return found == operations.end() ? nullptr : &*found;
}

const Operation* Contract::find(std::string_view method, std::string_view target) const {
  const std::string_view path = target.substr(0, target.find('?'));
  const auto found = std::ranges::find_if(operations, [&](const Operation& operation) {
    return operation.method == method && fits(operation.path, path);
  });
  return found == operations.end() ? nullptr : &*found;
}

}  // namespace conform
