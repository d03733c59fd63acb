#pragma once

#include <string>
#include <string_view>

namespace conform {

/// True for a text that a POSIX shell takes for one word as it stands.
[[nodiscard]] bool is_bare_word(std::string_view text) noexcept;

/// A text in single quotes, so that a POSIX shell takes it for one word: 'it'\''s'.
[[nodiscard]] std::string single_quoted(std::string_view text);

/// The shorter of both.
[[nodiscard]] std::string shell_word(std::string_view text);

}  // namespace conform
