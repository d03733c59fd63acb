#include "journal/run_lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <filesystem>
#include <set>
#include <system_error>
#include <utility>

#include "base/durable_file.hpp"
#include "journal/own_folder.hpp"
#include "journal/stable_hash.hpp"

namespace conform {
namespace {

namespace fs = std::filesystem;

fs::path place_of_last_resort(const std::string& name) {
  // Containers whose file system is read-only have a writable /dev/shm all the same.
  return ::access("/tmp", W_OK) == 0 || fs::exists(fs::symlink_status(fs::path{"/tmp"} / name))
             ? fs::path{"/tmp"} / name
             : fs::path{"/dev/shm"} / name;
}

// Where the locks of this account lie, whatever the environment of a process says: two runs would miss each other
// otherwise. A session of the account has /run/user; what was started outside of one may have made the other place.
Result<std::vector<fs::path>> lock_folders() {
  const std::string user = std::to_string(::geteuid());
  std::vector<fs::path> folders;
  const fs::path session = fs::path{"/run/user"} / user;
  struct stat found {};
  if (::lstat(session.c_str(), &found) == 0 && S_ISDIR(found.st_mode) && found.st_uid == ::geteuid())
    folders.push_back(session / "conform");
  const fs::path common = place_of_last_resort("conform-" + user);
  if (folders.empty() || ::lstat(common.c_str(), &found) == 0) folders.push_back(common);
  for (const fs::path& folder : folders) {
    const auto own = own_folder(folder, Folder::secret);
    if (!own) {
      return refused(Diagnostic::about_file(
          folder.string(), "the folder for locks " + own.error(),
          "only you may have access: check it, then remove it, or: chmod 700 " + folder.string()));
    }
  }
  return folders;
}

std::string holder_of(int descriptor) {
  std::array<char, 32> text{};
  const ssize_t length = ::pread(descriptor, text.data(), text.size() - 1, 0);
  std::string pid;
  for (ssize_t i = 0; i < length && text[static_cast<std::size_t>(i)] != '\n'; ++i) {
    const char c = text[static_cast<std::size_t>(i)];
    if (c < '0' || c > '9') return {};
    pid += c;
  }
  return pid;
}

// The locked file, or -1 and errno: EWOULDBLOCK when another process holds it, `holder` then is its pid.
int lock_file(const std::string& file, std::string& holder) {
  while (true) {
    const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);  // NOLINT: variadic
    if (descriptor < 0) return -1;
    if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
      const int error = errno;
      holder = holder_of(descriptor);
      ::close(descriptor);
      errno = error;
      if (error == EINTR) continue;
      return -1;
    }
    // Its last holder may have removed the file between open and lock; then the name stands for another file.
    struct stat locked {};
    struct stat named {};
    if (::fstat(descriptor, &locked) == 0 && ::stat(file.c_str(), &named) == 0 && locked.st_ino == named.st_ino &&
        locked.st_dev == named.st_dev) {
      return descriptor;
    }
    ::close(descriptor);
  }
}

}  // namespace

Result<RunLock> RunLock::take(std::string_view base_url, std::span<const std::string> user_ids) {
  const auto folders = lock_folders();
  if (!folders) return tl::unexpected{folders.error()};
  std::set<std::string> files;  // sorted: two runs never hold one file each and want the other's
  for (const std::string& id : user_ids) {
    const std::array place{place_of_user(base_url, id)};
    for (const fs::path& folder : *folders) files.insert((folder / (stable_hash(place) + ".lock")).string());
  }
  RunLock lock;
  for (const std::string& file : files) {
    std::string holder;
    const int descriptor = lock_file(file, holder);
    if (descriptor < 0 && errno == EWOULDBLOCK) {
      return refused(Diagnostic::about_flag("another conform is using the same users of " + std::string{base_url} +
                                                (holder.empty() ? std::string{} : " (pid " + holder + ")"),
                                            "wait until it ends, or give each run its own users"));
    }
    if (descriptor < 0)
      return refused(Diagnostic::about_file(file, "the lock cannot be taken: " + error_text(errno), {}));
    lock.held_.push_back({descriptor, file});
    // Its first line counts. Nothing is cut off: ext4 would take that for a file that is replaced, and close() would
    // wait for the disk, once for every user.
    if (!write_all(descriptor, std::to_string(::getpid()) + '\n'))
      return refused(Diagnostic::about_file(file, "the lock cannot be written: " + error_text(errno), {}));
  }
  return lock;
}

RunLock::RunLock(RunLock&& other) noexcept : held_{std::exchange(other.held_, {})} {}

RunLock::~RunLock() {
  for (const Held& held : held_) {
    ::unlink(held.file.c_str());  // still locked: no other process can have it yet
    ::close(held.descriptor);
  }
}

}  // namespace conform
