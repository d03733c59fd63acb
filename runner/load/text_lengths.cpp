#include "load/text_lengths.hpp"

#include <cstddef>
#include <nlohmann/json.hpp>
#include <string>

namespace conform {
namespace {

using nlohmann::json;

// How much of the unit one character takes.
std::size_t size_in(const std::string& unit, const std::string& character) {
  if (unit == "bytes") return character.size();
  const bool beyond_bmp = character.size() > 3;
  return unit == "units" && beyond_bmp ? 2 : 1;
}

// What is left over when the character does not go into the length is made up with letters.
std::string text_of_length(const std::string& character, std::size_t length, std::size_t size) {
  return std::string(length % size, 'x') + "${repeat(" + character + ", " + std::to_string(length / size) + ")}";
}

}  // namespace

json texts_of_lengths(const json& source) {
  json values = json::array();
  for (const json& length : source.at("lengths")) {
    for (const json& difference : source.value("around", json{0})) {
      for (const json& given : source.value("characters", json{"a"})) {
        for (const json& counted : source.value("in", json{"characters"})) {
          const auto character = given.get<std::string>();
          const auto unit = counted.get<std::string>();
          const std::size_t size = size_in(unit, character);
          if (size == 1 && unit != "characters") continue;  // the same text
          const auto count = static_cast<std::size_t>(length.get<long long>() + difference.get<long long>());
          values.push_back(
              {{"label", std::to_string(count) + (unit == "characters" ? "-" : "-" + unit + "-") + character},
               {"value", text_of_length(character, count, size)}});
        }
      }
    }
  }
  return values;
}

}  // namespace conform
