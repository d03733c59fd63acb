#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "check/mismatch.hpp"

namespace conform {

/// Which reading a server had of each value in this run: one value, one reading. Thread-safe.
class FormsSeen {
 public:
  /// Notes a reading; the reading that the same value had at the same place before, where it was another one.
  [[nodiscard]] std::optional<std::string> other_interpretation(const Notice& notice);

 private:
  std::mutex mutex_;
  std::map<std::string, std::string> alternatives_;  ///< by observation, place and value
};

/// That a server read one value in two ways.
[[nodiscard]] Mismatch two_interpretations(const Notice& notice, const std::string& other);

}  // namespace conform
