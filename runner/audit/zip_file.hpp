#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "audit/recording_bytes.hpp"

namespace conform {

/// One file in a zip (PKWARE APPNOTE, sections 4.3.7 and 4.3.12).
struct ZipMember {
  std::string name;
  std::uint64_t header_at = 0;
  std::uint64_t packed = 0;
  std::uint64_t size = 0;
  bool deflated = false;
};

/// The files in a zip, read from its descriptor, which must outlive it.
class ZipFile {
 public:
  /// Reads the directory of a zip; nothing when it has none that can be read here (no Zip64, at most 20,000 files).
  [[nodiscard]] static std::optional<ZipFile> open(int descriptor);

  /// The first member whose name ends so; null: there is none.
  [[nodiscard]] const ZipMember* ending_with(std::string_view end) const;
  [[nodiscard]] std::unique_ptr<RecordingBytes> bytes_of(const ZipMember& member) const;
  /// The whole of a member of at most `most` bytes; nothing when there is none of that name, or it is damaged.
  [[nodiscard]] std::optional<std::string> text_of(const std::string& name, std::uint64_t most) const;

 private:
  explicit ZipFile(int descriptor) : descriptor_{descriptor} {}
  int descriptor_;
  std::map<std::string, ZipMember> members_;
};

}  // namespace conform
