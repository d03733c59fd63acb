#include "audit/recording_file.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <istream>
#include <map>
#include <memory>
#include <streambuf>
#include <utility>
#include <vector>

#include "audit/ndjson_reader.hpp"

namespace conform {
namespace {

constexpr std::size_t block_bytes = std::size_t{1} << 16U;

Diagnostics recording_problem(const std::string& path, std::string message, std::string hint = {}) {
  return {{.file = path == "-" ? "standard input" : path,
           .line = 0,
           .pointer = {},
           .message = std::move(message),
           .hint = std::move(hint)}};
}

/// A descriptor that is closed in the end.
class OpenFile {
 public:
  explicit OpenFile(int descriptor) : descriptor_{descriptor} {}
  OpenFile(OpenFile&& other) noexcept : descriptor_{std::exchange(other.descriptor_, -1)} {}
  OpenFile& operator=(OpenFile&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    return *this;
  }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  ~OpenFile() {
    if (descriptor_ > STDERR_FILENO) ::close(descriptor_);
  }
  [[nodiscard]] int get() const { return descriptor_; }

 private:
  int descriptor_;
};

/// Where bytes come from: a descriptor from its place on, or a part of a file.
class ByteSource {
 public:
  explicit ByteSource(int descriptor) : descriptor_{descriptor} {}
  ByteSource(int descriptor, std::uint64_t offset, std::uint64_t size)
      : descriptor_{descriptor}, offset_{offset}, left_{size}, part_{true} {}

  /// 0: the end, or an error.
  std::size_t read(char* to, std::size_t most) {
    const std::size_t wanted = part_ ? static_cast<std::size_t>(std::min<std::uint64_t>(most, left_)) : most;
    if (wanted == 0) return 0;
    ssize_t got = 0;
    do {
      got = part_ ? ::pread(descriptor_, to, wanted, static_cast<off_t>(offset_)) : ::read(descriptor_, to, wanted);
    } while (got < 0 && errno == EINTR);
    if (got <= 0) return 0;
    offset_ += static_cast<std::uint64_t>(got);
    left_ -= part_ ? static_cast<std::uint64_t>(got) : 0;
    return static_cast<std::size_t>(got);
  }

 private:
  int descriptor_;
  std::uint64_t offset_ = 0;
  std::uint64_t left_ = 0;
  bool part_ = false;
};

/// Bytes of a source as they are, or inflated.
class RecordingBytes : public std::streambuf {
 public:
  enum class Coding { plain, gzip, deflate };
  RecordingBytes(ByteSource source, std::string begun, Coding coding)
      : source_{source}, in_(block_bytes), out_(block_bytes), coding_{coding} {
    std::ranges::copy(begun, in_.begin());
    in_size_ = begun.size();
    constexpr int gzip_window = 15 + 16;
    constexpr int raw_window = -15;
    if (coding_ != Coding::plain) {
      ready_ = inflateInit2(&stream_, coding_ == Coding::gzip ? gzip_window : raw_window) == Z_OK;
    }
  }
  ~RecordingBytes() override {
    if (ready_) inflateEnd(&stream_);
  }
  RecordingBytes(const RecordingBytes&) = delete;
  RecordingBytes& operator=(const RecordingBytes&) = delete;

  [[nodiscard]] bool is_broken() const { return broken_; }

 protected:
  int_type underflow() override {
    const std::size_t size = coding_ == Coding::plain ? next_plain() : next_inflated();
    if (size == 0) return traits_type::eof();
    setg(out_.data(), out_.data(), out_.data() + size);
    return traits_type::to_int_type(*gptr());
  }

 private:
  std::size_t next_plain() {
    if (in_size_ > 0) {
      out_.swap(in_);
      return std::exchange(in_size_, 0);
    }
    return source_.read(out_.data(), out_.size());
  }

