#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "journal/journal.hpp"

namespace conform {

/// The folder that runs make for their journals, in the folder where they were started.
inline constexpr std::string_view journal_folder_name = ".conform";

/// Puts a journal on the list of those that this account's runs have left, which is kept in `state_folder` as links, so
/// that it is found wherever it lies. Best effort: without a state folder it is found by its own folder alone.
void note_open_journal(const std::string& path);
void forget_open_journal(const std::string& path);

/// A journal that waits to be restored.
struct OpenJournal {
  std::string path;  ///< absolute
  Journal journal;
};

/// All that are found on that list, in the journal folder here and in these folders, the newest first. `refused`: those
/// that cannot be read or trusted, each with the reason.
struct OpenJournals {
  std::vector<OpenJournal> journals;
  Diagnostics refused;
};
[[nodiscard]] OpenJournals find_open_journals(std::span<const std::filesystem::path> folders);

/// True when a journal is of a user that is one of these of that server.
[[nodiscard]] bool shares_users(const Journal& journal, std::string_view base_url,
                                std::span<const std::string> user_ids);

/// A number for a new journal: greater than those of all open ones of these users, and otherwise the time
/// (20261130174500), so that no number comes twice.
[[nodiscard]] std::uint64_t next_number(const OpenJournals& open);

}  // namespace conform
