#include "load/matrix_rows.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "base/suggest.hpp"
#include "load/covering_array.hpp"

namespace conform {
namespace {

using nlohmann::json;
using RowNames = std::vector<std::string>;

constexpr std::size_t max_rows = 5'000;

/// One part of a row, "patch", and the attributes that it is about.
struct RowPart {
  std::string name;
  RowNames attributes;  ///< "locale", "address/street"
};

class RowMaker {
 public:
  RowMaker(const std::string& pointer, const JsonFile& file, const Fixtures& fixtures, Diagnostics& diagnostics)
      : pointer_{pointer}, file_{file}, fixtures_{fixtures}, diagnostics_{diagnostics} {}

  std::vector<json> rows(const json& source) {
    if (source.contains("cover")) return cover(source);
    if (source.contains("subsets")) return subsets(source);
    return pack(source);
  }

  void wrong(const std::string& at, std::string message, std::string hint = {}) {
    diagnostics_.push_back(file_.diagnostic(pointer_ + at, std::move(message), std::move(hint)));
  }

 private:
  [[nodiscard]] const json* list(const std::string& name, const std::string& at) {
    const auto found = fixtures_.lists.find(name);
    if (found != fixtures_.lists.end()) return found->second.get();
    RowNames known;
    for (const auto& [one, content] : fixtures_.lists) known.push_back(one);
    wrong(at, "no list \"" + name + "\" among the fixtures", did_you_mean(name, known));
    return nullptr;
  }

  // Names of attributes that have samples.
  RowNames attributes(const json& source, const std::string& at) {
    RowNames names;
    const json* values = source.is_array() ? &source : list(source.get<std::string>(), at);
    if (values == nullptr) return names;
    for (const json& value : *values) {
      const std::string name = value.is_string() ? value.get<std::string>() : value.dump();
      names.push_back(name);
      if (fixtures_.samples.contains(name)) continue;
      RowNames known;
      for (const auto& [one, samples] : fixtures_.samples) known.push_back(one);
      wrong(at, "unknown attribute \"" + name + "\"", did_you_mean(name, known));
    }
    return names;
  }

  std::vector<RowPart> parts(const json& source, const std::string& at) {
    std::vector<RowPart> result;
    for (const auto& [name, names] : source.items())
      result.push_back({.name = name, .attributes = attributes(names, at + "/" + name)});
    return result;
  }

  // What a cell sends for an attribute; nothing: it is left out.
  std::optional<json> cell(const std::string& kind, const std::string& attribute) {
    if (kind == "omitted") return std::nullopt;
    if (kind == "null") return json(nullptr);
    if (kind == "value") return json("${differentFrom(" + attribute + ")}");
    const auto samples = fixtures_.samples.find(attribute);
    if (samples == fixtures_.samples.end()) return std::nullopt;  // reported already
    return samples->second->at(kind == "first" ? 0 : 1);
  }

  static void put(json& object, const std::string& attribute, json value) {
    const std::size_t slash = attribute.find('/');
    if (slash == std::string::npos) {
      object[attribute] = std::move(value);
    } else {
      object[attribute.substr(0, slash)][attribute.substr(slash + 1)] = std::move(value);
    }
  }

  // ---- cover
  std::vector<json> cover(const json& source) {
    const std::vector<RowPart> all = parts(source.at("cover"), "/cover");
    const auto cells = source.at("cells").get<RowNames>();
    std::size_t columns = 0;
    for (const RowPart& part : all) columns += part.attributes.size();
    std::vector<json> result;
    for (const auto& levels :
         covering_array(std::vector<std::size_t>(columns, cells.size()), source.value("variant", std::uint64_t{0}))) {
      json row = json::object();
      std::size_t column = 0;
      for (const RowPart& part : all) {
        json& object = row[part.name] = json::object();
        for (const std::string& attribute : part.attributes) {
          if (auto value = cell(cells[levels[column++]], attribute)) put(object, attribute, std::move(*value));
        }
      }
      result.push_back(std::move(row));
    }
    return result;
  }

  // ---- subsets
  // "cells" as words: every combination of them; as lists: those combinations.
  static std::vector<RowNames> combinations(const json& cells, std::size_t size) {
    if (cells.front().is_array()) return cells.get<std::vector<RowNames>>();
    const auto words = cells.get<RowNames>();
    std::vector<RowNames> all{{}};
    for (std::size_t i = 0; i < size; ++i) {
      std::vector<RowNames> longer;
      for (const RowNames& begun : all) {
        for (const std::string& word : words) {
          longer.push_back(begun);
          longer.back().push_back(word);
        }
      }
      all = std::move(longer);
    }
    return all;
  }

  std::vector<json> subsets(const json& source) {
    const std::vector<RowPart> all = parts(source.at("subsets"), "/subsets");
    const json cells = source.value("cells", json{"value"});
    const std::string rest = source.value("rest", std::string{});
    std::vector<json> result;
    for (const std::size_t size : source.at("sizes").get<std::vector<std::size_t>>()) {
      const std::vector<RowNames> words = combinations(cells, size);
      const bool fits = std::ranges::all_of(words, [&](const RowNames& one) { return one.size() == size; });
      if (!fits) {
        wrong("/cells", "a combination has another number of cells than the subset has attributes");
        return {};
      }
      for (const RowPart& part : all) {
        if (size > part.attributes.size()) {
          wrong("/sizes", "there are only " + std::to_string(part.attributes.size()) + " attributes");
          return {};
        }
        each_subset(part, size, words, rest, result);
      }
    }
    return result;
  }

