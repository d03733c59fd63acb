#pragma once

#include <map>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace conform {

/// What values that identify people are made of, for one user: services often let only one user have an e-mail address
/// or a phone number. `${own.mark}` and its like stand for them in fixtures (docs/case-format.md).
struct OwnValues {
  std::string mark;    ///< eight small letters and digits
  std::string area;    ///< a North American area code; +1 AREA 555 01LX is for fiction, X from 0 to 9
  std::string line;    ///< L: one digit
  std::string number;  ///< three digits
  friend bool operator==(const OwnValues&, const OwnValues&) = default;
};

/// Derived from a user's id alone, whose letter case does not matter.
[[nodiscard]] OwnValues own_values_of(std::string_view id);

/// The same for all users of a run, by id: none has another's area and line, or number. The order of the ids does not
/// matter.
[[nodiscard]] std::map<std::string, OwnValues, std::less<>> own_values_of_all(std::vector<std::string> ids);

/// A member by the name that it has in expressions; null: there is none.
[[nodiscard]] const std::string* own_value(const OwnValues& values, std::string_view member);

/// A value of the fixtures as that user has it: `${own.…}` replaced, other expressions left.
[[nodiscard]] nlohmann::json with_own_values(const nlohmann::json& value, const OwnValues& values);

}  // namespace conform
