#pragma once

#include <chrono>
#include <stop_token>
#include <string>
#include <vector>

#include "journal/journal_file.hpp"
#include "run/originals.hpp"

namespace conform {

/// Sees to it that the users of a run have afterwards what they had before.
class Safekeeping {
 public:
  /// Null: nothing is kept.
  explicit Safekeeping(const JournalFile* file) : file_{file} {}

  /// Reads the originals and puts them into the journal, unless `stop` was asked for meanwhile: then nothing is kept,
  /// and no case will run. Why nothing may be written to the target; empty: it may.
  [[nodiscard]] std::string begin(const Keeping& keeping, Messenger& messenger, const std::stop_token& stop);
  /// Puts them back, and takes the journal away when nothing remains. Does nothing when `begin` did not succeed.
  [[nodiscard]] Restoration end(const Keeping& keeping, Messenger& messenger);

  /// True when there is something to put back.
  [[nodiscard]] bool holds() const { return kept_; }

 private:
  const JournalFile* file_;
  Originals originals_;
  bool kept_ = false;
};

/// For all of putting back: the run is over, or was to be.
inline constexpr std::chrono::seconds time_to_restore{300};
/// After an interruption or the run's deadline, since somebody is waiting.
inline constexpr std::chrono::seconds time_to_restore_in_a_hurry{30};

}  // namespace conform
