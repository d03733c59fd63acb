#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "check/record.hpp"
#include "journal/journal.hpp"
#include "journal/write_log.hpp"

namespace conform {

/// What runs that were killed may have left in a user.
struct Traces {
  std::vector<const UserSnapshot*> snapshots;  ///< what the user had before each of them
  WrittenValues written;
};

/// The attributes of a user that hold neither what an original has nor what a run wrote: another client has changed
/// them since. "locale", "address/street", "/attributes tos". Attributes that the server manages, or that the contract
/// does not know, do not count, nor do keys of /attributes that no original has.
[[nodiscard]] std::vector<std::string> changed_since(const StoredJson& record, const StoredJson& attributes,
                                                     const Traces& traces, const RecordShape& shape);

}  // namespace conform
