#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace conform::reference {

/// SHA-256 in lower-case hexadecimal.
[[nodiscard]] std::string sha256_hex(std::string_view text);
/// HMAC-SHA-256 in lower-case hexadecimal.
[[nodiscard]] std::string hmac_hex(std::string_view key, std::string_view text);
/// `bytes` random bytes in lower-case hexadecimal.
[[nodiscard]] std::string random_hex(std::size_t bytes);
/// A version 4 UUID made of the first 32 of `hex` digits.
[[nodiscard]] std::string uuid_from(std::string_view hex);
/// Compares in a time that does not depend on where the texts differ.
[[nodiscard]] bool equal_in_constant_time(std::string_view left, std::string_view right) noexcept;
/// RFC 4648 section 4, with padding; nothing when `text` is not that.
[[nodiscard]] std::optional<std::string> base64_decode(std::string_view text);

}  // namespace conform::reference
