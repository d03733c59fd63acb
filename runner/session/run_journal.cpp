#include "session/run_journal.hpp"

#include <algorithm>
#include <filesystem>
#include <utility>

#include "base/shell.hpp"
#include "journal/own_folder.hpp"
#include "journal/stable_hash.hpp"
#include "reports/text.hpp"

namespace conform {
namespace {

namespace fs = std::filesystem;

std::string mark_of_users(const Target& target) {
  std::vector<std::string> places;
  for (const std::string& id : written_users(target)) places.push_back(place_of_user(target.base_url, id));
  std::ranges::sort(places);
  return stable_hash(places);
}

// A folder that no other account can access. Where the program was started it outlives a container; the account's own
// state is what remains where that folder is read-only, or open to others.
fs::path folder_of_journals() {
  std::error_code error;
  const fs::path here = fs::absolute(journal_folder_name, error);
  if (trouble_with_folder(fs::path{}).empty() && own_folder(here, Folder::protected_)) return here;
  if (const auto state = state_folder()) return *state / "restore";
  return here;
}

JournalPlace place_of(const RunCommand& command, const Target& target) {
  if (!command.journal.empty()) return {.file = command.journal};
  return {.folder = folder_of_journals(), .users = mark_of_users(target)};
}

}  // namespace

std::vector<std::string> written_users(const Target& target) {
  std::vector<std::string> ids;
  for (const User& user : target.users) ids.push_back(user.id);
  return ids;
}

OpenJournals open_journals_for(const RunCommand& command) {
  std::vector<fs::path> folders{"out"};
  for (const ReportRequest& report : command.reports) {
    if (report.path != "-") folders.push_back(fs::path{report.path}.parent_path());
  }
  return find_open_journals(folders);
}

std::vector<std::string> notes_on(const OpenJournals& open, const Target& target, const std::string& arguments) {
  std::vector<std::string> notes;
  for (const OpenJournal& journal : open.journals) {
    if (!shares_users(journal.journal, target.base_url, written_users(target))) continue;
    notes.push_back("The run of " + printable_line(journal.journal.started_at) + " did not restore its users; " +
                    printable_line(journal.path) + " has their data: conform restore " +
                    shell_word(printable_line(journal.path)) + (arguments.empty() ? "" : " ") + arguments);
  }
  for (const Diagnostic& diagnostic : open.refused)
    notes.push_back("A journal that may be of an earlier run is not used: " + printable_line(to_string(diagnostic)));
  return notes;
}

Result<JournalFile> journal_of(const RunCommand& command, const Target& target, const OpenJournals& open) {
  std::error_code error;
  const fs::path file = command.target.empty() ? fs::path{} : fs::absolute(command.target, error);
  Journal head{.number = next_number(open),
               .suite_version = CONFORM_VERSION,
               .started_at = timestamp(std::chrono::system_clock::now()),
               .target = {.name = target.name,
                          .base_url = target.base_url,
                          .api_version = target.api_version,
                          .file = file.string(),
                          .token_env = command.quick.token_env,
                          .reads_by_get = true},
               .users = {}};
  return JournalFile::prepare(place_of(command, target), std::move(head));
}

}  // namespace conform
