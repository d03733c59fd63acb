#pragma once

#include <string>
#include <string_view>

namespace conform {

/// Why a token cannot go into an Authorization header (RFC 9110 section 5.5), or nothing. Never quotes it.
[[nodiscard]] std::string token_trouble(std::string_view token);

/// What every stand-in begins with, and how long each is.
inline constexpr std::string_view stand_in_prefix = "conform-stand-in-";
inline constexpr std::size_t stand_in_length = stand_in_prefix.size() + 32;

/// True for a token that is known when a request is made, and long enough to be reported from others when it is
/// altered: neither a stand-in nor a few letters.
[[nodiscard]] bool can_be_altered(std::string_view token);

/// Without its last character, and with every letter in the other case: other tokens, as long as `can_be_altered`.
/// The second may be the same: a token of digits.
[[nodiscard]] std::string shortened(std::string_view token);
[[nodiscard]] std::string in_other_case(std::string_view token);

/// A text that stands for the tokens of an actor until a request goes out: it cannot be guessed, and it is the same in
/// URLs, header values and JSON.
[[nodiscard]] std::string make_stand_in();

}  // namespace conform
