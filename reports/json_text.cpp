#include "reports/json_text.hpp"

#include <nlohmann/json.hpp>
#include <stdexcept>

#include "base/printable.hpp"

namespace conform {
namespace {

using Json = nlohmann::ordered_json;

std::string text_of(const Json& value, int indent) {
  return value.dump(indent, ' ', false, Json::error_handler_t::replace);
}

/// A line break and the indentation of so many levels; nothing when everything is in one line.
std::string line_break(int indent, std::size_t levels) {
  return indent < 0 ? std::string{} : '\n' + std::string(static_cast<std::size_t>(indent) * levels, ' ');
}

}  // namespace

std::string json_text(const Json& document, int indent, const LongArray& array) {
  const std::string around = text_of(document, indent);
  // Within a string the quotes of the name would be escaped, and no line would break.
  const std::string member =
      line_break(indent, array.depth) + text_of(std::string{array.name}, -1) + (indent < 0 ? ":[" : ": [");
  const std::size_t found = around.find(member + ']');
  if (found == std::string::npos) throw std::logic_error{"no empty array " + std::string{array.name}};
  const std::size_t place = found + member.size();

  std::string out = escape_misleading(std::string_view{around}.substr(0, place));
  const std::string inner = line_break(indent, array.depth + 1);
  for (std::size_t i = 0; i < array.size; ++i) {
    if (i > 0) out += ',';
    const std::string element = escape_misleading(text_of(array.element(i), indent));
    out += inner;
    for (std::string_view rest = element; !rest.empty();) {
      const std::string_view line = rest.substr(0, rest.find('\n'));
      out += line;
      rest.remove_prefix(line.size());
      if (rest.empty()) break;
      out += inner;
      rest.remove_prefix(1);
    }
  }
  if (array.size > 0) out += line_break(indent, array.depth);
  return out.append(escape_misleading(std::string_view{around}.substr(place)));
}

}  // namespace conform
