#include "audit/record_states.hpp"

#include <utility>

namespace conform {

void RecordState::keep_earlier(std::string state, RecordedTime now, std::chrono::milliseconds horizon) {
  constexpr std::size_t most_earlier = 64;
  std::erase_if(earlier, [&](const EarlierState& old) { return old.until + horizon < now; });
  if (earlier.size() >= most_earlier) earlier.erase(earlier.begin());
  earlier.push_back({std::move(state), now});
}

void RecordState::becomes_earlier(RecordedTime now, std::chrono::milliseconds horizon) {
  if (!attributes.empty()) keep_earlier(attributes, now, horizon);
}

RecordState& RecordStates::of(const std::string& key) {
  if (RecordState* const known = find(key)) return *known;
  if (states_.size() >= most_ && !by_age_.empty()) {
    states_.erase(by_age_.front());
    by_age_.pop_front();
    ++forgotten_;
  }
  by_age_.push_back(key);
  Entry& entry = states_[key];
  entry.place = std::prev(by_age_.end());
  return entry.state;
}

RecordState* RecordStates::find(const std::string& key) {
  const auto found = states_.find(key);
  if (found == states_.end()) return nullptr;
  by_age_.splice(by_age_.end(), by_age_, found->second.place);
  return &found->second.state;
}

const RecordState* RecordStates::known(const std::string& key) const {
  const auto found = states_.find(key);
  return found == states_.end() ? nullptr : &found->second.state;
}

void RecordStates::forget_all() {
  states_.clear();
  by_age_.clear();
}

}  // namespace conform
