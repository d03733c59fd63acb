#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace conform {

/// Actors that a target may offer beside its pool of users, each with a record of its own.
[[nodiscard]] const std::vector<std::string>& special_actors();

/// Who may send a request of a case: the leased users, no actor, the special actors.
[[nodiscard]] const std::vector<std::string>& senders();

/// True for names that mean something in expressions, so that no matrix variable may have them.
[[nodiscard]] bool is_reserved_name(std::string_view name);

}  // namespace conform
