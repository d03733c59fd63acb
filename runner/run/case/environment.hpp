#pragma once

#include <map>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "run/case/known_records.hpp"
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
  std::string own = {};                 ///< id of the user that `${own.…}` speaks of; empty: `user`
  std::string before_of = {};           ///< id of the record that `${before(…)}` speaks of; empty: that of `user`
  const KnownRecords* known = nullptr;  ///< what has been read; null: nothing
  /// Own values by user id, none like another's; null, or of another id: derived from the id alone.
  const std::map<std::string, OwnValues, std::less<>>* own_values = nullptr;

  /// Attributes of that record; null: they have not been read.
  [[nodiscard]] const nlohmann::json* before() const { return record(before_of.empty() ? user.id : before_of); }
  /// Attributes of the record of that id; null: they have not been read.
  [[nodiscard]] const nlohmann::json* record(const std::string& id) const {
    return known == nullptr ? nullptr : known->record(id);
  }
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

/// A random-looking version 4 UUID and a short text of letters and digits, the same for the same seed and name.
[[nodiscard]] std::string derived_uuid(std::uint64_t seed, std::string_view name);
[[nodiscard]] std::string derived_nonce(std::uint64_t seed, std::string_view name);

}  // namespace conform
