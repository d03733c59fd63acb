#pragma once

#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace conform {

/// Permissions as chmod writes them that leave the owner reading and writing, and let no account execute.
[[nodiscard]] std::optional<unsigned> file_mode(std::string_view text);

// What values of options must be; each says what is wrong with one, and what to write.
[[nodiscard]] CLI::Validator report_validator();
[[nodiscard]] CLI::Validator file_mode_validator();
[[nodiscard]] CLI::Validator whole_number_validator(std::uint64_t least, std::uint64_t most);
[[nodiscard]] CLI::Validator duration_validator(std::chrono::hours longest = std::chrono::hours{7 * 24});
[[nodiscard]] CLI::Validator rate_validator();
[[nodiscard]] CLI::Validator diff_validator();
[[nodiscard]] CLI::Validator version_validator();
[[nodiscard]] CLI::Validator schema_base_validator();

}  // namespace conform
