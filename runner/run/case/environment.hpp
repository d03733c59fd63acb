#pragma once

#include <cstdint>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "suite/expression.hpp"
#include "suite/fixtures.hpp"
#include "suite/own_values.hpp"
#include "target/user.hpp"

namespace conform {

/// What the expressions of a case mean while it runs.
struct Environment {
  const Fixtures& fixtures;
  User user;
  std::optional<User> user2;
  std::map<std::string, User, std::less<>> special_actors;  ///< "reader" … as far as the target has them
  std::string unknown_id;
  std::string nonce;
  /// What decides the order of the members in documents that are sent; nothing: they are sorted.
  std::optional<std::uint64_t> member_order = std::nullopt;
  std::string own = {};                    ///< id of the user that `${own.…}` speaks of; empty: `user`
  const nlohmann::json* before = nullptr;  ///< attributes of the user's record, if they have been read
  /// Attributes of every record that has been read, by id; null: `before` stands for all of them.
  const std::map<std::string, nlohmann::json, std::less<>>* records = nullptr;
  /// Own values by user id, none like another's; null, or of another id: derived from the id alone.
  const std::map<std::string, OwnValues, std::less<>>* own_values = nullptr;

  /// Everybody whose token may be in a request.
  [[nodiscard]] std::vector<const User*> users() const;
};

/// What identifies the user of that id.
[[nodiscard]] OwnValues own_values_for(const std::string& id, const Environment& environment);

/// A state of the fixtures as the user that `own` speaks of has it.
[[nodiscard]] nlohmann::json state_of(std::string_view name, const Environment& environment);

/// The value of a run-time expression (docs/case-format.md), or why it has none.
[[nodiscard]] tl::expected<nlohmann::json, std::string> evaluate(const Expression& expression,
                                                                 const Environment& environment);

/// A template with every expression replaced.
[[nodiscard]] tl::expected<nlohmann::json, std::string> evaluate_all(const nlohmann::json& source,
                                                                     const Environment& environment);

/// The same for one text, which must stay a text.
[[nodiscard]] tl::expected<std::string, std::string> evaluate_text(const std::string& source,
                                                                   const Environment& environment);

/// A number that is random-looking, the same for the same seed and name.
[[nodiscard]] std::uint64_t derived_number(std::uint64_t seed, std::string_view name);
/// A random-looking version 4 UUID and a short text of letters and digits, the same for the same seed and name.
[[nodiscard]] std::string derived_uuid(std::uint64_t seed, std::string_view name);
[[nodiscard]] std::string derived_nonce(std::uint64_t seed, std::string_view name);

}  // namespace conform
