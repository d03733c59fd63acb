#include "reports/text.hpp"

#include <fmt/core.h>
#include <openssl/evp.h>
#include <unicode/uchar.h>

#include <algorithm>
#include <array>
#include <stdexcept>

#include "base/utf8.hpp"

namespace conform {
namespace {

// Unlike wcwidth this does not depend on the locale.
std::size_t columns_of(char32_t character) {
  if (character < 0x300) return 1;
  const auto code = static_cast<UChar32>(character);
  const auto category = U_MASK(u_charType(code));
  if ((category & (U_GC_MN_MASK | U_GC_ME_MASK | U_GC_CF_MASK)) != 0) return 0;
  const int wide = u_getIntPropertyValue(code, UCHAR_EAST_ASIAN_WIDTH);
  return wide == U_EA_WIDE || wide == U_EA_FULLWIDTH ? 2 : 1;
}

}  // namespace

std::string clip(std::string_view text, std::size_t max_bytes) {
  if (text.size() <= max_bytes) return std::string{text};
  return fmt::format("{}… [{} bytes in all, SHA-256 {}]", beginning(text, max_bytes), text.size(), sha256_hex(text));
}

std::string sha256(std::string_view bytes) {
  std::string digest(EVP_MAX_MD_SIZE, '\0');
  unsigned size = 0;
  // Characters may alias any type, so this is the one cast that is always allowed.
  if (EVP_Digest(bytes.data(), bytes.size(), reinterpret_cast<unsigned char*>(digest.data()), &size, EVP_sha256(),
                 nullptr) != 1) {
    throw std::runtime_error{"SHA-256 is not available from libcrypto"};
  }
  digest.resize(size);
  return digest;
}

std::string sha256_hex(std::string_view bytes) {
  std::string hex;
  for (const char byte : sha256(bytes)) hex += fmt::format("{:02x}", static_cast<unsigned char>(byte));
  return hex;
}

std::size_t columns(std::string_view text) {
  std::size_t count = 0;
  while (!text.empty()) {
    count += columns_of(utf8_decode(text));
    text.remove_prefix(std::max<std::size_t>(utf8_length(text), 1));
  }
  return count;
}

std::string_view fitting(std::string_view text, std::size_t max_columns) {
  std::size_t end = 0;
  std::size_t used = 0;
  while (end < text.size()) {
    const std::string_view rest = text.substr(end);
    used += columns_of(utf8_decode(rest));
    if (used > max_columns) break;
    end += std::max<std::size_t>(utf8_length(rest), 1);
  }
  return text.substr(0, end);
}

std::vector<std::string> wrap(std::string_view text, std::size_t width) {
  width = std::max<std::size_t>(width, 2);  // a wide character must fit
  std::vector<std::string> lines;
  while (!text.empty()) {
    std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    while (true) {
      std::string_view part = fitting(line, width);
      if (part.size() < line.size() && line[part.size()] != ' ') {
        const std::size_t space = part.rfind(' ');
        // Leading spaces are an indent, not a place to break.
        if (space != std::string_view::npos && part.find_first_not_of(' ') < space) part = part.substr(0, space);
      }
      const std::size_t end = part.find_last_not_of(' ');
      lines.emplace_back(end == std::string_view::npos ? std::string_view{} : part.substr(0, end + 1));
      line.remove_prefix(part.size());
      if (line.empty()) break;
      line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
      if (line.empty()) break;
    }
  }
  return lines;
}

}  // namespace conform
