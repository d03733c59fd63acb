#include "journal/open_journals.hpp"

#include <fmt/chrono.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <ctime>
#include <set>
#include <system_error>

#include "journal/journal_file.hpp"
#include "journal/own_folder.hpp"
#include "journal/stable_hash.hpp"

namespace conform {
namespace {

namespace fs = std::filesystem;

std::string absolute_text(const fs::path& path) {
  std::error_code error;
  const fs::path folder = fs::weakly_canonical(fs::absolute(path, error).parent_path(), error);
  return (folder / path.filename()).string();
}

std::optional<fs::path> list_folder() {
  auto state = state_folder();
  if (!state) return std::nullopt;
  fs::path folder = *state / "journals";
  if (!own_folder(folder, Folder::protected_)) return std::nullopt;
  return folder;
}

fs::path entry_of(const fs::path& list, const std::string& path) { return list / stable_hash(std::array{path}); }

bool is_journal_name(const std::string& name) {
  return name.starts_with("conform-restore-") && name.ends_with(".json");
}

bool is_newer(const OpenJournal& a, const OpenJournal& b) {
  if (a.journal.number != b.journal.number) return a.journal.number > b.journal.number;
  if (a.journal.started_at != b.journal.started_at) return a.journal.started_at > b.journal.started_at;
  return a.path > b.path;
}

}  // namespace

void note_open_journal(const std::string& path) {
  const auto list = list_folder();
  if (!list) return;
  const std::string place = absolute_text(path);
  static_cast<void>(::symlink(place.c_str(), entry_of(*list, place).c_str()));
}

void forget_open_journal(const std::string& path) {
  if (const auto list = list_folder()) ::unlink(entry_of(*list, absolute_text(path)).c_str());
}

OpenJournals find_open_journals(std::span<const fs::path> folders) {
  std::set<std::string> paths;
  std::error_code error;
  std::vector<fs::path> all{folders.begin(), folders.end()};
  all.emplace_back(journal_folder_name);
  if (const auto list = list_folder()) {
    for (const auto& entry : fs::directory_iterator{*list, error}) {
      const fs::path place = fs::read_symlink(entry.path(), error);
      if (error) continue;
      if (fs::exists(fs::symlink_status(place, error))) {
        paths.insert(place.string());
      } else if (fs::is_directory(place.parent_path(), error)) {
        fs::remove(entry.path(), error);  // restored, and the entry outlived it
      }
    }
    all.push_back(list->parent_path() / "restore");
  }
  for (const fs::path& folder : all) {
    for (const auto& entry : fs::directory_iterator{folder.empty() ? fs::path{"."} : folder, error}) {
      if (is_journal_name(entry.path().filename().string())) paths.insert(absolute_text(entry.path()));
    }
  }
  OpenJournals found;
  for (const std::string& path : paths) {
    auto journal = read_journal(path);
    if (journal) {
      found.journals.push_back({.path = path, .journal = std::move(*journal)});
    } else {
      found.refused.push_back(journal.error().front());
    }
  }
  std::ranges::sort(found.journals, is_newer);
  return found;
}

bool shares_users(const Journal& journal, std::string_view base_url, std::span<const std::string> user_ids) {
  std::set<std::string> places;
  for (const std::string& id : user_ids) places.insert(place_of_user(base_url, id));
  return std::ranges::any_of(journal.users, [&](const UserSnapshot& user) {
    return places.contains(place_of_user(journal.target.base_url, user.id));
  });
}

std::uint64_t next_number(const OpenJournals& open) {
  const std::string text = fmt::format("{:%Y%m%d%H%M%S}", fmt::gmtime(std::time(nullptr)));
  std::uint64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  for (const OpenJournal& journal : open.journals) number = std::max(number, journal.journal.number + 1);
  return std::max<std::uint64_t>(number, 1);
}

}  // namespace conform
