#include "cli/run_journal.hpp"

#include <algorithm>
#include <filesystem>
#include <utility>

#include "journal/stable_hash.hpp"
#include "reports/text.hpp"

namespace conform {
namespace {

namespace fs = std::filesystem;

std::string place_of(const RunCommand& command, const Target& target) {
  if (!command.journal.empty()) return command.journal;
  fs::path folder = "out";
  for (const ReportRequest& report : command.reports) {
    if (report.path == "-") continue;
    folder = fs::path{report.path}.parent_path();
    break;
  }
  std::vector<std::string> places;
  for (const std::string& id : written_users(target)) places.push_back(place_of_user(target.base_url, id));
  std::ranges::sort(places);
  return (folder / ("conform-restore-" + stable_hash(places) + ".json")).string();
}

}  // namespace

std::vector<std::string> written_users(const Target& target) {
  std::vector<std::string> ids;
  for (const TargetUser& user : target.users) ids.push_back(user.id);
  return ids;
}

Result<JournalFile> journal_of(const RunCommand& command, const Target& target) {
  std::error_code error;
  const fs::path file = command.target.empty() ? fs::path{} : fs::absolute(command.target, error);
  Journal head{.suite_version = CONFORM_VERSION,
               .started_at = timestamp(std::chrono::system_clock::now()),
               .target = {.name = target.name,
                          .base_url = target.base_url,
                          .api_version = target.api_version,
                          .file = file.string(),
                          .token_env = command.quick.token_env,
                          .reads_by_get = true},
               .users = {}};
  // The name of our own choice says which users it is of.
  const auto earlier = command.journal.empty() ? JournalFile::Earlier::respect : JournalFile::Earlier::refuse;
  return JournalFile::prepare(place_of(command, target), std::move(head), earlier);
}

}  // namespace conform