  void each_subset(const RowPart& part, std::size_t size, const std::vector<RowNames>& words, const std::string& rest,
                   std::vector<json>& result) {
    std::vector<std::size_t> chosen(size);
    for (std::size_t i = 0; i < size; ++i) chosen[i] = i;
    for (;;) {
      for (const RowNames& combination : words) result.push_back(subset_row(part, chosen, combination, rest));
      // The next subset in lexicographic order.
      std::size_t last = size;
      while (last > 0 && chosen[last - 1] == part.attributes.size() - size + last - 1) --last;
      if (last == 0 || result.size() > max_rows) return;
      ++chosen[last - 1];
      for (std::size_t i = last; i < size; ++i) chosen[i] = chosen[i - 1] + 1;
    }
  }

  json subset_row(const RowPart& part, const std::vector<std::size_t>& chosen, const RowNames& combination,
                  const std::string& rest) {
    json row = json::object();
    json& object = row[part.name] = json::object();
    for (std::size_t i = 0; i < chosen.size(); ++i) {
      const std::string& attribute = part.attributes[chosen[i]];
      if (auto value = cell(combination[i], attribute)) put(object, attribute, std::move(*value));
    }
    if (rest.empty()) return row;
    json& others = row[rest] = json::object();
    for (std::size_t i = 0; i < part.attributes.size(); ++i) {
      if (std::ranges::find(chosen, i) == chosen.end())
        put(others, part.attributes[i], *cell("value", part.attributes[i]));
    }
    return row;
  }

  // ---- pack
  /// Places that take the values of the same lists.
  struct PackGroup {
    RowNames places;
    std::vector<json> values;
    std::size_t times = 1;  ///< in how many different places each value is to be

    [[nodiscard]] std::size_t rows() const { return (values.size() * times + places.size() - 1) / places.size(); }
    // Places begin at points that are spread evenly over the values: after `rows()` rows each value was in `times` of
    // them at least.
    [[nodiscard]] const json& at(std::size_t row, std::size_t place) const {
      return values[(place * values.size() / places.size() + row) % values.size()];
    }
  };

  std::vector<json> pack(const json& source) {
    std::vector<PackGroup> groups;
    std::size_t count = 0;
    for (std::size_t i = 0; i < source.at("pack").size(); ++i) {
      auto group = pack_group(source.at("pack")[i], "/pack/" + std::to_string(i));
      if (!group) return {};
      count = std::max(count, group->rows());
      groups.push_back(std::move(*group));
    }
    std::vector<json> result;
    for (std::size_t row = 0; row < count; ++row) {
      json packed{{"attributes", json::object()}, {"changes", json::object()}, {"alone", json::array()}};
      for (const PackGroup& group : groups) {
        for (std::size_t place = 0; place < group.places.size(); ++place) {
          const std::string& name = group.places[place];
          const json& value = group.at(row, place);
          json alone{{"attributes", json::object()}, {"changes", {{"/" + name, value}}}};
          put(alone["attributes"], name, value);
          put(packed["attributes"], name, value);
          packed["changes"]["/" + name] = value;
          packed["alone"].push_back(std::move(alone));
        }
      }
      result.push_back(std::move(packed));
    }
    return result;
  }

  std::optional<PackGroup> pack_group(const json& source, const std::string& at) {
    PackGroup group;
    group.places = attributes(source.at("into"), at + "/into");
    for (const json& name : source.at("from")) {
      const json* values = list(name.get<std::string>(), at + "/from");
      if (values == nullptr) return std::nullopt;
      for (const json& value : *values)
        group.values.push_back(value.is_object() ? value.value("value", json()) : value);
    }
    if (group.places.empty() || group.values.empty()) {
      wrong(at, "has nothing to pack");
      return std::nullopt;
    }
    const std::size_t most = std::min(group.places.size(), group.values.size());
    group.times = std::min(source.value("times", group.places.size()), most);
    return group;
  }

  const std::string& pointer_;
  const JsonFile& file_;
  const Fixtures& fixtures_;
  Diagnostics& diagnostics_;
};

}  // namespace

bool makes_rows(const json& source) {
  return source.is_object() && (source.contains("cover") || source.contains("subsets") || source.contains("pack"));
}

json row_lists(const json& source, const std::string& pointer, const JsonFile& file, const Fixtures& fixtures,
               Diagnostics& diagnostics) {
  RowMaker maker{pointer, file, fixtures, diagnostics};
  std::vector<json> rows = maker.rows(source);
  json lists = json::array();
  if (rows.empty() || rows.size() > max_rows) {
    maker.wrong("", rows.empty() ? "makes no rows" : "makes more than " + std::to_string(max_rows) + " rows");
    return lists;
  }
  const std::size_t length = source.value("perCase", std::size_t{10});
  for (std::size_t begin = 0; begin < rows.size(); begin += length) {
    json list = json::array();
    for (std::size_t i = begin; i < std::min(begin + length, rows.size()); ++i) list.push_back(std::move(rows[i]));
    lists.push_back({{"label", std::to_string(lists.size() + 1)}, {"rows", std::move(list)}});
  }
  return lists;
}

}  // namespace conform
