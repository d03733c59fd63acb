#include "load/value_coverage.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <set>
#include <tuple>
#include <vector>

#include "json/pointer.hpp"

namespace conform {
namespace {

using nlohmann::json;

enum class AttributeCell { omitted, null, value };

class CellCounter {
 public:
  CellCounter(const Suite& suite, std::string_view operation) : suite_{suite}, operation_{operation} {
    for (const std::string& name : suite.fixtures.attributes()) {
      if (name.find('/') == std::string::npos) attributes_.push_back(name);
    }
    sizes_.assign(attributes_.size() + 1, 0);
  }

  void add(const Case& test_case) {
    for (const Step& step : test_case.steps) {
      if (!step.expect.accepted().has_success()) continue;
      for (const Send& send : step.sends) {
        if (send.operation != operation_ || send.method || send.path) continue;
        if (const auto attributes = sent_attributes(send)) count(*attributes);
      }
    }
  }

  [[nodiscard]] std::string row() const {
    const std::size_t n = attributes_.size();
    std::string text = fmt::format("| {} | {} |", operation_, requests_);
    for (const std::size_t size : sizes_) text += fmt::format(" {} |", size);
    return text + fmt::format(" {} | {} of {} | {} of {} |\n", several_nulls_, pairs_.size(), n * (n - 1) / 2 * 9,
                              triples_.size(), n * (n - 1) * (n - 2) / 6 * 27);
  }

  [[nodiscard]] std::size_t attributes() const { return attributes_.size(); }

 private:
  // What the record holds is taken for values.
  [[nodiscard]] json base_of(const json& from) const {
    const auto state = suite_.fixtures.states.find(from.is_string() ? from.get<std::string>() : "");
    if (state != suite_.fixtures.states.end()) return *state->second;
    json all = json::object();
    for (const std::string& name : attributes_) all[name] = "before";
    return all;
  }

  [[nodiscard]] std::optional<json> sent_attributes(const Send& send) const {
    if (!send.body || !send.body->is_object()) return std::nullopt;
    if (send.body_kind == BodyKind::document) {
      const json* found = resolve_pointer(*send.body, "/data/attributes");
      return found != nullptr && found->is_object() ? std::optional{*found} : std::nullopt;
    }
    if (send.body_kind != BodyKind::attributes) return std::nullopt;
    if (!send.body->contains("$from")) return *send.body;
    json attributes = base_of(send.body->at("$from"));
    const json with = send.body->value("$with", json::object());
    const json without = send.body->value("$without", json::array());
    for (const auto& [pointer, value] : with.items()) set(attributes, pointer, value);
    for (const json& pointer : without) {
      const auto tokens = split_pointer(pointer.get<std::string>());
      if (tokens && tokens->size() == 1) attributes.erase(tokens->front());
    }
    return attributes;
  }

  static void set(json& attributes, const std::string& pointer, const json& value) {
    const auto tokens = split_pointer(pointer);
    if (!tokens || tokens->empty()) return;
    if (tokens->size() == 1) {
      attributes[tokens->front()] = value;
    } else if (!attributes.contains(tokens->front())) {
      attributes[tokens->front()] = json::object();
    }
  }

  void count(const json& sent) {
    std::vector<AttributeCell> cells;
    for (const std::string& name : attributes_) {
      const auto found = sent.find(name);
      cells.push_back(found == sent.end() ? AttributeCell::omitted
                      : found->is_null()  ? AttributeCell::null
                                          : AttributeCell::value);
    }
    ++requests_;
    ++sizes_[cells.size() - static_cast<std::size_t>(std::ranges::count(cells, AttributeCell::omitted))];
    if (std::ranges::count(cells, AttributeCell::null) > 1) ++several_nulls_;
    for (std::size_t a = 0; a < cells.size(); ++a) {
      for (std::size_t b = a + 1; b < cells.size(); ++b) {
        pairs_.emplace(a, cells[a], b, cells[b]);
        for (std::size_t c = b + 1; c < cells.size(); ++c) triples_.emplace(a, cells[a], b, cells[b], c, cells[c]);
      }
    }
  }

  const Suite& suite_;
  std::string_view operation_;
  std::vector<std::string> attributes_;
  std::vector<std::size_t> sizes_;
  std::size_t requests_ = 0;
  std::size_t several_nulls_ = 0;
  std::set<std::tuple<std::size_t, AttributeCell, std::size_t, AttributeCell>> pairs_;
  std::set<std::tuple<std::size_t, AttributeCell, std::size_t, AttributeCell, std::size_t, AttributeCell>> triples_;
};

}  // namespace

std::string value_coverage_markdown(const Suite& suite, std::string_view version) {
  std::string rows;
  std::size_t attributes = 0;
  for (const std::string_view operation : std::array<std::string_view, 2>{"setUser", "updateUser"}) {
    CellCounter counter{suite, operation};
    for (const Case& test_case : suite.cases) {
      if (std::ranges::find(test_case.versions, version) != test_case.versions.end()) counter.add(test_case);
    }
    attributes = counter.attributes();
    rows += counter.row();
  }
  std::string text = fmt::format(
      "# Coverage of values\n\nGenerated by `conform list coverage --values`. User documents that the cases of version "
      "{} "
      "send and that may be served: how many have so many attributes, how many have two nulls or more, and how many "
      "pairs "
      "and triples of attributes are in some document in each way (left out, null, with a value). What the record "
      "holds "
      "(`\"$from\": \"before\"`) counts as values.\n\n| operation | documents |",
      version);
  std::string line = "|---|---|";
  for (std::size_t size = 0; size <= attributes; ++size) {
    text += fmt::format(" {} |", size);
    line += "---|";
  }
  return text + " two nulls | pairs | triples |\n" + line + "---|---|---|\n" + rows;
}

}  // namespace conform
