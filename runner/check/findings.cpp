#include "check/findings.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace conform {

Citation Findings::cited_by_rule(const Mismatch& mismatch, const Place& place) const {
  const Requirement* requirement = rules_->speaks_for(mismatch.rule, place.operation, version_, mismatch.where.raw());
  if (requirement == nullptr) {
    throw std::logic_error{"the rule " + mismatch.rule + " has no requirement for " + std::string{place.operation} +
                           " at " + plain(mismatch.where)};
  }
  const bool lesser = mismatch.max_level == Level::should || place.max_level == Level::should;
  return {.requirement = requirement->id,
          .level = lesser && requirement->level == Level::must ? Level::should : requirement->level};
}

void Findings::add(Mismatch mismatch, const Place& place) {
  Citation citation = mismatch.cited ? std::move(*mismatch.cited) : cited_by_rule(mismatch, place);
  // The same violation seen in several exchanges of a case is one finding.
  const bool known = std::ranges::any_of(findings_, [&](const Found& other) {
    return other.rule == mismatch.rule && other.requirement == citation.requirement && other.where == mismatch.where &&
           other.expected == mismatch.expected && other.actual == mismatch.actual;
  });
  if (known) return;
  findings_.push_back({.rule = std::move(mismatch.rule),
                       .requirement = std::move(citation.requirement),
                       .level = citation.level,
                       .where = std::move(mismatch.where),
                       .expected = std::move(mismatch.expected),
                       .actual = std::move(mismatch.actual),
                       .message = std::move(mismatch.message),
                       .exchange = mismatch.in_later_read ? place.later_read.value() : place.exchange});
}

void Findings::add(Mismatches mismatches, const Place& place) {
  for (Mismatch& mismatch : mismatches) add(std::move(mismatch), place);
}

void Findings::add(CheckResult result, const Place& place) {
  add(std::move(result.mismatches), place);
  for (Notice& notice : result.notices) {
    const std::size_t exchange = notice.in_later_read ? place.later_read.value() : place.exchange;
    PlacedNotice placed{std::move(notice), std::string{place.operation}, exchange};
    placed.in_later_read = false;
    if (std::ranges::find(notices_, placed) == notices_.end()) notices_.push_back(std::move(placed));
  }
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

}  // namespace conform