  std::size_t next_inflated() {
    if (!ready_ || ended_) return 0;
    stream_.next_out = reinterpret_cast<Bytef*>(out_.data());  // NOLINT: zlib's interface
    stream_.avail_out = static_cast<uInt>(out_.size());
    while (stream_.avail_out == out_.size()) {
      if (stream_.avail_in == 0) {
        const std::size_t size = in_size_ > 0 ? std::exchange(in_size_, 0) : source_.read(in_.data(), in_.size());
        if (size == 0) {
          broken_ = true;
          return 0;
        }
        stream_.next_in = reinterpret_cast<Bytef*>(in_.data());  // NOLINT
        stream_.avail_in = static_cast<uInt>(size);
      }
      const int code = inflate(&stream_, Z_NO_FLUSH);
      if (code == Z_STREAM_END) {
        ended_ = true;
        break;
      }
      if (code != Z_OK && code != Z_BUF_ERROR) {
        broken_ = true;
        ended_ = true;
        break;
      }
    }
    return out_.size() - stream_.avail_out;
  }

  ByteSource source_;
  std::vector<char> in_;
  std::vector<char> out_;
  std::size_t in_size_ = 0;
  Coding coding_;
  z_stream stream_{};
  bool ready_ = false;
  bool ended_ = false;
  bool broken_ = false;
};

/// One file in a zip (PKWARE APPNOTE, sections 4.3.7 and 4.3.12).
struct ZipMember {
  std::string name;
  std::uint64_t header_at = 0;
  std::uint64_t packed = 0;
  std::uint64_t size = 0;
  bool deflated = false;
};

std::uint32_t little_endian(std::string_view bytes, std::size_t at, std::size_t count) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < count && at + i < bytes.size(); ++i)
    value |= static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[at + i])) << (8U * i);
  return value;
}

std::string bytes_at(int descriptor, std::uint64_t offset, std::size_t size) {
  std::string bytes(size, '\0');
  ByteSource source{descriptor, offset, size};
  std::size_t got = 0;
  while (got < size) {
    const std::size_t more = source.read(bytes.data() + got, size - got);
    if (more == 0) break;
    got += more;
  }
  bytes.resize(got);
  return bytes;
}

class ZipFile {
 public:
  /// Reads the directory of a zip; nothing when it has none that can be read here.
  static std::optional<ZipFile> open(int descriptor) {
    struct stat status {};
    if (::fstat(descriptor, &status) != 0 || !S_ISREG(status.st_mode)) return std::nullopt;
    const auto size = static_cast<std::uint64_t>(status.st_size);
    constexpr std::uint64_t end_bytes = 22;
    constexpr std::uint64_t longest_comment = 65'535;
    const std::uint64_t tail = std::min(size, end_bytes + longest_comment);
    const std::string end = bytes_at(descriptor, size - tail, static_cast<std::size_t>(tail));
    const std::size_t at = end.rfind("PK\x05\x06");
    if (at == std::string::npos || at + end_bytes > end.size()) return std::nullopt;
    constexpr std::size_t most_members = 20'000;
    constexpr std::size_t most_directory = 8U << 20U;
    const std::size_t count = little_endian(end, at + 10, 2);
    const std::size_t directory_size = little_endian(end, at + 12, 4);
    const std::uint64_t directory_at = little_endian(end, at + 16, 4);
    if (count > most_members || directory_size > most_directory || directory_at + directory_size > size)
      return std::nullopt;
    ZipFile zip{descriptor};
    const std::string directory = bytes_at(descriptor, directory_at, directory_size);
    constexpr std::size_t fixed = 46;
    std::size_t next = 0;
    for (std::size_t i = 0; i < count && directory.compare(next, 4, "PK\x01\x02") == 0; ++i) {
      const std::size_t name_size = little_endian(directory, next + 28, 2);
      if (next + fixed + name_size > directory.size()) return std::nullopt;
      ZipMember member{.name = directory.substr(next + fixed, name_size),
                       .header_at = little_endian(directory, next + 42, 4),
                       .packed = little_endian(directory, next + 20, 4),
                       .size = little_endian(directory, next + 24, 4),
                       .deflated = little_endian(directory, next + 10, 2) == 8};
      next += fixed + name_size + little_endian(directory, next + 30, 2) + little_endian(directory, next + 32, 2);
      zip.members_.emplace(member.name, std::move(member));
    }
    return zip;
  }

