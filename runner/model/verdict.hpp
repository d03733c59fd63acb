#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/exchange.hpp"
#include "model/level.hpp"

namespace conform {

/// One violation of the contract: which rule, which requirement, where, and what was there instead.
struct Finding {
  std::string rule;         ///< the check that found it: "contract.status", "effect.merge", "expect.header" …
  std::string requirement;  ///< id in requirements.json
  Level level = Level::must;
  std::string where;         ///< RFC 6901 pointer into the response, "status", or "header Name"
  std::string expected;      ///< JSON or words, clipped
  std::string actual;        ///< JSON or words, clipped
  std::string message;       ///< one sentence, names the class of the fault: "PUT kept locale, which was left out"
  std::size_t exchange = 0;  ///< index into Verdict::exchanges
  std::string hint = {};     ///< what may be behind it besides; never part of what makes two findings alike
  friend bool operator==(const Finding&, const Finding&) = default;
};

/// Which way the server went where the documents leave it open.
struct Observation {
  std::string id;                     ///< name of the open reading: "address-on-partial-patch"
  std::string seen;                   ///< name of the reading that was seen: "merge"
  std::optional<std::string> pinned;  ///< what the target has committed itself to
  friend bool operator==(const Observation&, const Observation&) = default;
};

enum class OutcomeKind {
  passed,   ///< verified, nothing at the failing level
  failed,   ///< the server is wrong: at least one finding at the failing level
  skipped,  ///< the target does not offer what the case needs
  errored,  ///< inconclusive
  waived    ///< fails in a way that is known and accepted
};

[[nodiscard]] std::string_view to_string(OutcomeKind kind) noexcept;

struct Outcome {
  OutcomeKind kind = OutcomeKind::errored;
  std::string reason;  ///< for skipped, errored and waived: why, and what to do
  friend bool operator==(const Outcome&, const Outcome&) = default;
};

/// What became of one case instance. Findings stand beside the outcome, since a should-level finding does not fail a
/// case unless that was asked for.
struct Verdict {
  std::string id;     ///< "users/patch/merge/omitted-attributes-stay[attribute=locale]"
  std::string about;  ///< the case in one sentence
  std::string file;   ///< case file, relative to the suite
  std::size_t line = 0;
  Outcome outcome;
  std::vector<std::string> requirements;
  std::chrono::microseconds took{};
  std::vector<Finding> findings;
  std::vector<Observation> observations;
  std::vector<Exchange> exchanges;   ///< kept when something is to be shown
  std::string flaky;                 ///< how repetitions of the case disagreed; empty: they did not, or there were none
  std::vector<Finding> unconfirmed;  ///< of a first attempt, gone when it was repeated: shown, and counting for nothing
  std::string tried =
      {};  ///< what became of the case when it was run once more, alone; empty: not an example of a cause
  friend bool operator==(const Verdict&, const Verdict&) = default;
};

}  // namespace conform
