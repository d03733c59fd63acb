#pragma once

#include <span>
#include <string>
#include <string_view>

namespace conform {

/// Where a user is, whatever version of the API it is spoken to with: authority and path of a base URL without scheme,
/// version and letter case of the host, then the id.
[[nodiscard]] std::string place_of_user(std::string_view base_url, std::string_view user_id);

/// 16 hexadecimal digits for a list of texts, the same in every process (FNV-1a, 64 bits): for file names, not against
/// an adversary.
[[nodiscard]] std::string stable_hash(std::span<const std::string> texts);

}  // namespace conform
