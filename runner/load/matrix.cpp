#include "load/matrix.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/suggest.hpp"
#include "load/matrix_rows.hpp"
#include "suite/names.hpp"

namespace conform {
namespace {

using nlohmann::json;

constexpr std::size_t max_instances = 10'000;

std::string label_of(const json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_object()) return value.value("label", std::string{});
  return value.dump();
}

class Expander {
 public:
  Expander(const JsonFile& file, const Fixtures& fixtures, Diagnostics& diagnostics)
      : file_{file}, fixtures_{fixtures}, diagnostics_{diagnostics} {}

  void product(const json& dimensions, const std::string& pointer, std::vector<Bindings>& out) {
    std::vector<Bindings> combinations{{}};
    for (const auto& [name, source] : dimensions.items()) {
      const std::string at = pointer + "/" + name;
      if (is_reserved_name(name)) {
        diagnostics_.push_back(
            file_.diagnostic(at, "\"" + name + "\" is reserved in expressions", "choose another name"));
        continue;
      }
      const json made = makes_rows(source) ? row_lists(source, at, file_, fixtures_, diagnostics_) : json();
      const json* list = made.is_array() ? &made : values(source, at);
      if (list == nullptr) continue;
      if (list->size() > max_instances / combinations.size()) {
        diagnostics_.push_back(file_.diagnostic(
            pointer, "makes more than " + std::to_string(max_instances) + " instances of one case",
            "shorten a list, or give a list of matrices, whose instances are added instead of multiplied"));
        return;
      }
      std::vector<Bindings> wider;
      for (const Bindings& before : combinations) {
        for (const json& value : *list) {
          Bindings with = before;
          with.emplace(name, value);
          wider.push_back(std::move(with));
        }
      }
      combinations = std::move(wider);
      check_labels(*list, at);
    }
    std::ranges::move(combinations, std::back_inserter(out));
  }

 private:
  const json* values(const json& source, const std::string& at) {
    if (source.is_array()) return &source;
    const std::string name = source.value("list", std::string{});
    const auto found = fixtures_.lists.find(name);
    if (found != fixtures_.lists.end()) return found->second.get();
    std::vector<std::string> known;
    for (const auto& [list, content] : fixtures_.lists) known.push_back(list);
    diagnostics_.push_back(
        file_.diagnostic(at + "/list", "no list \"" + name + "\" in cases/fixtures.json", did_you_mean(name, known)));
    return nullptr;
  }

  // Labels stand in ids, on command lines and in reports.
  void check_labels(const json& list, const std::string& at) {
    constexpr std::size_t longest = 80;
    std::vector<std::string> seen;
    for (const json& value : list) {
      const std::string label = label_of(value);
      const bool printable =
          std::ranges::none_of(label, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
      if (label.size() > longest || !printable) {
        diagnostics_.push_back(file_.diagnostic(at, "a value is too long or not printable for an id",
                                                R"(write {"label": "short-name", "value": …})"));
      }
      if (std::ranges::find(seen, label) != seen.end()) {
        diagnostics_.push_back(file_.diagnostic(at, "two values are called \"" + label + "\""));
      }
      seen.push_back(label);
    }
  }

  const JsonFile& file_;
  const Fixtures& fixtures_;
  Diagnostics& diagnostics_;
};

}  // namespace

std::vector<Bindings> expand_matrix(const json& source, const std::string& pointer, const JsonFile& file,
                                    const Fixtures& fixtures, Diagnostics& diagnostics) {
  const auto matrix = source.find("matrix");
  if (matrix == source.end()) return {Bindings{}};
  std::vector<Bindings> all;
  Expander expander{file, fixtures, diagnostics};
  if (matrix->is_array()) {
    for (std::size_t i = 0; i < matrix->size(); ++i) {
      expander.product((*matrix)[i], pointer + "/matrix/" + std::to_string(i), all);
    }
  } else {
    expander.product(*matrix, pointer + "/matrix", all);
  }
  return all;
}

std::string label_of(const Bindings& bindings) {
  if (bindings.empty()) return {};
  std::string text = "[";
  for (const auto& [name, value] : bindings) {
    if (text.size() > 1) text += ',';
    text += name + "=" + label_of(value);
  }
  return text + "]";
}

}  // namespace conform
