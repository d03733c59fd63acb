#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "check/record.hpp"
#include "journal/journal.hpp"
#include "model/run_result.hpp"
#include "run/client/retrying_client.hpp"
#include "suite/suite.hpp"
#include "target/target.hpp"
#include "target/user.hpp"

namespace conform {

/// What it takes to read users and to restore them.
struct BackupSetting {
  const Suite& suite;
  const Contract& contract;
  RecordShape shape;
  std::vector<User> pool;                                   ///< users whose records cases write
  std::map<std::string, User, std::less<>> special_actors;  ///< whose records only a faulty server lets be written
  bool reads_by_get = true;                                 ///< false: by an empty PATCH
  bool reads_custom_attributes = true;                      ///< getUserAttributes is there
  bool gets = true;                                         ///< getUser is there
  bool replaces = true;                                     ///< setUser is there
  bool merges = true;                                       ///< updateUser is there
  std::chrono::milliseconds consistency{0};  ///< for how long after a write a read may show what was before
};

/// Takes over what the target says of its operations.
void note_operations(const Target& target, BackupSetting& backup_setting);

/// A user of the pool to whom nothing may be written.
struct LeftOut {
  std::string actor;   ///< "user-1"
  std::string what;    ///< "the record 6c1c…", "/attributes"
  std::string reason;  ///< why it could not be kept
  friend bool operator==(const LeftOut&, const LeftOut&) = default;
};

struct Snapshot {
  std::vector<UserSnapshot> users;
  std::vector<LeftOut> left_out;
  std::vector<std::string> warnings;  ///< originals that look like what this suite itself writes
};

/// Reads everything that cases may write. An original is what two reads in a row show alike, as JSON of the schema, of
/// the user who was asked for; reads that fail are repeated. What no actor of the target can read of a special actor is
/// left out quietly: only a faulty server lets it be written.
[[nodiscard]] Snapshot take_snapshot(const BackupSetting& backup_setting, RetryingClient& client);

/// What a user has at present, or why that cannot be determined.
struct Present {
  tl::expected<StoredJson, std::string> record;
  tl::expected<StoredJson, std::string> custom_attributes;
};
/// Reads what an original is of; of what the original does not have, the result is empty.
[[nodiscard]] Present read_present(const UserSnapshot& original, const BackupSetting& backup_setting,
                                   RetryingClient& client);

/// The attributes in which a user is not what the original says, by the text of each value: "locale", "/attributes
/// tos". Attributes that the contract does not know only must be there: servers keep what they like in them.
[[nodiscard]] std::vector<std::string> differences(const UserSnapshot& original, const Present& present,
                                                   const RecordShape& shape);

/// What came of restoring users.
struct Restored {
  std::vector<Unrestored> left;    ///< what is not as it was
  std::vector<std::string> notes;  ///< what is as it was, but for its spelling; keys that cannot be removed
};

/// Writes what differs, and reads it again; what is as it was is not written. Keys that came to /attributes stay, since
/// nothing in the API takes them away.
[[nodiscard]] Restored restore_snapshot(const std::vector<UserSnapshot>& users, const BackupSetting& backup_setting,
                                        RetryingClient& client);

}  // namespace conform
