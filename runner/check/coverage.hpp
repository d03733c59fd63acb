#pragma once

#include <atomic>
#include <cstddef>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "suite/case.hpp"
#include "suite/contract.hpp"
#include "suite/requirement.hpp"
#include "suite/rules.hpp"

namespace conform {

/// Which requirements the implicit checks have really looked at in this run: a requirement on `address.region` counts
/// as verified only when some response had a region. Thread-safe.
class Coverage {
 public:
  Coverage(const RuleBook& rules, std::string_view version);

  /// A response went through the contract check.
  void response(const Operation& operation, int status, bool has_body, const nlohmann::json* document);
  /// What became of a record or /attributes was compared with the oracle, in a read after the operation.
  void effect(std::string_view operation, Effect effect);
  /// What an operation must leave alone was compared with what it was, for "effect.others" or "effect.rest".
  void unrelated_resource(std::string_view rule, std::string_view operation);

  /// By index into the rule book's requirements.
  [[nodiscard]] bool seen(std::size_t requirement) const { return seen_[requirement].load(std::memory_order_relaxed); }

 private:
  struct Binding {
    std::size_t requirement;
    const Rule* rule;
    const RuleBinding* binding;
  };
  template <class IsSeen>
  void note(std::string_view operation, const IsSeen& is_seen_by);

  std::map<std::string, std::vector<Binding>, std::less<>> bindings_;  ///< by the operations of their requirements
  std::vector<std::atomic<bool>> seen_;
};

}  // namespace conform
