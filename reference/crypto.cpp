#include "reference/crypto.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include <array>
#include <span>
#include <stdexcept>
#include <vector>

namespace conform::reference {

namespace {

std::string hex(std::span<const unsigned char> bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (const unsigned char byte : bytes) {
    text += digits[static_cast<unsigned>(byte) >> 4U];
    text += digits[static_cast<unsigned>(byte) & 0xFU];
  }
  return text;
}

}  // namespace

std::string sha256_hex(std::string_view text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned length = 0;
  if (EVP_Digest(text.data(), text.size(), digest.data(), &length, EVP_sha256(), nullptr) != 1) {
    throw std::runtime_error{"SHA-256 is not available"};
  }
  return hex(std::span{digest}.first(length));
}

std::string hmac_hex(std::string_view key, std::string_view text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned length = 0;
  const std::vector<unsigned char> bytes(text.begin(), text.end());
  if (HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), bytes.data(), bytes.size(), digest.data(),
           &length) == nullptr) {
    throw std::runtime_error{"HMAC-SHA-256 is not available"};
  }
  return hex(std::span{digest}.first(length));
}

std::string random_hex(std::size_t bytes) {
  std::vector<unsigned char> buffer(bytes);
  if (RAND_bytes(buffer.data(), static_cast<int>(buffer.size())) != 1) {
    throw std::runtime_error{"no random numbers available"};
  }
  return hex(buffer);
}

std::string uuid_from(std::string_view hex) {
  std::string id{hex.substr(0, 32)};
  id[12] = '4';
  id[16] = "89ab"[static_cast<unsigned>(id[16]) % 4U];
  return id.substr(0, 8) + "-" + id.substr(8, 4) + "-" + id.substr(12, 4) + "-" + id.substr(16, 4) + "-" +
         id.substr(20);
}

bool equal_in_constant_time(std::string_view left, std::string_view right) noexcept {
  return left.size() == right.size() && CRYPTO_memcmp(left.data(), right.data(), left.size()) == 0;
}

std::optional<std::string> base64_decode(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  std::string out;
  for (std::size_t i = 0; i < text.size(); i += 4) {
    unsigned bits = 0;
    std::size_t padding = 0;
    for (std::size_t k = 0; k < 4; ++k) {
      const char c = text[i + k];
      unsigned value = 0;
      if (c == '=' && i + 4 == text.size() && k >= 2) {
        ++padding;
      } else if (padding > 0) {
        return std::nullopt;
      } else {
        constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        const std::size_t at = alphabet.find(c);
        if (at == std::string_view::npos) return std::nullopt;
        value = static_cast<unsigned>(at);
      }
      bits = (bits << 6U) | value;
    }
    for (std::size_t k = 0; k < 3 - padding; ++k) out += static_cast<char>((bits >> (16U - 8U * k)) & 0xFFU);
  }
  return out;
}

}  // namespace conform::reference
