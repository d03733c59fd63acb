#include "reports/write_file.hpp"

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <map>
#include <system_error>
#include <utility>

namespace conform {
namespace {

namespace fs = std::filesystem;

tl::unexpected<Problems> problem(const std::string& path, std::string message, std::string hint = {}) {
  return tl::unexpected{Problems{
      Problem{.file = path, .line = 0, .pointer = {}, .message = std::move(message), .hint = std::move(hint)}}};
}

std::string reason(int error) { return std::system_category().message(error); }

/// A file descriptor that closes itself.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_{number} {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  [[nodiscard]] int number() const { return number_; }
  /// Some file systems report a failed write only here.
  [[nodiscard]] bool close() { return ::close(std::exchange(number_, -1)) == 0; }

 private:
  int number_;
};

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

/// A new file beside `place`, removed again unless it is renamed.
class Temporary {
 public:
  explicit Temporary(const std::string& place) {
    // O_EXCL steps over what others hold and what a killed process left behind. Not mkstemp: its mode 0600 would ignore
    // the umask.
    const fs::path target{place};
    for (int attempt = 0; attempt < 100; ++attempt) {
      name_ = (target.parent_path() /
               fmt::format(".{}.{}-{}.tmp", target.filename().string().substr(0, 200), ::getpid(), attempt))
                  .string();
      descriptor_ = ::open(name_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);  // NOLINT: variadic by POSIX
      if (descriptor_ >= 0 || errno != EEXIST) break;
    }
    error_ = descriptor_ >= 0 ? 0 : errno;
  }
  Temporary(const Temporary&) = delete;
  Temporary& operator=(const Temporary&) = delete;
  ~Temporary() {
    if (descriptor_ >= 0) ::close(descriptor_);
    if (error_ == 0 && !renamed_) ::unlink(name_.c_str());
  }

  /// 0, or why it could not be made.
  [[nodiscard]] int error() const { return error_; }

  /// Writes, flushes to the disk and takes the place; 0 or the error.
  [[nodiscard]] int replace(const std::string& place, std::string_view content) {
    struct stat existing {};
    // A report that was made readable for others stays so.
    if (::stat(place.c_str(), &existing) == 0 && ::fchmod(descriptor_, existing.st_mode & 0777U) != 0) return errno;
    if (!write_all(descriptor_, content)) return errno;
    if (::fsync(descriptor_) != 0 && errno != EINVAL && errno != ENOTSUP) return errno;
    if (::close(std::exchange(descriptor_, -1)) != 0) return errno;
    if (::rename(name_.c_str(), place.c_str()) != 0) return errno;
    renamed_ = true;
    return 0;
  }

 private:
  std::string name_;
  int descriptor_ = -1;
  int error_ = 0;
  bool renamed_ = false;
};

Result<void> replace_file(const std::string& path, const std::string& place, std::string_view content) {
  Temporary temporary{place};
  const int error = temporary.error() != 0 ? temporary.error() : temporary.replace(place, content);
  if (error != 0) return problem(path, fmt::format("cannot be written: {}", reason(error)));
  return {};
}

}  // namespace

PendingFile::PendingFile(std::string path, std::string place, Kind kind)
    : path_{std::move(path)}, place_{std::move(place)}, kind_{kind} {}

Result<PendingFile> PendingFile::open(const std::string& path) {
  if (path == "-") return PendingFile{path, path, Kind::standard_output};
  if (path.empty()) return problem(path, "a report needs a path", "\"-\" is standard output");
  if (path.find('\0') != std::string::npos) return problem(path, "a path cannot hold a NUL");
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (fs::is_directory(status)) return problem(path, "is a folder", "name a file in it");
  if (fs::exists(status) && !fs::is_regular_file(status)) {
    if (::access(path.c_str(), W_OK) != 0) return problem(path, fmt::format("cannot be written: {}", reason(errno)));
    return PendingFile{path, path, Kind::stream};
  }
  if (path.back() == '/') return problem(path, "names a folder", "name a file in it");
  const fs::path folder = fs::path{path}.parent_path();
  if (!folder.empty()) {
    fs::create_directories(folder, error);
    if (error) {
      return problem(path, fmt::format("its folder cannot be made: {}", error.message()),
                     "check the path and its rights");
    }
  }
  // A report behind a symbolic link is replaced where the link points to, not the link itself.
  const fs::path place = fs::weakly_canonical(fs::absolute(path), error);
  if (error) return problem(path, fmt::format("cannot be resolved: {}", error.message()));
  if (fs::exists(status) && ::access(place.c_str(), W_OK) != 0) {
    return problem(path, fmt::format("cannot be replaced: {}", reason(errno)));
  }
  if (const Temporary trial{place.string()}; trial.error() != 0) {
    return problem(path, fmt::format("no file can be made beside it: {}", reason(trial.error())),
                   "choose a folder that can be written to");
  }
  return PendingFile{path, place.string(), Kind::plain};
}

Result<void> PendingFile::begin(std::string_view stand_in) const {
  if (kind_ != Kind::plain) return {};
  return replace_file(path_, place_, stand_in);
}

Result<void> PendingFile::finish(std::string_view content) const {
  if (kind_ == Kind::plain) return replace_file(path_, place_, content);
  if (kind_ == Kind::standard_output) {
    if (!write_all(STDOUT_FILENO, content)) return problem("standard output", reason(errno));
    return {};
  }
  Descriptor descriptor{::open(path_.c_str(), O_WRONLY | O_CLOEXEC | O_NOCTTY)};  // NOLINT: variadic by POSIX
  if (descriptor.number() < 0 || !write_all(descriptor.number(), content) || !descriptor.close()) {
    return problem(path_, fmt::format("cannot be written: {}", reason(errno)));
  }
  return {};
}

Result<std::vector<PendingFile>> open_files(const std::vector<std::string>& paths) {
  std::vector<PendingFile> files;
  Problems problems;
  std::map<std::string, std::string> taken;
  for (const std::string& path : paths) {
    Result<PendingFile> file = PendingFile::open(path);
    if (!file) {
      problems.insert(problems.end(), file.error().begin(), file.error().end());
      continue;
    }
    std::error_code error;
    const std::string place = path == "-" ? path : fs::weakly_canonical(fs::absolute(path), error).string();
    if (const auto [first, is_new] = taken.emplace(place, path); !is_new && path != "/dev/null") {
      problems.push_back(Problem{.file = path,
                                 .line = 0,
                                 .pointer = {},
                                 .message = fmt::format("is the same file as \"{}\"", first->second),
                                 .hint = "give each report a file of its own"});
    }
    files.push_back(*std::move(file));
  }
  if (!problems.empty()) return tl::unexpected{std::move(problems)};
  return files;
}

}  // namespace conform
