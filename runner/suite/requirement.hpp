#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/level.hpp"
#include "model/source.hpp"

namespace conform {

/// Says that an implicit check of the runner speaks for a requirement, everywhere or below a pointer.
struct RuleBinding {
  std::string rule;  ///< "contract.user", "effect.merge.kept" …
  std::string at;    ///< pointer prefix into the response, "*" for any one token; empty: everywhere
  friend bool operator==(const RuleBinding&, const RuleBinding&) = default;
};

/// One checkable statement of the contract (schemas/requirements.json).
struct Requirement {
  std::string id;
  int area = 0;
  std::string statement;
  Level level = Level::must;
  std::vector<Source> sources;  ///< what says so; at least one
  std::vector<std::string> versions;
  std::vector<std::string> operations;
  std::vector<RuleBinding> rules;
  std::string untestable;   ///< why it cannot be tested from outside; empty: it can
  std::string observation;  ///< name of the open reading; empty: none
  std::vector<std::string> alternatives;
  friend bool operator==(const Requirement&, const Requirement&) = default;
};

/// All requirements, and which of them an implicit check speaks for.
class RuleBook {
 public:
  RuleBook() = default;
  explicit RuleBook(std::vector<Requirement> requirements);

  [[nodiscard]] const std::vector<Requirement>& requirements() const { return requirements_; }
  /// The requirement of that id, or null.
  [[nodiscard]] const Requirement* find(std::string_view id) const;
  /// The requirement that has an open reading of that name, or null.
  [[nodiscard]] const Requirement* of_observation(std::string_view observation) const;
  /// The requirement that a rule speaks for on an operation of a version at a place; the binding with the longest
  /// fitting `at` wins. Null when the rule is bound to nothing there.
  [[nodiscard]] const Requirement* speaks_for(std::string_view rule, std::string_view operation,
                                              std::string_view version, std::string_view where) const;

 private:
  struct Bound {
    std::size_t requirement;
    std::string at;
  };
  std::vector<Requirement> requirements_;
  std::map<std::string, std::size_t, std::less<>> by_id_;
  std::map<std::string, std::vector<Bound>, std::less<>> by_rule_;
};

}  // namespace conform
