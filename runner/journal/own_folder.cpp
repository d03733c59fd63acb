#include "journal/own_folder.hpp"

#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <string_view>
#include <system_error>

#include "base/durable_file.hpp"

namespace conform {
namespace {

namespace fs = std::filesystem;

std::string variable_of(const char* name) {
  const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): nothing changes it
  return value == nullptr ? std::string{} : value;
}

fs::path home() {
  if (const fs::path named = variable_of("HOME"); named.is_absolute()) return named;
  const passwd* account = ::getpwuid(::geteuid());  // NOLINT(concurrency-mt-unsafe): before any thread
  return account == nullptr || account->pw_dir == nullptr ? fs::path{} : fs::path{account->pw_dir};
}

}  // namespace

tl::expected<void, std::string> own_folder(const fs::path& folder, Folder use) {
  if (::mkdir(folder.c_str(), S_IRWXU) != 0 && errno != EEXIST)
    return tl::unexpected{"cannot be made: " + error_text(errno)};
  struct stat found {};
  if (::lstat(folder.c_str(), &found) != 0 || !S_ISDIR(found.st_mode))
    return tl::unexpected{std::string{"is not a folder"}};
  if (found.st_uid != ::geteuid()) return tl::unexpected{std::string{"belongs to another account"}};
  const mode_t of_others = use == Folder::secret ? S_IRWXG | S_IRWXO : S_IWGRP | S_IWOTH;
  if ((found.st_mode & of_others) != 0) {
    return tl::unexpected{std::string{use == Folder::secret ? "is open to other accounts (its mode is not 0700)"
                                                            : "can be written to by other accounts"}};
  }
  return {};
}

std::string trouble_with_folder(const fs::path& folder) {
  std::error_code error;
  const fs::path real = fs::weakly_canonical(folder.empty() ? fs::path{"."} : folder, error);
  const std::string text = real.string() + '/';
  for (const std::string_view devices : {"/dev/", "/proc/", "/sys/"}) {
    if (text.starts_with(devices)) return "is not a folder for files: " + std::string{devices};
  }
  struct stat found {};
  if (::stat(folder.empty() ? "." : folder.c_str(), &found) == 0 && (found.st_mode & S_IWOTH) != 0)
    return "can be written to by every account";
  return {};
}

std::optional<fs::path> state_folder() {
  fs::path base = variable_of("XDG_STATE_HOME");
  if (!base.is_absolute()) {
    base = home();
    if (base.empty()) return std::nullopt;
    base = base / ".local" / "state";
  }
  std::error_code error;
  fs::create_directories(base, error);
  if (error) return std::nullopt;
  fs::path folder = base / "conform";
  if (!own_folder(folder, Folder::protected_)) return std::nullopt;
  return folder;
}

}  // namespace conform
