#include "suite/aliases.hpp"

namespace conform {

std::string Aliases::case_id(std::string_view id) const {
  if (const auto same = cases.find(id); same != cases.end()) return same->second;
  const std::size_t label = id.find('[');
  if (label == std::string_view::npos) return std::string{id};
  const auto whole = cases.find(id.substr(0, label));
  return whole == cases.end() ? std::string{id} : whole->second + std::string{id.substr(label)};
}

std::string Aliases::requirement_id(std::string_view id) const {
  const auto found = requirements.find(id);
  return found == requirements.end() ? std::string{id} : found->second;
}

std::vector<std::string> Aliases::former_case_ids(std::string_view id) const {
  const std::string_view name = id.substr(0, id.find('['));
  std::vector<std::string> former;
  for (const auto& [before, now] : cases) {
    if (now == id) {
      former.push_back(before);
    } else if (now == name) {
      former.push_back(before + std::string{id.substr(name.size())});
    }
  }
  return former;
}

}  // namespace conform
