#pragma once

#include <span>
#include <string>
#include <string_view>

namespace conform {

/// Where a user is, however the base URL is spelled and whatever version of the API it names: host (all names of this
/// machine are one, addresses have one spelling), port unless it is the scheme's own, path without the version, id.
[[nodiscard]] std::string place_of_user(std::string_view base_url, std::string_view user_id);

/// 16 hexadecimal digits for a list of texts, the same in every process (FNV-1a, 64 bits): for file names, not against
/// an adversary.
[[nodiscard]] std::string stable_hash(std::span<const std::string> texts);

}  // namespace conform