  [[nodiscard]] const ZipMember* find(const std::string& name) const {
    const auto found = members_.find(name);
    return found == members_.end() ? nullptr : &found->second;
  }
  /// The first member whose name ends so.
  [[nodiscard]] const ZipMember* ending_with(std::string_view end) const {
    for (const auto& [name, member] : members_) {
      if (name.ends_with(end)) return &member;
    }
    return nullptr;
  }
  [[nodiscard]] std::unique_ptr<RecordingBytes> bytes_of(const ZipMember& member) const {
    constexpr std::size_t fixed = 30;
    const std::string header = bytes_at(descriptor_, member.header_at, fixed);
    const std::uint64_t begin = member.header_at + fixed + little_endian(header, 26, 2) + little_endian(header, 28, 2);
    return std::make_unique<RecordingBytes>(
        ByteSource{descriptor_, begin, member.packed}, std::string{},
        member.deflated ? RecordingBytes::Coding::deflate : RecordingBytes::Coding::plain);
  }
  [[nodiscard]] std::optional<std::string> text_of(const std::string& name) const {
    const ZipMember* member = find(name);
    if (member == nullptr || member->size > most_value_bytes) return std::nullopt;
    const auto bytes = bytes_of(*member);
    std::string text(static_cast<std::size_t>(member->size), '\0');
    const std::streamsize got = bytes->sgetn(text.data(), static_cast<std::streamsize>(text.size()));
    if (got != static_cast<std::streamsize>(text.size())) return std::nullopt;
    return text;
  }

 private:
  explicit ZipFile(int descriptor) : descriptor_{descriptor} {}
  int descriptor_;
  std::map<std::string, ZipMember> members_;
};

// The first bytes that are not white space, as far as they are in the first block.
std::string_view first_text(std::string_view begun) {
  if (begun.starts_with("\xef\xbb\xbf")) begun.remove_prefix(3);
  const std::size_t at = begun.find_first_not_of(" \t\r\n");
  return at == std::string_view::npos ? std::string_view{} : begun.substr(at);
}

// A HAR is one object with "log"; in NDJSON the first line is a whole exchange, or of a log.
bool looks_like_har(std::string_view begun) {
  std::string_view text = first_text(begun);
  if (!text.starts_with('{')) return false;
  text = first_text(text.substr(1));
  return text.starts_with("\"log\"") || text.starts_with("\"$schema\"");
}

Result<RecordingInfo> read_bytes(RecordingBytes& bytes, const std::string& path, RecordingFormat format,
                                 std::string_view begun, const TakeExchange& take, const BodyOfFile& body_of_file) {
  std::istream in{&bytes};
  const std::string name = path == "-" ? "standard input" : path;
  if (format == RecordingFormat::automatic)
    format = looks_like_har(begun) ? RecordingFormat::har : RecordingFormat::ndjson;
  auto info = format == RecordingFormat::har ? read_har(in, name, take, body_of_file) : read_ndjson(in, name, take);
  if (bytes.is_broken())
    return tl::unexpected{recording_problem(path, "is compressed, and ends too early or is damaged")};
  return info;
}

Result<OpenFile> open_for_reading(const std::string& path) {
  if (path == "-") return OpenFile{STDIN_FILENO};
  OpenFile file{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
  struct stat status {};
  if (file.get() < 0 || ::fstat(file.get(), &status) != 0)
    return tl::unexpected{recording_problem(path, std::string{"cannot be read: "} + std::strerror(errno))};
  if (S_ISDIR(status.st_mode)) return tl::unexpected{recording_problem(path, "is a folder, not a file")};
  return file;
}

Result<RecordingInfo> read_zip(const OpenFile& file, const std::string& path, const TakeExchange& take) {
  const auto zip = ZipFile::open(file.get());
  const ZipMember* har = zip ? zip->ending_with(".har") : nullptr;
  if (har == nullptr) return tl::unexpected{recording_problem(path, "is a zip without a .har in it")};
  const auto bytes = zip->bytes_of(*har);
  return read_bytes(*bytes, path, RecordingFormat::har, {}, take,
                    [&](const std::string& name) { return zip->text_of(name); });
}

}  // namespace

