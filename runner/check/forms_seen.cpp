#include "check/forms_seen.hpp"

namespace conform {

std::optional<std::string> FormsSeen::other_interpretation(const Notice& notice) {
  if (notice.value.empty()) return std::nullopt;
  const std::scoped_lock lock{mutex_};
  const auto [place, is_new] =
      alternatives_.try_emplace(notice.observation + '\n' + notice.where + '\n' + notice.value, notice.interpretation);
  if (is_new || place->second == notice.interpretation) return std::nullopt;
  return place->second;
}

}  // namespace conform
