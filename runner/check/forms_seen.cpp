#include "check/forms_seen.hpp"

#include <algorithm>

namespace conform {

std::optional<std::string> FormsSeen::other_interpretation(const Notice& notice) {
  if (notice.value.empty()) return std::nullopt;
  const std::scoped_lock lock{mutex_};
  const auto [place, is_new] =
      alternatives_.try_emplace(notice.observation + '\n' + notice.where + '\n' + notice.value, notice.interpretation);
  if (is_new || place->second == notice.interpretation) return std::nullopt;
  return place->second;
}

Mismatch two_interpretations(const Notice& notice, const std::string& other) {
  const std::string& one = std::min(notice.interpretation, other);
  const std::string& two = std::max(notice.interpretation, other);
  return {.rule = "effect.one-form",
          .where = notice.where,
          .expected = "one interpretation of " + notice.observation + " for one value",
          .actual = one + " and " + two,
          .message = "the same value of " + notice.where + " is interpreted in two ways (" + notice.observation +
                     "): " + one + " and " + two};
}

}  // namespace conform