Result<RecordingInfo> read_recording(const std::string& path, RecordingFormat format, const TakeExchange& take) {
  auto file = open_for_reading(path);
  if (!file) return tl::unexpected{file.error()};
  ByteSource source{file->get()};
  std::string begun(block_bytes, '\0');
  // A pipe may give a byte at a time: enough of them to determine the format.
  std::size_t got = 0;
  constexpr std::size_t enough = 4096;
  while (got < enough) {
    const std::size_t more = source.read(begun.data() + got, begun.size() - got);
    if (more == 0) break;
    got += more;
  }
  begun.resize(got);
  if (begun.empty()) return tl::unexpected{recording_problem(path, "is empty")};
  if (begun.starts_with("PK\x03\x04")) return read_zip(*file, path, take);
  const bool gzip = begun.starts_with("\x1f\x8b");
  std::string first = begun;
  RecordingBytes bytes{source, begun, gzip ? RecordingBytes::Coding::gzip : RecordingBytes::Coding::plain};
  if (gzip) {
    // The inflated bytes determine the format.
    if (bytes.sgetc() == std::streambuf::traits_type::eof())
      return tl::unexpected{recording_problem(path, "is compressed, and ends too early or is damaged")};
    first.resize(static_cast<std::size_t>(bytes.in_avail()));
    const std::streamsize seen = bytes.sgetn(first.data(), static_cast<std::streamsize>(first.size()));
    for (std::streamsize i = 0; i < seen; ++i) bytes.sungetc();
  }
  return read_bytes(bytes, path, format, first, take, {});
}

Result<RecordingInfo> follow_recording(const std::string& path, const TakeExchange& take,
                                       const FollowOptions& options) {
  auto file = open_for_reading(path);
  if (!file) return tl::unexpected{file.error()};
  RecordingInfo info;
  std::string line;
  std::array<char, 65536> block{};
  std::uint64_t at = 0;
  std::size_t number = 0;
  const auto end_line = [&] {
    ++number;
    if (auto exchange = exchange_of_line(line, number)) {
      ++info.exchanges;
      take(std::move(*exchange));
    } else if (line.find_first_not_of(" \t\r") != std::string::npos) {
      ++info.other;
    }
    line.clear();
  };
  const bool is_pipe = path == "-" || ::lseek(file->get(), 0, SEEK_CUR) < 0;
  while (!options.stop.stop_requested()) {
    ssize_t got = -1;
    if (is_pipe) {
      pollfd waiting{.fd = file->get(), .events = POLLIN, .revents = 0};
      constexpr int pause = 200;
      const int ready = ::poll(&waiting, 1, pause);
      if (ready > 0) {
        got = ::read(file->get(), block.data(), block.size());
        if (got == 0) break;
      }
    } else {
      got = ::pread(file->get(), block.data(), block.size(), static_cast<off_t>(at));
    }
    if (got > 0) {
      at += static_cast<std::uint64_t>(got);
      for (const char c : std::string_view{block.data(), static_cast<std::size_t>(got)}) {
        if (c == '\n') {
          end_line();
        } else if (line.size() < most_value_bytes) {
          line += c;
        }
      }
      continue;
    }
    if (options.idle) options.idle();
    if (is_pipe) continue;
    struct stat here {};
    struct stat there {};
    if (::fstat(file->get(), &here) == 0 && static_cast<std::uint64_t>(here.st_size) < at) {
      at = 0;
      line.clear();
    } else if (::stat(path.c_str(), &there) == 0 && (there.st_ino != here.st_ino || there.st_dev != here.st_dev)) {
      if (auto next = open_for_reading(path)) {
        file = std::move(*next);
        at = 0;
        line.clear();
      }
    }
    constexpr int pause = 200;
    ::poll(nullptr, 0, pause);
  }
  if (!line.empty()) end_line();
  return info;
}

}  // namespace conform
