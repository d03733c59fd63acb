#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace conform {

enum class JsonType { null, boolean, number, string, array, object };

/// A value in a JSON text and where its bytes are, so that one of them can be changed and all others stay.
struct JsonPlace {
  static constexpr std::size_t none = static_cast<std::size_t>(-1);

  std::string pointer;  ///< RFC 6901, with "*" for every array element
  JsonType type = JsonType::null;
  std::size_t begin = 0;        ///< of the member or element: its name, or its value where it has none
  std::size_t value = 0;        ///< begin of the value
  std::size_t end = 0;          ///< behind the value
  std::size_t previous = none;  ///< sibling before it, by index
  std::size_t next = none;      ///< sibling behind it, by index
  friend bool operator==(const JsonPlace&, const JsonPlace&) = default;
};

/// Every value of a JSON text in the order of the text, the whole first. `any_member`: the members of the whole are "*"
/// like array elements, and nothing below them is looked at. Empty when the text is not JSON or nested deeper than 64.
[[nodiscard]] std::vector<JsonPlace> json_places(std::string_view text, bool any_member = false);

}  // namespace conform
