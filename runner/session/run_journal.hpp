#pragma once

#include <string>
#include <vector>

#include "journal/journal_file.hpp"
#include "journal/open_journals.hpp"
#include "session/run_command.hpp"
#include "target/target.hpp"

namespace conform {

/// The ids of all users that a run against this target may write to.
[[nodiscard]] std::vector<std::string> written_users(const Target& target);

/// The journals that earlier runs have left, wherever they lie: on this account's list, in the journal folder, beside
/// the reports of this run.
[[nodiscard]] OpenJournals open_journals_for(const RunCommand& command);

/// What a user must know of them: those of users of this target with the command that restores them (`arguments` name
/// the target there), and those that cannot be trusted.
[[nodiscard]] std::vector<std::string> notes_on(const OpenJournals& open, const Target& target,
                                                const std::string& arguments);

/// The journal of a run against `target`: where --journal says, or a numbered file in the folder .conform here, or else
/// below the account's state folder. Never beside reports, which others may read.
[[nodiscard]] Result<JournalFile> journal_of(const RunCommand& command, const Target& target, const OpenJournals& open);

}  // namespace conform
