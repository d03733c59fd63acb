#pragma once

#include <cstddef>
#include <functional>
#include <nlohmann/json.hpp>

namespace conform {

/// Whether a sequence shows the same finding as the one that is to be shortened.
using ShowsIt = std::function<bool(const nlohmann::json& sequence)>;

/// What became of it.
struct Shrunk {
  nlohmann::json sequence;
  std::size_t tries = 0;
};

/// Shortens a sequence that shows a finding: removes steps, then members of what they send, then what is special about
/// them, for as long as `shows_it` says yes, with at most `budget` tries. `last_step`: nothing behind it is needed.
/// What is left after each removal is still a case that a conforming server passes.
[[nodiscard]] Shrunk shrink(nlohmann::json sequence, std::size_t last_step, const ShowsIt& shows_it,
                            std::size_t budget);

/// The steps of a sequence in words, one line each: "2. updateUser {"address":null} as user2".
[[nodiscard]] std::string in_words(const nlohmann::json& sequence);

}  // namespace conform
