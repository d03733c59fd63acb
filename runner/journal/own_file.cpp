#include "journal/own_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>

#include "model/durable_file.hpp"

namespace conform {
namespace {

/// Closes a descriptor at the end of its block.
class OpenFile {
 public:
  // Not blocking: a pipe without a writer would hold the command for ever.
  explicit OpenFile(const std::string& path)
      : descriptor_{::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)} {}  // NOLINT: variadic by POSIX
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  ~OpenFile() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  [[nodiscard]] int descriptor() const { return descriptor_; }

 private:
  int descriptor_;
};

tl::unexpected<Problems> refused(const std::string& path, std::string message, std::string hint = {}) {
  return tl::unexpected{Problems{
      Problem{.file = path, .line = 0, .pointer = {}, .message = std::move(message), .hint = std::move(hint)}}};
}

}  // namespace

Result<std::string> read_own_file(const std::string& path, std::size_t max_bytes) {
  const OpenFile file{path};
  if (file.descriptor() < 0) return refused(path, "cannot be read: " + error_text(errno));
  struct stat found {};
  if (::fstat(file.descriptor(), &found) != 0) return refused(path, "cannot be read");
  if (S_ISDIR(found.st_mode)) return refused(path, "is a folder, not a file");
  if (!S_ISREG(found.st_mode)) return refused(path, "is not a regular file");
  if (found.st_uid != ::geteuid() && found.st_uid != 0)
    return refused(path, "belongs to another account", "a file of others decides nothing: look into it, and copy it");
  if ((found.st_mode & (S_IWGRP | S_IWOTH)) != 0)
    return refused(path, "can be written to by other accounts", "look into it, then: chmod 600 " + path);
  std::string text;
  std::array<char, std::size_t{64} << 10U> piece{};
  while (true) {
    const ssize_t length = ::read(file.descriptor(), piece.data(), piece.size());
    if (length < 0 && errno == EINTR) continue;
    if (length < 0) return refused(path, "cannot be read: " + error_text(errno));
    if (length == 0) return text;
    text.append(piece.data(), static_cast<std::size_t>(length));
    if (text.size() > max_bytes) return refused(path, "has more than " + std::to_string(max_bytes) + " bytes");
  }
}

}  // namespace conform
