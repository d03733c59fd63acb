#pragma once

#include <array>
#include <string>
#include <string_view>

#include "reference/json_value.hpp"

namespace conform::reference {

/// What is stored of one user.
struct UserRecord {
  std::string id;            ///< UUID, lower case
  std::string created_at;    ///< RFC 3339, set once
  Object attributes;         ///< of the User document, without createdAt; cleared ones are absent
  Object custom_attributes;  ///< what /attributes keeps
  friend bool operator==(const UserRecord&, const UserRecord&) = default;
};

/// The attributes that a client can set, in the order in which they are shown.
inline constexpr std::array<std::string_view, 10> writable_attributes{
    "firstName", "lastName",  "email",   "phoneNumber", "pictureUrl",
    "gender",    "birthDate", "address", "locale",      "zoneInfo"};
inline constexpr std::array<std::string_view, 7> address_members{
    "country", "locality", "street", "houseNo", "additionalAddressLink", "region", "postalCode"};

/// setUser: all attributes get set to what `change` provides; what it leaves out, or has as null, is cleared.
[[nodiscard]] Object replaced(const Object& change);
/// updateUser: what `change` provides is set, null clears, the rest of `before` stays. A partial address is merged.
[[nodiscard]] Object merged(const Object& before, const Object& change);
/// setUserAttributes: new keys are added, given ones changed, the rest stays; null is a value.
[[nodiscard]] Object with_custom_attributes(Object before, const Object& change);

/// The attribute at "locale" or "address/region"; null when it is not there.
[[nodiscard]] const Value* at_path(const Object& attributes, std::string_view path);
/// Sets it, with the address made when it is needed.
void set_path(Object& attributes, std::string_view path, Value value);
void remove_path(Object& attributes, std::string_view path);

}  // namespace conform::reference
