#include <nlohmann/json.hpp>

#include "fuzz/input.hpp"
#include "fuzz/require.hpp"
#include "fuzz/target.hpp"
#include "json/parse.hpp"
#include "json/pointer.hpp"

namespace conform::fuzz {

/// The pointer, 0xFE, and a document.
void fuzz_json_pointer(std::string_view input) {
  Parts parts{input};
  const std::string_view pointer = parts.next();
  const auto tokens = split_pointer(pointer);
  if (tokens) {
    std::string joined;
    for (const std::string& token : *tokens) joined += "/" + escape_token(token);
    require(joined == pointer, "a pointer is its tokens");
  }
  const auto document = parse_json(parts.next());
  if (!document) return;
  const nlohmann::json* found = resolve_pointer(*document, pointer);
  require(found == nullptr || tokens, "what is not a pointer leads nowhere");
  if (tokens && tokens->empty()) require(found == &*document, "the empty pointer leads to the whole");
}

}  // namespace conform::fuzz
