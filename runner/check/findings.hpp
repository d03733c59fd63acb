#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/gate.hpp"
#include "base/untrusted.hpp"
#include "check/mismatch.hpp"
#include "model/verdict.hpp"
#include "suite/requirement.hpp"

namespace conform {

/// A finding whose text has not passed the gate.
struct Found {
  std::string rule;
  std::string requirement;
  Level level = Level::must;
  Untrusted where;
  Untrusted expected;
  Untrusted actual;
  Untrusted message;
  std::size_t exchange = 0;
};

/// What the mismatches of a check are about.
struct Place {
  std::string_view operation;
  std::size_t exchange = 0;                    ///< index into the case's exchanges
  std::optional<std::size_t> later_read = {};  ///< the same of the read after it
  Level max_level = Level::must;               ///< they count at most so high
};

/// A notice, and where it was made.
struct PlacedNotice : Notice {
  std::string operation;
  std::size_t exchange = 0;
  friend bool operator==(const PlacedNotice&, const PlacedNotice&) = default;
};

/// The findings of one case: of every mismatch the requirement that it violates, its level, and each only once.
class Findings {
 public:
  Findings(const RuleBook& rules, std::string version) : rules_{&rules}, version_{std::move(version)} {}

  /// Throws std::logic_error for a rule that is bound to nothing: a defect of the suite, which lint finds.
  void add(Mismatch mismatch, const Place& place);
  void add(Mismatches mismatches, const Place& place);
  /// Its notices are kept for `take_notices`.
  void add(CheckResult result, const Place& place);

  /// What is not a finding, yet must be said.
  [[nodiscard]] std::vector<PlacedNotice> take_notices() { return std::exchange(notices_, {}); }

  /// Drops what was found in an exchange: it belongs to another case.
  void drop(std::size_t exchange);

  [[nodiscard]] const std::vector<Found>& all() const { return findings_; }
  /// The findings as a verdict has them: their text has passed the gate.
  [[nodiscard]] std::vector<Finding> take(const Redaction& redaction) const;
  /// True when something at must level was found.
  [[nodiscard]] bool any_must() const;
  /// True when a rule has found something in an exchange.
  [[nodiscard]] bool has(std::string_view rule, std::size_t exchange) const;

 private:
  [[nodiscard]] Citation cited_by_rule(const Mismatch& mismatch, const Place& place) const;

  const RuleBook* rules_;
  std::string version_;
  std::vector<Found> findings_;
  std::vector<PlacedNotice> notices_;
};

}  // namespace conform
