#include "json/read_file.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <utility>

namespace conform {
namespace {

// Of the process, as signals are.
std::stop_token& stop_of_reading() {
  static std::stop_token stop;
  return stop;
}

class OpenFile {
 public:
  explicit OpenFile(int descriptor) : descriptor_{descriptor} {}
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  ~OpenFile() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  [[nodiscard]] int descriptor() const { return descriptor_; }

 private:
  int descriptor_;
};

tl::unexpected<std::string> unreadable(int error) {
  return tl::unexpected{"cannot be read: " + std::generic_category().message(error)};
}

}  // namespace

tl::expected<std::string, std::string> read_file(const std::filesystem::path& path, std::size_t max_bytes,
                                                 const FileObjection& objection) {
  // A pipe without a writer would keep open() itself waiting, where no stop can reach it.
  const OpenFile file{::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY)};  // NOLINT: variadic by POSIX
  if (file.descriptor() < 0) return unreadable(errno);
  struct stat facts {};
  if (::fstat(file.descriptor(), &facts) != 0) return unreadable(errno);
  if (S_ISDIR(facts.st_mode)) return tl::unexpected{std::string{"is a folder, not a file"}};
  if (std::string message = objection ? objection(facts) : std::string{}; !message.empty())
    return tl::unexpected{std::move(message)};
  const bool plain = S_ISREG(facts.st_mode);
  if (plain && std::cmp_greater(facts.st_size, max_bytes))
    return tl::unexpected{"has more than " + std::to_string(max_bytes) + " bytes"};
  std::string text;
  // As much at once as the file says that it has; it may say nothing, or grow.
  constexpr std::size_t piece = std::size_t{1} << 20U;
  for (std::size_t step = plain ? static_cast<std::size_t>(facts.st_size) + 1 : piece; text.size() <= max_bytes;
       step = piece) {
    if (!plain && !wait_for_bytes(file.descriptor())) return tl::unexpected{std::string{"was not read: interrupted"}};
    const std::size_t before = text.size();
    text.resize(before + step);
    const ssize_t count = ::read(file.descriptor(), text.data() + before, step);
    const int error = count < 0 ? errno : 0;
    text.resize(before + static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
    if (error == EINTR || error == EAGAIN) continue;
    if (error != 0) return unreadable(error);
    const bool read_whole = plain && facts.st_size > 0 && std::cmp_less(count, step);
    if (count == 0 || read_whole) return text;
  }
  return tl::unexpected{"has more than " + std::to_string(max_bytes) + " bytes"};
}

bool wait_for_bytes(int descriptor) {
  constexpr int look_again = 100;  // milliseconds
  while (!stop_of_reading().stop_requested()) {
    pollfd watched{.fd = descriptor, .events = POLLIN, .revents = 0};
    if (::poll(&watched, 1, look_again) != 0) return true;
  }
  return false;
}

void let_stop_end_reading(std::stop_token stop) { stop_of_reading() = std::move(stop); }

}  // namespace conform
