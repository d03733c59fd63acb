#pragma once

#include <cstddef>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "base/untrusted.hpp"

namespace conform {

struct JsonError {
  Untrusted message;       ///< "duplicate member "email"", "nested deeper than 256 levels" …
  std::string pointer;     ///< RFC 6901, as far as known
  std::size_t line = 0;    ///< 1-based
  std::size_t column = 0;  ///< 1-based, in bytes
  std::size_t offset = 0;  ///< bytes before it
  bool limit = false;      ///< a limit of this reader was met: the text may be JSON all the same
};

/// What foreign text may cost before it is parsed.
struct JsonLimits {
  std::size_t max_bytes = 16U << 20U;
  std::size_t max_depth = 256;
  std::size_t max_values = 1'000'000;  ///< each costs many times its bytes: 16 in an array, 100 as a member
  bool comments = false;               ///< allow // and /* */, for files that people write
  /// Numbers become binary values that hold their text, and so do strings with lone surrogates (json/exact.hpp).
  bool exact = false;
  /// Where the first duplicate member is noted: then the last of its members counts. Null: it is an error.
  std::optional<JsonError>* duplicate = nullptr;
};

/// Lines on which values begin, by RFC 6901 pointer.
using JsonLines = std::map<std::string, std::size_t, std::less<>>;

inline constexpr std::size_t every_depth = static_cast<std::size_t>(-1);

/// Parses one RFC 8259 text strictly: UTF-8 only, no duplicate members, no lone surrogates, nothing after the value, at
/// most the limits. Linear time, bounded stack. With `lines`, notes where each value begins that is no deeper than
/// `lines_depth` (64 MiB of pointers at most). Integers beyond 64 bits become the nearest double, numbers too small for
/// one 0; numbers too great for one are beyond a limit.
[[nodiscard]] tl::expected<nlohmann::json, JsonError> parse_json(std::string_view text, const JsonLimits& limits = {},
                                                                 JsonLines* lines = nullptr,
                                                                 std::size_t lines_depth = every_depth);

}  // namespace conform
