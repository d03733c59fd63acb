#pragma once

#include <zlib.h>

#include <cstddef>
#include <cstdint>
#include <streambuf>
#include <string>
#include <utility>
#include <vector>

#include "model/diagnostic.hpp"

namespace conform {

/// A descriptor that is closed in the end, unless it is one of the standard ones.
class OpenRecording {
 public:
  explicit OpenRecording(int descriptor) : descriptor_{descriptor} {}
  OpenRecording(OpenRecording&& other) noexcept : descriptor_{std::exchange(other.descriptor_, -1)} {}
  OpenRecording& operator=(OpenRecording&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    return *this;
  }
  OpenRecording(const OpenRecording&) = delete;
  OpenRecording& operator=(const OpenRecording&) = delete;
  ~OpenRecording();
  [[nodiscard]] int get() const { return descriptor_; }

 private:
  int descriptor_;
};

/// What problems call it: the path, or "standard input" for "-".
[[nodiscard]] std::string name_of_recording(const std::string& path);
/// Opens a file, a pipe, or "-", which is standard input.
[[nodiscard]] Result<OpenRecording> open_recording(const std::string& path);

/// Where bytes come from: a descriptor from its place on, until a stop; or a part of a file.
class ByteSource {
 public:
  explicit ByteSource(int descriptor) : descriptor_{descriptor} {}
  ByteSource(int descriptor, std::uint64_t offset, std::uint64_t size)
      : descriptor_{descriptor}, offset_{offset}, left_{size}, part_{true} {}
  /// 0: the end, a stop, or an error.
  [[nodiscard]] std::size_t read(char* to, std::size_t most);

 private:
  int descriptor_;
  std::uint64_t offset_ = 0;
  std::uint64_t left_ = 0;
  bool part_ = false;
};

/// Bytes of a source as they are, or inflated. `begun`: what was read of it already.
class RecordingBytes : public std::streambuf {
 public:
  enum class Coding { plain, gzip, deflate };
  static constexpr std::size_t block_bytes = std::size_t{1} << 16U;

  RecordingBytes(ByteSource source, const std::string& begun, Coding coding);
  ~RecordingBytes() override;
  RecordingBytes(const RecordingBytes&) = delete;
  RecordingBytes& operator=(const RecordingBytes&) = delete;

  /// True when compressed bytes ended too early, or were damaged.
  [[nodiscard]] bool is_broken() const { return broken_; }
  /// The next bytes, as many as are there at once; they are still to be read.
  [[nodiscard]] std::string_view ahead();

 protected:
  int_type underflow() override;

 private:
  std::size_t next_plain();
  std::size_t next_inflated();
  bool has_packed_bytes();
  bool begins_next_member();

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

}  // namespace conform
