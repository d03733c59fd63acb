#pragma once

#include <functional>
#include <string_view>

namespace conform {

/// Calls `each` with the text of every element of a JSON array, without building any of it. False: this is no array, or
/// it cannot be told what its elements are. Not a check: what is between the ends of an element may be no JSON.
bool skim_array(std::string_view text, const std::function<void(std::string_view element)>& each);

/// The same for an object, with the names of its members as they are written; a name with an escape cannot be told.
bool skim_object(std::string_view text, const std::function<void(std::string_view name, std::string_view value)>& each);

}  // namespace conform
