#include "audit/zip_file.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <utility>

namespace conform {
namespace {

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

}  // namespace

std::optional<ZipFile> ZipFile::open(int descriptor) {
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
  for (std::size_t i = 0; i < count && next <= directory.size() && directory.compare(next, 4, "PK\x01\x02") == 0; ++i) {
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

const ZipMember* ZipFile::ending_with(std::string_view end) const {
  for (const auto& [name, member] : members_) {
    if (name.ends_with(end)) return &member;
  }
  return nullptr;
}

std::unique_ptr<RecordingBytes> ZipFile::bytes_of(const ZipMember& member) const {
  constexpr std::size_t fixed = 30;
  const std::string header = bytes_at(descriptor_, member.header_at, fixed);
  const std::uint64_t begin = member.header_at + fixed + little_endian(header, 26, 2) + little_endian(header, 28, 2);
  return std::make_unique<RecordingBytes>(
      ByteSource{descriptor_, begin, member.packed}, std::string{},
      member.deflated ? RecordingBytes::Coding::deflate : RecordingBytes::Coding::plain);
}

std::optional<std::string> ZipFile::text_of(const std::string& name, std::uint64_t most) const {
  const auto member = members_.find(name);
  if (member == members_.end() || member->second.size > most) return std::nullopt;
  const auto bytes = bytes_of(member->second);
  std::string text(static_cast<std::size_t>(member->second.size), '\0');
  const std::streamsize got = bytes->sgetn(text.data(), static_cast<std::streamsize>(text.size()));
  if (got != static_cast<std::streamsize>(text.size())) return std::nullopt;
  return text;
}

}  // namespace conform
