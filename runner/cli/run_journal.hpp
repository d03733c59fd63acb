#pragma once

#include <string>

#include "cli/options.hpp"
#include "journal/journal_file.hpp"
#include "target/target.hpp"

namespace conform {

/// The journal of a run against `target`: where the flags say, or beside the first report, or in out/, under a name
/// that is the same for the same users of the same server. Complains when an earlier run has left one there.
[[nodiscard]] Result<JournalFile> journal_of(const RunCommand& command, const Target& target);

/// The ids of all users that a run against this target may write to.
[[nodiscard]] std::vector<std::string> written_users(const Target& target);

}  // namespace conform
