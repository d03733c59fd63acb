#pragma once

#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace conform {

/// Which attributes of a record the oracle speaks of.
struct RecordShape {
  std::vector<std::string> attributes;                ///< that a client can set
  std::vector<std::string> address_members;           ///< members of the attribute "address"
  std::set<std::string, std::less<>> server_managed;  ///< that stay whatever is sent
  std::set<std::string, std::less<>> formatted{};     ///< that have a format, so that an empty text is not a value
};

/// True for what counts as cleared (contract area 4): null, "", {} and objects in which everything is cleared.
[[nodiscard]] bool is_cleared(const nlohmann::json& value);

/// The value of a member, or null when it is absent or the record is not an object.
[[nodiscard]] const nlohmann::json& member_or_null(const nlohmann::json& record, std::string_view name);

/// Two renderings of the same value of an attribute: cleared is cleared, numbers are compared by value, a birthDate may
/// be the date or the date-time at midnight of that date as written, an address is compared member by member.
[[nodiscard]] bool same_value(std::string_view attribute, const nlohmann::json& a, const nlohmann::json& b);

/// A record as far as the oracle speaks of it: without the members of an address that the contract does not know, which
/// are the server's own.
[[nodiscard]] nlohmann::json known_part(const nlohmann::json& record, const RecordShape& shape);

/// True when a birthDate that was sent as a date-time came back as its day as written, alone or as midnight of it: a
/// birthday is a calendar day, whatever the time of day and the offset make of it elsewhere.
[[nodiscard]] bool keeps_the_day(const nlohmann::json& sent, const nlohmann::json& after);

/// True when the only difference is that a number became the text of that number or the reverse.
[[nodiscard]] bool same_but_for_type(const nlohmann::json& a, const nlohmann::json& b);

}  // namespace conform
