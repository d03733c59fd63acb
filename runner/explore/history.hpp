#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "run/engine/engine.hpp"
#include "waivers/fingerprint.hpp"

namespace conform {

/// The elements that are needed, in order, for `shows_it` to say yes, by delta debugging within a budget of tries. All
/// of them together must show it.
[[nodiscard]] std::vector<const Case*> needed_of(std::vector<const Case*> all,
                                                 const std::function<bool(const std::vector<const Case*>&)>& shows_it,
                                                 std::size_t budget);

/// Which earlier cases a case needs in order to fail, found out on the users that it failed on.
class HistoryReduction {
 public:
  /// `earlier`: the cases before it, in the order in which they were executed. They outlive it.
  HistoryReduction(std::string case_id, Fingerprint wanted, std::vector<const Case*> earlier)
      : case_id_{std::move(case_id)}, wanted_{std::move(wanted)}, earlier_{std::move(earlier)} {}

  /// To be called for a case that failed.
  void look_into(const Case& test_case, Verdict& verdict, const CarryOut& carry_out);

  /// "fails alone", "needs these cases before it: …" or "flaky: …". Empty: the case did not fail.
  [[nodiscard]] const std::string& conclusion() const { return conclusion_; }

 private:
  std::string case_id_;
  Fingerprint wanted_;
  std::vector<const Case*> earlier_;
  std::string conclusion_;
};

}  // namespace conform
