#include "check/media_type.hpp"

#include "fuzz/require.hpp"
#include "fuzz/target.hpp"

namespace conform::fuzz {

void fuzz_media_type(std::string_view input) {
  const auto type = parse_media_type(input);
  if (!type) return;
  const std::size_t slash = type->essence.find('/');
  require(slash != std::string::npos && slash > 0 && slash + 1 < type->essence.size(), "an essence has two parts");
  std::string text = type->essence;
  for (const auto& [name, value] : type->parameters) {
    require(!name.empty(), "a parameter has a name");
    text += "; " + name + "=\"";
    for (const char c : value) {
      if (c == '"' || c == '\\') text += '\\';
      text += c;
    }
    text += '"';
  }
  require(parse_media_type(text) == type, "a media type is the same after it was written and read");
}

}  // namespace conform::fuzz
