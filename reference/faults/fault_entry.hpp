#pragma once

#include <array>
#include <functional>
#include <string>
#include <string_view>

#include "reference/catalogue_entries.hpp"

// What the families of faults are written with.

namespace conform::reference {

/// The operations that respond with a User document.
inline constexpr std::array user_operations{Operation::set_user, Operation::update_user, Operation::get_user};
/// The operations that take a User document.
inline constexpr std::array body_operations{Operation::set_user, Operation::update_user};

/// A member or operation name in the letters of a switch name: "firstName" to "first-name", "setUser" to "set-user".
[[nodiscard]] std::string in_name(std::string_view text);
/// in_name of the operationId.
[[nodiscard]] std::string in_name(Operation operation);

/// Serialises nothing, changes the document of a response: the `data` object of a served User document; null otherwise.
[[nodiscard]] Object* data_of(const Call& call, Response& response);
/// The `attributes` object of a served User document; null otherwise.
[[nodiscard]] Object* attributes_of(const Call& call, Response& response);
/// The attributes that a request document has for a User; null: none.
[[nodiscard]] const Object* attributes_in(const Value& document);
/// The array `errors` of an error document; null otherwise.
[[nodiscard]] Array* errors_of(Response& response);

/// Gives the response another status, in its error objects too.
void restate(Response& response, int status);
/// Makes it text of that type.
void as_text(Response& response, std::string media_type, std::string text);
/// Takes the body away.
void without_body(Response& response);
/// An error response with a plain document: for interceptors and for refusals that the server does not know.
[[nodiscard]] Response plain_error(int status, const std::string& code, const std::string& title);

/// Adds `change` to the responses of one operation that were served.
void on_served(Behaviour& behaviour, Operation operation, std::function<void(const Call&, Response&)> change);
/// Adds `change` to the responses with that status, of one operation or of all.
void on_status(Behaviour& behaviour, int status, std::optional<Operation> operation,
               std::function<void(const Call&, Response&)> change);
/// Waives the refusals of those reasons, for one operation.
void ignore_refusals(Behaviour& behaviour, Operation operation, std::set<std::string> reasons);
/// Adds `change` to what one operation stores.
void on_write(Behaviour& behaviour, Operation operation,
              std::function<void(const Call&, const UserRecord& before, UserRecord& next)> change);

}  // namespace conform::reference
