#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "model/verdict.hpp"

namespace conform {

/// True when all that a case found is that answers did not come (whole, in time): that may have been the way to the
/// server, and is to be tried once more.
[[nodiscard]] bool hangs_on_transport(const Verdict& verdict);

/// The verdict of a case whose first attempt hung on transport and that was repeated. What came back is certain; what
/// did not is `unconfirmed`, and the case flaky. An attempt that could not tell leaves the first one as it is.
[[nodiscard]] Verdict confirmed(Verdict first, Verdict second);

/// One verdict for repetitions of a case, at least one: the worst, and flaky when they differ.
[[nodiscard]] Verdict worst_of(std::vector<Verdict> repetitions);

/// The numbers below `count`, in plan order or in one that only the seed decides.
[[nodiscard]] std::vector<std::size_t> order_of(std::size_t count, bool shuffled, std::uint64_t seed);

}  // namespace conform
