#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "reference/json_value.hpp"
#include "reference/operations.hpp"

namespace conform::reference {

/// One thing that is semantically wrong with a request document.
struct Violation {
  std::string rule;       ///< "document:type-wrong", "type:firstName:number", "value:gender" …
  std::string pointer;    ///< RFC 6901, of the member, or of the parent of a missing one
  std::string detail;     ///< in words
  std::string attribute;  ///< "gender", "address/region"; empty when it is not about one attribute
  friend bool operator==(const Violation&, const Violation&) = default;
};

/// All violations of a document for setUser or updateUser on the user `user_id`, in document order.
[[nodiscard]] std::vector<Violation> validate_user_document(const Value& document, Operation operation,
                                                            std::string_view user_id);

/// The attributes of the document that a client can set; unknown ones and createdAt are ignored. null means: clear.
[[nodiscard]] Object change_in(const Value& document);

/// All violations of a body for setUserAttributes.
[[nodiscard]] std::vector<Violation> validate_custom_attributes(const Value& document);

}  // namespace conform::reference
