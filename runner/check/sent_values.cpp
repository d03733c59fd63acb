#include "check/sent_values.hpp"

#include <functional>
#include <nlohmann/json.hpp>
#include <string>

#include "json/pointer.hpp"

namespace conform {
namespace {

using nlohmann::json;

// Texts can be megabytes, and their quotes add nothing new; other values may not be taken for such a text.
std::size_t hash_of(std::string_view pointer, const json& value) {
  if (const auto* text = value.get_ptr<const std::string*>()) {
    const std::size_t place = std::hash<std::string_view>{}(pointer);
    return std::hash<std::string>{}(*text) ^ (place * 0x9e3779b97f4a7c15U + 1);
  }
  return std::hash<std::string>{}(std::string{pointer} + '=' +
                                  value.dump(-1, ' ', false, json::error_handler_t::replace));
}

}  // namespace

void SentValues::note(const json& attributes) {
  if (!attributes.is_object()) return;
  const std::scoped_lock lock{mutex_};
  for (const auto& [name, value] : attributes.items()) {
    const std::string pointer = "/data/attributes/" + escape_token(name);
    hashes_.insert(hash_of(pointer, value));
    if (!value.is_object()) continue;
    for (const auto& [member, inner] : value.items())
      hashes_.insert(hash_of(pointer + "/" + escape_token(member), inner));
  }
}

bool SentValues::has(std::string_view pointer, const json& value) const {
  const std::size_t hash = hash_of(pointer, value);
  const std::scoped_lock lock{mutex_};
  return hashes_.contains(hash);
}

}  // namespace conform
