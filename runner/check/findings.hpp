#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/verdict.hpp"
#include "suite/requirement.hpp"

namespace conform {

/// What a check saw, before it is known which requirement it speaks for.
struct Seen {
  std::string where;
  std::string expected;
  std::string actual;
  std::string message;
};

/// Which way a server went where the contract is open, seen by an implicit check.
struct Notice {
  std::string observation;
  std::string reading;
  std::string operation;
  std::string value;         ///< what was sent, and where; a server that is of one mind reads it in one way
  std::string where;         ///< pointer below the answer: "/data/attributes/email"
  std::size_t exchange = 0;  ///< that shows it
  friend bool operator==(const Notice&, const Notice&) = default;
};

/// Collects the findings of one case: looks up the requirement that a rule speaks for, and drops repetitions.
class Findings {
 public:
  Findings(const RuleBook& rules, std::string version) : rules_{&rules}, version_{std::move(version)} {}

  /// A finding of an implicit check; level and requirement come from the rule's binding, the level at most `cap`.
  /// Throws std::logic_error for a rule that is bound to nothing: a defect of the suite, which lint finds.
  void add(std::string_view rule, std::string_view operation, std::size_t exchange, Seen seen, Level cap = Level::must);
  /// A finding of an explicit check: the case says for which requirement and at which level.
  void add_cited(std::string_view rule, const std::string& requirement, Level level, std::size_t exchange, Seen seen);

  /// Keeps what is no finding, yet has to be said: whoever asked takes it with `take_notices`.
  void notice(Notice notice);
  [[nodiscard]] std::vector<Notice> take_notices() { return std::exchange(notices_, {}); }

  [[nodiscard]] const std::vector<Finding>& all() const { return findings_; }
  [[nodiscard]] std::vector<Finding> take() { return std::move(findings_); }
  /// True when something at must level was found.
  [[nodiscard]] bool any_must() const;
  /// True when a rule has found something in an exchange.
  [[nodiscard]] bool has(std::string_view rule, std::size_t exchange) const;

 private:
  void push(Finding finding);

  const RuleBook* rules_;
  std::string version_;
  std::vector<Finding> findings_;
  std::vector<Notice> notices_;
};

}  // namespace conform
