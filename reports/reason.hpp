#pragma once

#include <string>
#include <string_view>

#include "model/verdict.hpp"

namespace conform {

/// The reason of an outcome without what differs from user to user: the names of users whose requests the case sent,
/// and names like "user-3", are "a user".
[[nodiscard]] std::string reason_without_users(const Verdict& verdict);

/// What a reason is compared by: without its numbers ("after 146 of 293 bytes" and "after 148 of 296 bytes" are alike).
[[nodiscard]] std::string without_numbers(std::string_view text);

}  // namespace conform
