#include "explore/sequence_writer.hpp"

#include <algorithm>
#include <array>

namespace conform {

using nlohmann::json;

ValueDrawer::ValueDrawer(const ExploreTable& table, const ExploreLimits& limits, Draw& draw)
    : table_{table}, draw_{draw} {
  for (const std::string& attribute : table.attributes) {
    if (!limits.without_attributes.contains(attribute)) all_.push_back(attribute);
  }
  used_ = all_;
  // In every other sequence few attributes, so that writes meet; the other weights differ by sequence, too.
  if (draw.chance(50) && used_.size() > 3) {
    const std::size_t count = 1 + draw.below(4);
    draw.shuffle(used_, count);
    used_.resize(count);
    std::ranges::sort(used_);
  }
  constexpr std::array<unsigned, 4> rare{0, 4, 12, 30};
  nulls_ = draw.of(rare);
  empties_ = draw.of(rare) / 2;
  constexpr std::array<unsigned, 4> edges{0, 8, 30, 100};
  edges_ = draw.of(edges);
  if (draw.chance(60)) choose_palettes();
}

// Unusual values show most where they meet each other, and usual ones, at the same place.
void ValueDrawer::choose_palettes() {
  for (const auto& [place, values] : table_.values) {
    if (!draw_.chance(60) || (values.edge.empty() && values.alike.empty())) continue;
    std::vector<DrawnValue>& palette = palettes_[place];
    if (!values.alike.empty() && draw_.chance(50)) {
      const auto& pair = draw_.of(values.alike);
      palette.push_back({.value = pair.first, .leeway = {.edge = true}});
      palette.push_back({.value = pair.second, .leeway = {.edge = true}});
      continue;
    }
    palette.push_back({.value = plain(place), .leeway = {}});
    for (std::size_t i = 0; i < 2 && !values.edge.empty(); ++i)
      palette.push_back({.value = draw_.of(values.edge), .leeway = {.edge = true}});
  }
}

json ValueDrawer::plain(const std::string& place) { return draw_.of(table_.values.at(place).few); }

DrawnValue ValueDrawer::leaf(const std::string& place) {
  const ExploreValues& values = table_.values.at(place);
  if (draw_.chance(nulls_)) return {.value = nullptr, .leeway = {.null = true}};
  if (draw_.chance(empties_)) return {.value = "", .leeway = {.empty = true}};
  if (const auto palette = palettes_.find(place); palette != palettes_.end() && draw_.chance(75))
    return draw_.of(palette->second);
  if (!draw_.chance(edges_) || (values.edge.empty() && !values.is_long)) return {.value = plain(place), .leeway = {}};
  if (values.edge.empty() || (values.is_long && draw_.chance(50))) {
    const std::string text =
        "${repeat(" + draw_.of(table_.characters) + ", " + std::to_string(draw_.of(table_.lengths)) + ")}";
    return {.value = text, .leeway = {.edge = true}};
  }
  return {.value = draw_.of(values.edge), .leeway = {.edge = true}};
}

DrawnValue ValueDrawer::whole_address() {
  DrawnValue result{.value = json::object(), .leeway = {}};
  for (const std::string& member : table_.address_members) {
    const std::string place = "address/" + member;
    const auto palette = palettes_.find(place);
    const bool from_palette = palette != palettes_.end() && draw_.chance(75);
    DrawnValue drawn = from_palette ? draw_.of(palette->second) : DrawnValue{.value = plain(place), .leeway = {}};
    result.leeway.edge = result.leeway.edge || drawn.leeway.edge;
    result.value[member] = std::move(drawn.value);
  }
  return result;
}

DrawnValue ValueDrawer::address() {
  if (draw_.chance(nulls_)) return {.value = nullptr, .leeway = {.null = true}};
  if (draw_.chance(empties_)) return {.value = json::object(), .leeway = {.incomplete = true}};
  DrawnValue result{.value = json::object(), .leeway = {}};
  const bool is_whole = draw_.chance(35);
  std::vector<std::string> members = table_.address_members;
  if (!is_whole) {
    const std::size_t count = 1 + draw_.below(draw_.chance(70) ? 3 : members.size());
    draw_.shuffle(members, count);
    members.resize(count);
  }
  result.leeway.incomplete = members.size() < table_.address_members.size();
  for (const std::string& member : members) {
    DrawnValue drawn = leaf("address/" + member);
    result.value[member] = std::move(drawn.value);
    result.leeway.null = result.leeway.null || drawn.leeway.null;
    result.leeway.empty = result.leeway.empty || drawn.leeway.empty;
    result.leeway.edge = result.leeway.edge || drawn.leeway.edge;
  }
  return result;
}

DrawnValue ValueDrawer::value(const std::string& attribute) {
  return attribute == "address" ? address() : leaf(attribute);
}

std::size_t ValueDrawer::size() { return draw_.of(table_.sizes); }

json ValueDrawer::attributes(std::size_t size, Leeway& leeway) {
  std::vector<std::string> names = size > used_.size() ? all_ : used_;
  size = std::min(size, names.size());
  draw_.shuffle(names, size);
  json result = json::object();
  bool null = false;
  bool empty = false;
  for (std::size_t i = 0; i < size; ++i) {
    DrawnValue drawn = value(names[i]);
    result[names[i]] = std::move(drawn.value);
    null = null || drawn.leeway.null;
    empty = empty || drawn.leeway.empty;
    leeway.edge = leeway.edge || drawn.leeway.edge;
    leeway.incomplete = leeway.incomplete || drawn.leeway.incomplete;
  }
  leeway.null = leeway.null || null;
  leeway.empty = leeway.empty || empty;
  leeway.incomplete = leeway.incomplete || size < all_.size();
  return result;
}

json ValueDrawer::whole_record(Leeway& leeway) {
  json result = json::object();
  for (const std::string& attribute : all_) {
    if (attribute == "address") {
      DrawnValue drawn = whole_address();
      result[attribute] = std::move(drawn.value);
      leeway.edge = leeway.edge || drawn.leeway.edge;
      continue;
    }
    DrawnValue drawn = std::ranges::find(used_, attribute) == used_.end()
                           ? DrawnValue{.value = plain(attribute), .leeway = {}}
                           : leaf(attribute);
    result[attribute] = std::move(drawn.value);
    leeway.null = leeway.null || drawn.leeway.null;
    leeway.empty = leeway.empty || drawn.leeway.empty;
    leeway.edge = leeway.edge || drawn.leeway.edge;
  }
  return result;
}

json ValueDrawer::keys(Leeway& leeway) {
  json result = json::object();
  constexpr std::array<std::size_t, 8> sizes{0, 1, 1, 1, 2, 2, 3, 6};
  const std::size_t count = draw_.of(sizes);
  for (std::size_t i = 0; i < count; ++i) {
    const bool rare = edges_ > 0 && draw_.chance(10) && !table_.rare_keys.empty();
    const std::string& key = rare ? draw_.of(table_.rare_keys) : draw_.of(table_.keys);
    const bool edge = draw_.chance(edges_ / 2);
    result[key] = edge ? draw_.of(table_.edge_key_values) : draw_.of(table_.few_key_values);
    leeway.edge = leeway.edge || rare || edge;
    leeway.null = leeway.null || result[key].is_null();
  }
  return result;
}

}  // namespace conform
