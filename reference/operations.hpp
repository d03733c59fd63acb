#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace conform::reference {

enum class Operation { set_user, update_user, get_user, set_user_attributes, get_user_attributes };

inline constexpr std::array<Operation, 5> all_operations{Operation::set_user, Operation::update_user,
                                                         Operation::get_user, Operation::set_user_attributes,
                                                         Operation::get_user_attributes};

inline constexpr std::array<std::string_view, 8> all_versions{"2021-2", "2022-1", "2023-1", "2024-1",
                                                              "2024-2", "2024-3", "2024-4", "2025-1"};

/// The operationId: "setUser" …
[[nodiscard]] std::string_view name_of(Operation operation) noexcept;
/// True for setUser, updateUser and getUser.
[[nodiscard]] bool on_users(Operation operation) noexcept;
/// True for the three that change something.
[[nodiscard]] bool writes(Operation operation) noexcept;
/// "user:users:read" or "user:users:write".
[[nodiscard]] std::string_view scope_of(Operation operation) noexcept;

/// Where a request target leads.
struct Route {
  std::optional<Operation> operation;  ///< none: the path is unknown, or known with another method
  std::string version;                 ///< "2024-3"; empty when the path is not the API's
  std::string user_id;                 ///< the path's user id, percent-decoded, as written
  std::string allow;                   ///< methods of the path, for a 405; empty when the path is unknown
};
/// HEAD is routed as GET.
[[nodiscard]] Route route(std::string_view method, std::string_view target);

/// "%41" to "A"; malformed escapes stay.
[[nodiscard]] std::string percent_decode(std::string_view text);

}  // namespace conform::reference
