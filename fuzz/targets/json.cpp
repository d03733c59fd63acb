#include <nlohmann/json.hpp>

#include "base/gate.hpp"
#include "base/utf8.hpp"
#include "fuzz/require.hpp"
#include "fuzz/target.hpp"
#include "json/parse.hpp"
#include "json/pointer.hpp"
#include "json/text.hpp"

namespace conform::fuzz {

void fuzz_json(std::string_view input) {
  JsonLines lines;
  const auto value = parse_json(input, {}, &lines);
  const auto with_comments = parse_json(input, {.comments = true});
  if (!value) {
    require(is_utf8(plain(value.error().message)), "a message is UTF-8");
    require(value.error().offset <= input.size(), "a problem is inside of the text");
    return;
  }
  require(with_comments && equal_json(*value, *with_comments), "comments may be allowed where there are none");
  for (const auto& [pointer, line] : lines)
    require(resolve_pointer(*value, pointer) != nullptr, "every noted pointer leads to a value");
  // Another parser, which is less strict, reads the same.
  const auto other = nlohmann::json::parse(input, nullptr, false);
  require(!other.is_discarded() && equal_json(*value, other), "nlohmann reads the same");
  const auto again = parse_json(value->dump());
  require(again && equal_json(*value, *again), "a value is the same after it was written and read");
  // Each byte may need an escape of six.
  require(plain(clipped(*value, 80)).size() < 80 * 6 + 40, "a clipped value is short");
}

}  // namespace conform::fuzz
