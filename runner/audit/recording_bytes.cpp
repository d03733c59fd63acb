#include "audit/recording_bytes.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "base/durable_file.hpp"
#include "json/read_file.hpp"

namespace conform {

OpenRecording::~OpenRecording() {
  if (descriptor_ > STDERR_FILENO) ::close(descriptor_);
}

std::string name_of_recording(const std::string& path) { return path == "-" ? "standard input" : path; }

Result<OpenRecording> open_recording(const std::string& path) {
  if (path == "-") return OpenRecording{STDIN_FILENO};
  // A pipe without a writer would keep open() itself waiting, where no stop can reach it.
  OpenRecording file{::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY)};  // NOLINT: variadic by POSIX
  struct stat facts {};
  if (file.get() < 0 || ::fstat(file.get(), &facts) != 0)
    return refused(Diagnostic::about_file(path, "cannot be read: " + error_text(errno)));
  if (S_ISDIR(facts.st_mode)) return refused(Diagnostic::about_file(path, "is a folder, not a file"));
  return file;
}

std::size_t ByteSource::read(char* to, std::size_t most) {
  const std::size_t wanted = part_ ? static_cast<std::size_t>(std::min<std::uint64_t>(most, left_)) : most;
  if (wanted == 0) return 0;
  ssize_t got = 0;
  do {
    if (!part_ && !wait_for_bytes(descriptor_)) return 0;
    got = part_ ? ::pread(descriptor_, to, wanted, static_cast<off_t>(offset_)) : ::read(descriptor_, to, wanted);
  } while (got < 0 && (errno == EINTR || errno == EAGAIN));
  if (got <= 0) return 0;
  offset_ += static_cast<std::uint64_t>(got);
  left_ -= part_ ? static_cast<std::uint64_t>(got) : 0;
  return static_cast<std::size_t>(got);
}

RecordingBytes::RecordingBytes(ByteSource source, const std::string& begun, Coding coding)
    : source_{source}, in_(std::max(block_bytes, begun.size())), out_(in_.size()), coding_{coding} {
  std::ranges::copy(begun, in_.begin());
  in_size_ = begun.size();
  constexpr int gzip_window = 15 + 16;
  constexpr int raw_window = -15;
  if (coding_ != Coding::plain)
    ready_ = inflateInit2(&stream_, coding_ == Coding::gzip ? gzip_window : raw_window) == Z_OK;
}

RecordingBytes::~RecordingBytes() {
  if (ready_) inflateEnd(&stream_);
}

std::string_view RecordingBytes::ahead() {
  if (sgetc() == traits_type::eof()) return {};
  return {gptr(), static_cast<std::size_t>(egptr() - gptr())};
}

RecordingBytes::int_type RecordingBytes::underflow() {
  const std::size_t size = coding_ == Coding::plain ? next_plain() : next_inflated();
  if (size == 0) return traits_type::eof();
  setg(out_.data(), out_.data(), out_.data() + size);
  return traits_type::to_int_type(*gptr());
}

std::size_t RecordingBytes::next_plain() {
  if (in_size_ > 0) {
    out_.swap(in_);
    return std::exchange(in_size_, 0);
  }
  return source_.read(out_.data(), out_.size());
}

bool RecordingBytes::has_packed_bytes() {
  if (stream_.avail_in > 0) return true;
  const std::size_t size = in_size_ > 0 ? std::exchange(in_size_, 0) : source_.read(in_.data(), in_.size());
  stream_.next_in = reinterpret_cast<Bytef*>(in_.data());  // NOLINT: zlib's interface
  stream_.avail_in = static_cast<uInt>(size);
  return size > 0;
}

// A gzip file may be several, one after another (RFC 1952 section 2.2), as rotated logs are joined.
bool RecordingBytes::begins_next_member() {
  constexpr Bytef first_byte = 0x1f;
  return coding_ == Coding::gzip && has_packed_bytes() && *stream_.next_in == first_byte;
}

std::size_t RecordingBytes::next_inflated() {
  if (!ready_ || ended_) return 0;
  stream_.next_out = reinterpret_cast<Bytef*>(out_.data());  // NOLINT: zlib's interface
  stream_.avail_out = static_cast<uInt>(out_.size());
  while (stream_.avail_out == out_.size()) {
    if (!has_packed_bytes()) {
      broken_ = true;
      return 0;
    }
    const int code = inflate(&stream_, Z_NO_FLUSH);
    if (code == Z_STREAM_END) {
      if (!begins_next_member()) {
        ended_ = true;
        break;
      }
      inflateReset(&stream_);
      continue;
    }
    if (code != Z_OK && code != Z_BUF_ERROR) {
      broken_ = true;
      ended_ = true;
      break;
    }
  }
  return out_.size() - stream_.avail_out;
}

}  // namespace conform
