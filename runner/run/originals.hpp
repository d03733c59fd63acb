#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "check/record.hpp"
#include "journal/journal.hpp"
#include "model/run_record.hpp"
#include "run/environment.hpp"
#include "run/messenger.hpp"
#include "suite/contract.hpp"

namespace conform {

/// What it takes to read users and to put them back.
struct Keeping {
  const Contract& contract;
  RecordShape shape;
  std::vector<Party> pool;                             ///< users whose records cases write
  std::map<std::string, Party, std::less<>> specials;  ///< whose records only a faulty server lets be written
  bool reads_by_get = true;                            ///< false: by an empty PATCH
  bool reads_attributes = true;                        ///< getUserAttributes is there
};

struct Originals {
  std::vector<Original> users;
  std::vector<Unrestored> unreadable;  ///< of the pool: cases may overwrite what cannot be put back
};

/// Reads everything that cases may write. Takes any answer that shows a user, faulty otherwise or not. What no actor of
/// the target can read of a special actor is left out.
[[nodiscard]] Originals read_originals(const Keeping& keeping, Messenger& messenger);

/// Puts back what differs now, and reads it again; what is as it was is not written. What remains is returned. Keys
/// that came to /attributes stay, since nothing in the API takes them away.
[[nodiscard]] std::vector<Unrestored> put_back(const std::vector<Original>& users, const Keeping& keeping,
                                               Messenger& messenger);

}  // namespace conform
