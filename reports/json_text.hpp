#pragma once

#include <cstddef>
#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

namespace conform {

/// Where the elements of a long array go.
struct LongArray {
  std::string_view name;  ///< of the member that holds it: in the document it stands there once, and empty
  std::size_t depth = 1;  ///< how many objects it is in
  std::size_t size = 0;
  std::function<nlohmann::ordered_json(std::size_t)> element;
};

/// The text of a document with a long array, whose elements are made one at a time: the bytes of the whole document,
/// which as values would take many times as much memory. `indent` is nlohmann's: of each level, negative for one line.
/// What is legal but misleading to look at is escaped.
[[nodiscard]] std::string json_text(const nlohmann::ordered_json& document, int indent, const LongArray& array);

}  // namespace conform
