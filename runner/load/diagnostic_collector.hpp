#pragma once

#include <string>
#include <utility>
#include <vector>

#include "base/suggest.hpp"
#include "load/json_file.hpp"
#include "suite/suite.hpp"

namespace conform {

/// Collects what is wrong with one case file, at pointers into it.
struct DiagnosticCollector {
  const JsonFile& file;
  Diagnostics& diagnostics;

  void diagnostic(const std::string& at, std::string message, std::string hint = {}) const {
    diagnostics.push_back(file.diagnostic(at, std::move(message), std::move(hint)));
  }

  /// An unknown name, with the known one that was probably meant.
  void unknown(const std::string& at, const std::string& what, const std::string& name,
               const std::vector<std::string>& known) const {
    diagnostic(at, "unknown " + what + " \"" + name + "\"", did_you_mean(name, known));
  }

  void check_requirement(const RuleBook& rules, const std::string& id, const std::string& at) const {
    if (rules.find(id) != nullptr) return;
    std::vector<std::string> known;
    for (const Requirement& requirement : rules.requirements()) known.push_back(requirement.id);
    unknown(at, "requirement", id, known);
  }
};

}  // namespace conform
