#include "suite/own_values.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

#include "suite/expression.hpp"

namespace conform {
namespace {

using nlohmann::json;

/// Area codes in service, three digits each: libraries for phone numbers know them.
constexpr std::string_view area_codes =
    "201202203205206207208209210212213214215216217218219224225228229231234239"
    "240248251252253254256260262267269270276281301302303304305307308309310312"
    "313314315316317318319320321323325330331334336337339347351352360361385386"
    "401402404405406407408409410412413414415417419423424425430432434435440443"
    "469470475478479480484501502503504505507508509510512513515516517518520530"
    "540541551559561562563567570571573574575580585586601602603605606607608609"
    "610612614615616617618619620623626630631636641646650651657660661662678682"
    "701702703704706707708712713714715716717718719720724727731732734740754757"
    "760763765769770772773774775779781785786801802803804805806808810812813814"
    "815816817818828830831832843845847848850856857858859860862863864865870878"
    "901903904906907908909910912913914915916917918919920925928931936937940941"
    "947949951952954956970971972973978979980985989";
constexpr std::size_t code_length = 3;
constexpr std::uint64_t lines = 10;
constexpr std::uint64_t numbers = 1000;
constexpr std::uint64_t blocks = area_codes.size() / code_length * lines;

// FNV-1a, and a mixing step of SplitMix64: no secret depends on it.
std::uint64_t hash_of_id(std::string_view id) {
  std::uint64_t hash = 0xcbf29ce484222325U;
  for (char c : id) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
    hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
  }
  hash = (hash ^ (hash >> 30U)) * 0xbf58476d1ce4e5b9U;
  hash = (hash ^ (hash >> 27U)) * 0x94d049bb133111ebU;
  return hash ^ (hash >> 31U);
}

OwnValues values_for(std::uint64_t hash, std::uint64_t block) {
  constexpr std::string_view characters = "abcdefghijkmnpqrstuvwxyz23456789";
  OwnValues values;
  values.mark = "u";
  for (int i = 0; i < 7; ++i, hash >>= 5U) values.mark += characters[hash % characters.size()];
  values.area = area_codes.substr(block / lines * code_length, code_length);
  values.line = std::to_string(block % lines);
  const std::string number = std::to_string(block % numbers);
  values.number = std::string(code_length - number.size(), '0') + number;
  return values;
}

}  // namespace

OwnValues own_values_of(std::string_view id) {
  const std::uint64_t hash = hash_of_id(id);
  return values_for(hash, hash % blocks);
}

std::map<std::string, OwnValues, std::less<>> own_values_of_all(std::vector<std::string> ids) {
  std::ranges::sort(ids);
  std::map<std::string, OwnValues, std::less<>> all;
  std::set<std::uint64_t> taken;  // numbers, which distinguish blocks, too
  for (std::string& id : ids) {
    const std::uint64_t hash = hash_of_id(id);
    std::uint64_t block = hash % blocks;
    for (std::uint64_t tried = 0; tried < blocks && taken.contains(block % numbers); ++tried)
      block = (block + 1) % blocks;
    taken.insert(block % numbers);
    all.emplace(std::move(id), values_for(hash, block));
  }
  return all;
}

const std::string* own_value(const OwnValues& values, std::string_view member) {
  if (member == "mark") return &values.mark;
  if (member == "area") return &values.area;
  if (member == "line") return &values.line;
  return member == "number" ? &values.number : nullptr;
}

json with_own_values(const json& value, const OwnValues& values) {
  constexpr std::string_view own = "own.";
  const auto resolve = [&](const Expression& expression) -> tl::expected<Resolved, std::string> {
    const bool is_own = !expression.call && expression.name.starts_with(own);
    const std::string* found =
        is_own ? own_value(values, std::string_view{expression.name}.substr(own.size())) : nullptr;
    if (found == nullptr) return Resolved{expression};
    return Resolved{json(*found)};
  };
  auto filled = fill_in(value, Pass::later, resolve);
  return filled ? std::move(*filled) : value;
}

}  // namespace conform
