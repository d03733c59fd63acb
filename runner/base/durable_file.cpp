#include "base/durable_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <system_error>
#include <utility>

namespace conform {

namespace fs = std::filesystem;

std::string error_text(int error) { return std::system_category().message(error); }

bool write_all(int descriptor, std::string_view content) {
  while (!content.empty()) {
    const ssize_t written = ::write(descriptor, content.data(), content.size());
    if (written < 0) {
      if (errno == EINTR) continue;
      return false;
    }
    content.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

DurableFile::DurableFile(const std::string& place, mode_t mode) : place_{place} {
  // O_EXCL steps over what others hold and what a killed process left behind.
  const fs::path target{place};
  for (int attempt = 0; attempt < 100; ++attempt) {
    name_ = (target.parent_path() / ("." + target.filename().string().substr(0, 200) + "." +
                                     std::to_string(::getpid()) + "-" + std::to_string(attempt) + ".tmp"))
                .string();
    descriptor_ =
        ::open(name_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);  // NOLINT: variadic by POSIX
    if (descriptor_ >= 0 || errno != EEXIST) break;
  }
  error_ = descriptor_ >= 0 ? 0 : errno;
  temporary_ = descriptor_ >= 0;
  // Best effort: not every file system has modes.
  if (temporary_ && (mode & 0777U) != (S_IRUSR | S_IWUSR)) static_cast<void>(::fchmod(descriptor_, mode & 0777U));
}

DurableFile::~DurableFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
  if (temporary_) ::unlink(name_.c_str());
}

int DurableFile::fill(std::string_view content) {
  if (error_ != 0) return error_;
  if (!write_all(descriptor_, content)) return errno;
  if (::fsync(descriptor_) != 0 && errno != EINVAL && errno != ENOTSUP) return errno;
  // Some file systems report a failed write only here.
  return ::close(std::exchange(descriptor_, -1)) == 0 ? 0 : errno;
}

int DurableFile::replace(std::string_view content) {
  if (const int error = fill(content); error != 0) return error;
  if (::rename(name_.c_str(), place_.c_str()) != 0) return errno;
  temporary_ = false;
  return 0;
}

int DurableFile::create(std::string_view content) {
  if (const int error = fill(content); error != 0) return error;
  if (::link(name_.c_str(), place_.c_str()) == 0) return flush_folder_of(place_);
  if (errno != EPERM && errno != ENOTSUP && errno != EOPNOTSUPP) return errno;
  // A file system without hard links.
  if (::renameat2(AT_FDCWD, name_.c_str(), AT_FDCWD, place_.c_str(), RENAME_NOREPLACE) != 0) return errno;
  temporary_ = false;
  return flush_folder_of(place_);
}

int flush_folder_of(const std::string& place) {
  const fs::path folder = fs::path{place}.parent_path();
  const int descriptor =
      ::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);  // NOLINT: variadic by POSIX
  if (descriptor < 0) return 0;
  const bool failed = ::fsync(descriptor) != 0 && errno != EINVAL && errno != ENOTSUP;
  const int error = failed ? errno : 0;
  ::close(descriptor);
  return error;
}

}  // namespace conform
