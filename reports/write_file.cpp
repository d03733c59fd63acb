#include "reports/write_file.hpp"

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <iterator>
#include <map>
#include <system_error>
#include <utility>

#include "base/durable_file.hpp"

namespace conform {
namespace {

namespace fs = std::filesystem;

// Records hold what users are called and where they live; target files and databases hold tokens.
mode_t& file_mode() {
  static mode_t mode = S_IRUSR | S_IWUSR;
  return mode;
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

fs::path without_first(const fs::path& path) {
  fs::path rest;
  for (auto part = std::next(path.begin()); part != path.end(); ++part) rest /= *part;
  return rest;
}

bool is_of_another_user(const struct stat& facts) { return facts.st_uid != ::geteuid() && facts.st_uid != 0; }

// As in /tmp: of others only the owner may remove a file, but everybody may make one.
bool anybody_may_link_in(const fs::path& folder) {
  struct stat facts {};
  return ::stat(folder.c_str(), &facts) == 0 && (facts.st_mode & S_IWOTH) != 0;
}

Result<void> replace_file(const std::string& path, const std::string& place, std::string_view content) {
  if (const int error = DurableFile{place, file_mode()}.replace(content); error != 0)
    return refused(Diagnostic::about_file(path, fmt::format("cannot be written: {}", error_text(error))));
  return {};
}

}  // namespace

PendingFile::PendingFile(std::string path, std::string place, Kind kind)
    : path_{std::move(path)}, place_{std::move(place)}, kind_{kind} {}

Result<PendingFile> PendingFile::open(const std::string& path) {
  if (path == "-") return PendingFile{path, path, Kind::standard_output};
  if (path.empty()) return refused(Diagnostic::about_file(path, "a report needs a path", "\"-\" is standard output"));
  if (path.find('\0') != std::string::npos) return refused(Diagnostic::about_file(path, "a path cannot hold a NUL"));
  const Result<std::string> place = real_place(path);
  if (!place) return tl::unexpected{place.error()};
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (fs::is_directory(status)) return refused(Diagnostic::about_file(path, "is a folder", "name a file in it"));
  if (fs::exists(status) && !fs::is_regular_file(status)) {
    if (::access(path.c_str(), W_OK) != 0)
      return refused(Diagnostic::about_file(path, fmt::format("cannot be written: {}", error_text(errno))));
    return PendingFile{path, *place, Kind::stream};
  }
  if (path.back() == '/') return refused(Diagnostic::about_file(path, "names a folder", "name a file in it"));
  const fs::path folder = fs::path{path}.parent_path();
  if (!folder.empty()) {
    fs::create_directories(folder, error);
    if (error) {
      return refused(Diagnostic::about_file(path, fmt::format("its folder cannot be made: {}", error.message()),
                                            "check the path and its rights"));
    }
  }
  // A report behind a symbolic link is replaced where the link points to, not the link itself.
  if (fs::exists(status) && ::access(place->c_str(), W_OK) != 0) {
    return refused(Diagnostic::about_file(path, fmt::format("cannot be replaced: {}", error_text(errno))));
  }
  if (const DurableFile trial{*place, file_mode()}; trial.error() != 0) {
    return refused(
        Diagnostic::about_file(path, fmt::format("cannot create a file in its folder: {}", error_text(trial.error())),
                               "choose a writable folder"));
  }
  return PendingFile{path, *place, Kind::plain};
}

Result<void> PendingFile::begin(std::string_view stand_in) const {
  if (kind_ != Kind::plain) return {};
  return replace_file(path_, place_, stand_in);
}

Result<void> PendingFile::finish(std::string_view content) const {
  if (kind_ == Kind::plain) return replace_file(path_, place_, content);
  if (kind_ == Kind::standard_output) {
    // EPIPE: the reader has seen enough.
    if (!write_all(STDOUT_FILENO, content) && errno != EPIPE)
      return refused(Diagnostic::about_file("standard output", error_text(errno)));
    return {};
  }
  Descriptor descriptor{::open(path_.c_str(), O_WRONLY | O_CLOEXEC | O_NOCTTY)};  // NOLINT: variadic by POSIX
  if (descriptor.number() < 0 || !write_all(descriptor.number(), content) || !descriptor.close()) {
    return refused(Diagnostic::about_file(path_, fmt::format("cannot be written: {}", error_text(errno))));
  }
  return {};
}

void use_file_mode(unsigned mode) { file_mode() = static_cast<mode_t>(mode); }

Result<std::string> real_place(const std::string& path) {
  std::error_code error;
  fs::path left = fs::absolute(path, error);
  if (error) return refused(Diagnostic::about_file(path, fmt::format("cannot be resolved: {}", error.message())));
  constexpr int most_links = 40;  // as the kernel
  fs::path place = "/";
  bool exists = true;
  for (int links = 0; !left.empty();) {
    const fs::path name = *left.begin();
    const fs::path rest = without_first(left);
    left = rest;
    if (name.empty() || name == "." || name == "/") continue;
    if (name == "..") {
      place = place.parent_path();
      continue;
    }
    struct stat found {};
    exists = exists && ::lstat((place / name).c_str(), &found) == 0;
    if (!exists || !S_ISLNK(found.st_mode)) {
      place /= name;
      continue;
    }
    if (is_of_another_user(found) && (rest.empty() || anybody_may_link_in(place))) {
      return refused(
          Diagnostic::about_file(path, fmt::format("{} is a symbolic link of another user", (place / name).string()),
                                 "remove the link, or use the path that it points to"));
    }
    if (++links > most_links) return refused(Diagnostic::about_file(path, error_text(ELOOP)));
    const fs::path target = fs::read_symlink(place / name, error);
    if (error) return refused(Diagnostic::about_file(path, fmt::format("cannot be resolved: {}", error.message())));
    if (target.is_absolute()) place = "/";
    left = rest.empty() ? target : target / rest;
  }
  return place.string();
}

Result<void> prepare_file(const std::string& path) {
  const Result<std::string> place = real_place(path);
  if (!place) return tl::unexpected{place.error()};
  Descriptor descriptor{
      ::open(place->c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, file_mode())};  // NOLINT: variadic by POSIX
  struct stat facts {};
  if (descriptor.number() < 0 || ::fstat(descriptor.number(), &facts) != 0)
    return refused(Diagnostic::about_file(path, fmt::format("cannot be written: {}", error_text(errno))));
  if (facts.st_uid != ::geteuid())
    return refused(Diagnostic::about_file(path, "belongs to another user", "choose another file"));
  if ((facts.st_mode & 0777U) != file_mode() && ::fchmod(descriptor.number(), file_mode()) != 0)
    return refused(Diagnostic::about_file(path, fmt::format("cannot be made private: {}", error_text(errno))));
  return {};
}

Result<std::vector<PendingFile>> open_files(const std::vector<std::string>& paths,
                                            const std::vector<std::string>& inputs) {
  std::vector<PendingFile> files;
  Diagnostics diagnostics;
  std::map<std::string, std::string> taken;
  for (const std::string& path : paths) {
    Result<PendingFile> file = PendingFile::open(path);
    if (!file) {
      diagnostics.insert(diagnostics.end(), file.error().begin(), file.error().end());
      continue;
    }
    if (const auto [first, is_new] = taken.emplace(file->place(), path); !is_new && path != "/dev/null") {
      diagnostics.push_back(Diagnostic::about_file(path, fmt::format("is the same file as \"{}\"", first->second),
                                                   "use a different file for each report"));
    }
    const auto input = std::ranges::find_if(inputs, [&](const std::string& read) {
      std::error_code none;
      return !read.empty() && std::filesystem::is_regular_file(read, none) &&
             std::filesystem::equivalent(path, read, none);
    });
    if (input != inputs.end()) {
      diagnostics.push_back(
          Diagnostic::about_file(path, "would be written over a file that this command reads", "use another path"));
    }
    files.push_back(*std::move(file));
  }
  if (!diagnostics.empty()) return tl::unexpected{std::move(diagnostics)};
  return files;
}

}  // namespace conform
