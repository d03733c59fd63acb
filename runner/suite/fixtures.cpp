#include "suite/fixtures.hpp"

namespace conform {

std::vector<std::string> Fixtures::attributes() const {
  std::vector<std::string> names;
  for (const auto& [name, values] : samples) {
    if (name.find('/') == std::string::npos) names.push_back(name);
  }
  return names;
}

}  // namespace conform
