#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/gate.hpp"
#include "base/untrusted.hpp"
#include "model/verdict.hpp"
#include "suite/requirement.hpp"

namespace conform {

/// What a check saw, before it is known which requirement it speaks for.
struct Mismatch {
  Untrusted where;
  Untrusted expected;
  Untrusted actual;
  Untrusted message;
};

/// A finding whose text has not passed the gate.
struct Found : Mismatch {
  std::string rule;
  std::string requirement;
  Level level = Level::must;
  std::size_t exchange = 0;
};

/// Which way a server went where the contract is open, seen by an implicit check.
struct Notice {
  std::string observation;
  std::string interpretation;
  std::string operation;
  std::string value;         ///< what was sent, and where; a server that is of one mind reads it in one way
  std::string where;         ///< pointer below the response: "/data/attributes/email"
  std::size_t exchange = 0;  ///< that shows it
  friend bool operator==(const Notice&, const Notice&) = default;
};

/// Collects the findings of one case: looks up the requirement that a rule speaks for, and drops repetitions.
class Findings {
 public:
  Findings(const RuleBook& rules, std::string version) : rules_{&rules}, version_{std::move(version)} {}

  /// A finding of an implicit check; level and requirement come from the rule's binding, the level at most `cap`.
  /// Throws std::logic_error for a rule that is bound to nothing: a defect of the suite, which lint finds.
  void add(std::string_view rule, std::string_view operation, std::size_t exchange, Mismatch mismatch,
           Level max_level = Level::must);
  /// A finding of an explicit check: the case says for which requirement and at which level.
  void add_cited(std::string_view rule, const std::string& requirement, Level level, std::size_t exchange,
                 Mismatch mismatch);

  /// Keeps what is not a finding, yet must be said: the caller takes it with `take_notices`.
  void notice(Notice notice);
  [[nodiscard]] std::vector<Notice> take_notices() { return std::exchange(notices_, {}); }

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
  void push(Found finding);

  const RuleBook* rules_;
  std::string version_;
  std::vector<Found> findings_;
  std::vector<Notice> notices_;
};

}  // namespace conform
