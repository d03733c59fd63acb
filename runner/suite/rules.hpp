#pragma once

#include <span>
#include <string_view>

#include "suite/contract.hpp"

namespace conform {

/// What must have been seen in a run before a rule has looked at what its requirement says.
enum class Evidence {
  response,            ///< any
  no_body,             ///< a response without a body
  body,                ///< a response with a body
  success_document,    ///< what the requirement is about, in the document of a success
  attributes_document, ///< the same, of /attributes
  user_id,             ///< the id of a User in a success
  error_document,      ///< what the requirement is about, in an error document
  error_status,        ///< the status member of an error object
  error_pointer,       ///< the source pointer of an error object
  unchanged,           ///< a record or /attributes after an operation that must not change them
  merged,              ///< the same after a merge
  replaced,            ///< the same after a replacement
  changed,             ///< the same after either
  unrelated,           ///< a resource that the operation must leave alone
  none                 ///< nothing shows it: a case of its own verifies it, or a violation shows
};

/// A rule of the implicit checks. What violates it is a `Mismatch` of its name; which requirement that is, the bindings in
/// schemas/requirements.json say.
struct Rule {
  std::string_view name;
  bool (*needs_requirement)(const Operation&);  ///< whether lint wants a requirement for it on an operation
  Evidence evidence;
};

/// All of them.
[[nodiscard]] std::span<const Rule> implicit_rules();

/// The rule of that name; null: no check uses it.
[[nodiscard]] const Rule* find_rule(std::string_view name);

}  // namespace conform
