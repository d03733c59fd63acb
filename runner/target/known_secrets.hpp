#pragma once

#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "model/secret.hpp"
#include "target/redact.hpp"

namespace conform {

/// The secrets of a target, and those that a run comes to hold: tokens are issued while it goes on. Thread-safe.
class KnownSecrets {
 public:
  explicit KnownSecrets(std::vector<Secret> given) : given_{std::move(given)} {}

  /// From now on it is kept out, too. Of those that were added the last 512 count: older tokens are over, and a run
  /// may go on for hours.
  void add(Secret secret);

  /// What keeps out all that is known by now.
  [[nodiscard]] std::shared_ptr<const Redactor> redactor() const;

 private:
  const std::vector<Secret> given_;
  mutable std::mutex mutex_;
  std::deque<Secret> added_;
  mutable std::shared_ptr<const Redactor> made_;  ///< null: something was added since
};

}  // namespace conform
