#include "reports/write_file.hpp"

#include <fcntl.h>
#include <fmt/core.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <map>
#include <system_error>
#include <utility>

#include "model/durable_file.hpp"

namespace conform {
namespace {

namespace fs = std::filesystem;

constexpr mode_t report_mode = 0666;  // the umask has its say

tl::unexpected<Problems> problem(const std::string& path, std::string message, std::string hint = {}) {
  return tl::unexpected{Problems{
      Problem{.file = path, .line = 0, .pointer = {}, .message = std::move(message), .hint = std::move(hint)}}};
}

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

Result<void> replace_file(const std::string& path, const std::string& place, std::string_view content) {
  if (const int error = DurableFile{place, report_mode}.replace(content); error != 0)
    return problem(path, fmt::format("cannot be written: {}", error_text(error)));
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
    if (::access(path.c_str(), W_OK) != 0)
      return problem(path, fmt::format("cannot be written: {}", error_text(errno)));
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
    return problem(path, fmt::format("cannot be replaced: {}", error_text(errno)));
  }
  if (const DurableFile trial{place.string(), report_mode}; trial.error() != 0) {
    return problem(path, fmt::format("no file can be made beside it: {}", error_text(trial.error())),
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
    if (!write_all(STDOUT_FILENO, content)) return problem("standard output", error_text(errno));
    return {};
  }
  Descriptor descriptor{::open(path_.c_str(), O_WRONLY | O_CLOEXEC | O_NOCTTY)};  // NOLINT: variadic by POSIX
  if (descriptor.number() < 0 || !write_all(descriptor.number(), content) || !descriptor.close()) {
    return problem(path_, fmt::format("cannot be written: {}", error_text(errno)));
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
