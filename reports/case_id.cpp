#include "reports/case_id.hpp"

#include <algorithm>

namespace conform {
namespace {

template <class Each>
void split(std::string_view text, char separator, const Each& each) {
  while (true) {
    const std::string_view part = text.substr(0, text.find(separator));
    each(part);
    if (part.size() == text.size()) return;
    text.remove_prefix(part.size() + 1);
  }
}

}  // namespace

std::vector<std::string_view> path_of(std::string_view case_id) {
  std::vector<std::string_view> segments;
  split(case_id.substr(0, case_id.find('[')), '/', [&](std::string_view segment) {
    if (!segment.empty()) segments.push_back(segment);
  });
  return segments;
}

std::string_view matrix_of(std::string_view case_id) {
  const std::size_t open = case_id.find('[');
  if (open == std::string_view::npos) return {};
  std::string_view inner = case_id.substr(open + 1);
  if (inner.ends_with(']')) inner.remove_suffix(1);
  return inner;
}

std::vector<std::pair<std::string_view, std::string_view>> matrix_values(std::string_view case_id) {
  std::vector<std::pair<std::string_view, std::string_view>> values;
  split(matrix_of(case_id), ',', [&](std::string_view pair) {
    const std::size_t equals = pair.find('=');
    if (equals != std::string_view::npos) values.emplace_back(pair.substr(0, equals), pair.substr(equals + 1));
  });
  return values;
}

}  // namespace conform
