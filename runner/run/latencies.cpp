#include "run/latencies.hpp"

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

bool fits(std::string_view pattern, std::string_view path) {
  while (!pattern.empty() || !path.empty()) {
    const std::string_view wanted = next_segment(pattern);
    const std::string_view there = next_segment(path);
    if (!wanted.starts_with('{') && wanted != there) return false;
  }
  return true;
}

}  // namespace

const Operation* operation_of(const Contract& contract, const Request& request) {
  const std::string_view path = std::string_view{request.target}.substr(0, request.target.find('?'));
  const auto found = std::ranges::find_if(contract.operations, [&](const Operation& operation) {
    return operation.method == request.method && fits(operation.path, path);
  });
  return found == contract.operations.end() ? nullptr : &*found;
}

void Latencies::add(std::span<const Exchange> exchanges) {
  const std::scoped_lock lock{mutex_};
  for (const Exchange& exchange : exchanges) {
    const Operation* operation = operation_of(contract_, exchange.request);
    if (operation == nullptr || response_of(exchange) == nullptr) continue;
    auto known = std::ranges::find(latencies_, operation->id, &Latency::operation);
    if (known == latencies_.end()) known = latencies_.insert(known, {.operation = operation->id, .took = {}});
    known->took.push_back(exchange.took);
  }
}

std::vector<Latency> Latencies::sorted() const {
  const std::scoped_lock lock{mutex_};
  std::vector<Latency> sorted;
  for (const Operation& operation : contract_.operations) {
    const auto known = std::ranges::find(latencies_, operation.id, &Latency::operation);
    if (known == latencies_.end()) continue;
    std::ranges::sort(sorted.emplace_back(*known).took);
  }
  return sorted;
}

}  // namespace conform
