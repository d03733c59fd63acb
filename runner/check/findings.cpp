#include "check/findings.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace conform {

void Findings::add(std::string_view rule, std::string_view operation, std::size_t exchange, Mismatch mismatch,
                   Level max_level) {
  const Requirement* requirement = rules_->speaks_for(rule, operation, version_, mismatch.where.raw());
  if (requirement == nullptr) {
    throw std::logic_error{"the rule " + std::string{rule} + " has no requirement for " + std::string{operation} +
                           " at " + plain(mismatch.where)};
  }
  const Level level =
      max_level == Level::should && requirement->level == Level::must ? Level::should : requirement->level;
  add_cited(rule, requirement->id, level, exchange, std::move(mismatch));
}

void Findings::add_cited(std::string_view rule, const std::string& requirement, Level level, std::size_t exchange,
                         Mismatch mismatch) {
  push({std::move(mismatch), std::string{rule}, requirement, level, exchange});
}

void Findings::notice(Notice notice) {
  if (std::ranges::find(notices_, notice) == notices_.end()) notices_.push_back(std::move(notice));
}

void Findings::drop(std::size_t exchange) {
  std::erase_if(findings_, [&](const Found& found) { return found.exchange == exchange; });
}

bool Findings::any_must() const {
  return std::ranges::any_of(findings_, [](const Found& finding) { return finding.level == Level::must; });
}

bool Findings::has(std::string_view rule, std::size_t exchange) const {
  return std::ranges::any_of(
      findings_, [&](const Found& finding) { return finding.rule == rule && finding.exchange == exchange; });
}

std::vector<Finding> Findings::take(const Redaction& redaction) const {
  std::vector<Finding> finished;
  for (const Found& found : findings_) {
    finished.push_back({.rule = found.rule,
                        .requirement = found.requirement,
                        .level = found.level,
                        .where = shown(found.where, redaction),
                        .expected = shown(found.expected, redaction),
                        .actual = shown(found.actual, redaction),
                        .message = shown(found.message, redaction),
                        .exchange = found.exchange});
  }
  return finished;
}

// The same violation seen in several exchanges of a case is one finding.
void Findings::push(Found finding) {
  const bool known = std::ranges::any_of(findings_, [&](const Found& other) {
    return other.rule == finding.rule && other.requirement == finding.requirement && other.where == finding.where &&
           other.expected == finding.expected && other.actual == finding.actual;
  });
  if (!known) findings_.push_back(std::move(finding));
}

}  // namespace conform
