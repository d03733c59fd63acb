#include "run/pins.hpp"

#include <algorithm>
#include <vector>

#include "json/pointer.hpp"
#include "model/suggest.hpp"

namespace conform {
namespace {

constexpr const char* address = "address-on-partial-patch";

}  // namespace

std::map<std::string, std::string, std::less<>> pins_of(const Target& target) {
  auto pins = target.pins;
  if (const auto found = pins.find("address"); found != pins.end()) {
    pins.insert_or_assign(address, found->second);
    pins.erase("address");
  }
  return pins;
}

Diagnostics unknown_pins(const Target& target, const Suite& suite, const std::string& file) {
  std::map<std::string, std::vector<std::string>, std::less<>> known;
  for (const Requirement& requirement : suite.rules.requirements()) {
    if (!requirement.observation.empty()) known.emplace(requirement.observation, requirement.alternatives);
  }
  std::vector<std::string> names;
  for (const auto& [name, alternatives] : known) names.push_back(name);
  Diagnostics diagnostics;
  const auto add_diagnostic = [&](const std::string& pin, std::string message, std::string hint) {
    diagnostics.push_back({.file = file,
                           .line = 0,
                           .pointer = "/pins/" + escape_token(pin),
                           .message = std::move(message),
                           .hint = std::move(hint)});
  };
  for (const auto& [pin, interpretation] : target.pins) {
    const auto found = known.find(pin == "address" ? address : pin);
    if (found == known.end()) {
      const std::string meant = did_you_mean(pin, names);
      add_diagnostic(pin, "unknown observation \"" + pin + "\"",
                     meant.empty() ? "docs/open-readings.md lists them" : meant);
    } else if (std::ranges::find(found->second, interpretation) == found->second.end()) {
      std::string list;
      for (const std::string& one : found->second) list += (list.empty() ? "" : ", ") + one;
      add_diagnostic(pin, "\"" + interpretation + "\" is not an interpretation of " + found->first, "it has: " + list);
    }
  }
  return diagnostics;
}

}  // namespace conform
