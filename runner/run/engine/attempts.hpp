#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "model/verdict.hpp"

namespace conform {

/// True when all that a case found is that responses did not come (whole, in time): that may have been the way to the
/// server, and is to be tried once more.
[[nodiscard]] bool only_transport_findings(const Verdict& verdict);

/// The verdict of a case whose first attempt hung on transport and that was repeated. What came back is certain; what
/// did not is `unconfirmed`, and the case flaky. An inconclusive attempt leaves the first one as it is.
[[nodiscard]] Verdict confirmed(Verdict first, Verdict second);

/// True when a verdict may be another one if every read is sent. Not of a case with more than 8 MiB of responses.
[[nodiscard]] bool may_hang_on_reads(const Verdict& verdict);

/// The verdict of a case that was tried without some reads, and again with all of them. What the second attempt found
/// stands: it read right before it wrote. What did not come back was there all the same: a value was lost that the case
/// had, only when is not known, and a hint says so. Not so if responses of this server show other values than its
/// reads (`responses_differ`): then the first attempt knew nothing.
[[nodiscard]] Verdict with_all_reads(Verdict first, Verdict second, bool responses_differ);

/// What reports say of an example of a cause whose case was run once more, alone, with this verdict.
[[nodiscard]] std::string words_of_trial(const Verdict& again);

/// Makes one verdict of the repetitions of a case: the worst, the first of several that are as bad, and flaky when they
/// differ. Keeps no more than that one.
class Repetitions {
 public:
  void add(Verdict verdict);
  [[nodiscard]] std::size_t count() const noexcept { return count_; }
  /// The verdict of all that were added, at least one.
  [[nodiscard]] Verdict take() &&;

 private:
  std::optional<Verdict> worst_;
  std::chrono::microseconds took_{};
  std::map<OutcomeKind, std::size_t> kinds_;
  std::size_t count_ = 0;
  bool differ_ = false;
};

/// The numbers below `count`, in plan order or in one that only the seed decides.
[[nodiscard]] std::vector<std::size_t> order_of(std::size_t count, bool shuffled, std::uint64_t seed);

}  // namespace conform
