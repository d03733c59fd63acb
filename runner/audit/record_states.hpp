#pragma once

#include <chrono>
#include <cstddef>
#include <list>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "suite/case.hpp"

namespace conform {

using RecordedTime = std::chrono::system_clock::time_point;

/// A write since the record was seen last. Documents are kept as text: there may be 100,000 records.
struct WriteNote {
  std::string operation = {};
  Effect effect = Effect::none;
  int status = 0;
  std::string before = {};    ///< attributes; empty: not known
  std::string sent = {};      ///< attributes
  std::string response = {};  ///< attributes that the response showed; empty: none
  std::size_t position = 0;
};

/// A state that a record had, and until when.
struct EarlierState {
  std::string attributes;
  RecordedTime until;
};

/// What is known of one record, or of the /attributes of one user.
struct RecordState {
  std::string attributes;             ///< that it has now, as far as the recording shows; empty: not known
  std::string identity;               ///< id and type
  std::string tag;                    ///< the strong entity tag of `attributes`; empty: none
  std::optional<WriteNote> write;     ///< the last one that was served, until a read has shown what it stored
  std::vector<WriteNote> refused;     ///< since it was seen last
  std::vector<EarlierState> earlier;  ///< that a replica may still show
  RecordedTime busy_until{};          ///< the end of the last write
  RecordedTime seen_at{};             ///< when `attributes` were shown last
  std::size_t writes_seen = 0;        ///< number of the last write of any record before it was seen

  [[nodiscard]] bool known() const { return !attributes.empty(); }
  /// Forgets what it holds; keeps who it is.
  void forget() {
    attributes.clear();
    tag.clear();
    write.reset();
    refused.clear();
  }
  /// Keeps the present state as one that a replica may still show for a while.
  void becomes_earlier(RecordedTime now, std::chrono::milliseconds horizon);
  /// The same with any state; what is older than `horizon` goes.
  void keep_earlier(std::string state, RecordedTime now, std::chrono::milliseconds horizon);
};

/// The states of records, the oldest forgotten when there are too many.
class RecordStates {
 public:
  explicit RecordStates(std::size_t most) : most_{most} {}
  /// The state of a record; a new one where it is not known.
  [[nodiscard]] RecordState& of(const std::string& key);
  /// The state, or null; it stays as old as it is.
  [[nodiscard]] const RecordState* known(const std::string& key) const;
  /// The state, or null.
  [[nodiscard]] RecordState* find(const std::string& key);
  void forget_all();
  [[nodiscard]] std::size_t forgotten() const { return forgotten_; }

 private:
  struct Entry {
    RecordState state;
    std::list<std::string>::iterator place;
  };
  std::size_t most_;
  std::size_t forgotten_ = 0;
  std::unordered_map<std::string, Entry> states_;
  std::list<std::string> by_age_;  ///< the one that was used last at the end
};

}  // namespace conform
