#include "schema/explain.hpp"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>

#include "base/gate.hpp"
#include "base/printable.hpp"
#include "base/suggest.hpp"
#include "json/pointer.hpp"
#include "json/text.hpp"
#include "schema/assertions.hpp"
#include "schema/words.hpp"

namespace conform {
namespace {

using nlohmann::json;

/// So many are gathered at least, so that branches of anyOf can be distinguished by their number.
constexpr std::size_t least_gathered = 20;
/// Longest pointer that is kept, more than is ever shown of one; documents choose the names of their members.
constexpr std::size_t max_pointer_bytes = Untrusted::most_words + Untrusted::margin + 4;

std::size_t depth_of(std::string_view pointer) {
  return static_cast<std::size_t>(std::count(pointer.begin(), pointer.end(), '/'));
}

void cut(std::string& pointer) {
  if (pointer.size() > max_pointer_bytes) pointer.resize(beginning(pointer, max_pointer_bytes).size());
}

Untrusted in_quotes(const std::string& name) { return json_quoted(name, 80); }

/// Takes violations until it is full; the same one twice counts once.
class Sink {
 public:
  explicit Sink(std::size_t most) : most_{most} {}

  /// For those who ask whether there is a violation, not which.
  static Sink asking() {
    Sink sink{1};
    sink.asks_only_ = true;
    return sink;
  }

  [[nodiscard]] bool asks_only() const { return asks_only_; }
  [[nodiscard]] bool full() const { return found_.size() >= most_; }
  [[nodiscard]] bool empty() const { return found_.empty(); }

  void add(Violation violation) {
    if (full() || std::find(found_.begin(), found_.end(), violation) != found_.end()) return;
    found_.push_back(std::move(violation));
  }

  /// Some violation; it is not read.
  void add_any() { add({.where = {}, .keyword = {}, .expected = {}, .actual = {}, .hint = {}}); }

  std::vector<Violation>& found() { return found_; }

 private:
  std::size_t most_;
  bool asks_only_ = false;
  std::vector<Violation> found_;
};

/// How close a value came to one branch of anyOf or oneOf; a lower rank is closer.
struct Closeness {
  int rank = 0;  ///< 0: a part deep inside is wrong; 1: a part that distinguishes kinds; 2: the value itself is of
                 ///< another kind
  std::size_t count = 0;
  friend bool operator<(const Closeness& a, const Closeness& b) {
    return std::tie(a.rank, a.count) < std::tie(b.rank, b.count);
  }
};

bool distinguishes_kinds(std::string_view keyword) {
  return keyword == "type" || keyword == "const" || keyword == "enum" || keyword == "false";
}

Closeness closeness(const std::vector<Violation>& violations, std::string_view where) {
  Closeness result{.rank = 0, .count = violations.size()};
  const std::size_t depth = depth_of(where);
  for (const Violation& violation : violations) {
    const std::size_t below = depth_of(violation.where) - depth;
    if (below == 0 &&
        (distinguishes_kinds(violation.keyword) || violation.keyword == "anyOf" || violation.keyword == "oneOf")) {
      result.rank = 2;
    } else if (below == 1 && (violation.keyword == "const" || violation.keyword == "enum")) {
      result.rank = std::max(result.rank, 1);
    }
  }
  return result;
}

class Explainer {
 public:
  explicit Explainer(std::size_t most) : most_{std::max(most, least_gathered)} {}

  std::vector<Violation> explain(const Node& node, const json& document) {
    Sink sink{most_};
    apply(node, document, sink);
    auto& found = sink.found();
    std::stable_sort(found.begin(), found.end(),
                     [](const Violation& a, const Violation& b) { return depth_of(a.where) > depth_of(b.where); });
    return std::move(found);
  }

 private:
  /// A schema and a value of the document; the value's address stands for its place.
  using Evaluation = std::pair<const Node*, const json*>;

  void apply(const Node& node, const json& value, Sink& sink) {
    if (sink.full()) return;
    if (!node.memorise || in_name_) {
      evaluate(node, value, sink);
    } else if (sink.asks_only()) {
      if (!remembered_validity(node, value)) sink.add_any();
    } else {
      for (const Violation& violation : remembered_explanation(node, value)) sink.add(violation);
    }
  }

  bool remembered_validity(const Node& node, const json& value) {
    const Evaluation evaluation{&node, &value};
    if (const auto known = validity_.find(evaluation); known != validity_.end()) return known->second;
    Sink own = Sink::asking();
    evaluate(node, value, own);
    validity_.emplace(evaluation, own.empty());
    return own.empty();
  }

  const std::vector<Violation>& remembered_explanation(const Node& node, const json& value) {
    const Evaluation evaluation{&node, &value};
    if (const auto known = explanations_.find(evaluation); known != explanations_.end()) return known->second;
    Sink own{most_};
    evaluate(node, value, own);
    return explanations_.emplace(evaluation, std::move(own.found())).first->second;
  }

  [[nodiscard]] bool holds(const Node& node, const json& value) {
    Sink sink = Sink::asking();
    apply(node, value, sink);
    return sink.empty();
  }

  void evaluate(const Node& node, const json& value, Sink& sink) {
    const auto broken = broken_assertions(node, value, sink.asks_only());
    if (sink.asks_only() && !broken.empty()) return sink.add_any();
    for (const std::string_view keyword : broken) add_broken(node, value, keyword, sink);
    // A value of another kind breaks everything else, too; that would only repeat it.
    if (!broken.empty() && distinguishes_kinds(broken.front())) return;
    for (const Node* child : node.all_of) apply(*child, value, sink);
    if (!node.any_of.empty() && !sink.full()) apply_any_of(node, value, sink);
    if (!node.one_of.empty() && !sink.full()) apply_one_of(node, value, sink);
    if (node.negated != nullptr && !sink.full() && holds(*node.negated, value)) {
      add(sink, value, "not", "anything but " + describe(*node.negated));
    }
    if (node.condition != nullptr && !sink.full()) {
      const Node* then = holds(*node.condition, value) ? node.consequence : node.alternative;
      if (then != nullptr) apply(*then, value, sink);
    }
    if (value.is_object()) apply_to_members(node, value, sink);
    if (value.is_array()) apply_to_items(node, value, sink);
  }

  void add_broken(const Node& node, const json& value, std::string_view keyword, Sink& sink) {
    if (keyword == "required") {
      add_missing(value, node.required, "required", "", sink);
    } else if (keyword == "dependencies") {
      for (const auto& [name, names] : node.dependent_names) {
        if (value.contains(name)) add_missing(value, names, keyword, " next to " + in_quotes(name), sink);
      }
    } else if (keyword == "uniqueItems") {
      const auto equal = equal_elements(value);
      at(std::to_string(equal->second), [&] {
        add(sink, value[equal->second], keyword,
            "items that all differ (item " + std::to_string(equal->first) + " is equal)");
      });
    } else {
      add(sink, value, keyword, expected_words(node, keyword));
    }
  }

  void add_missing(const json& object, const std::vector<std::string>& names, std::string_view keyword,
                   const Untrusted& why, Sink& sink) {
    for (const std::string& name : names) {
      if (object.contains(name)) continue;
      sink.add({.where = path_,
                .keyword = std::string{keyword},
                .expected = "member " + in_quotes(name) + why,
                .actual = "absent",
                .hint = {}});
    }
  }

  void apply_any_of(const Node& node, const json& value, Sink& sink) {
    const bool fits =
        std::any_of(node.any_of.begin(), node.any_of.end(), [&](const Node* branch) { return holds(*branch, value); });
    if (!fits) explain_branches(node.any_of, "anyOf", value, sink);
  }

  void apply_one_of(const Node& node, const json& value, Sink& sink) {
    std::vector<std::size_t> held;
    for (std::size_t i = 0; i < node.one_of.size(); ++i) {
      if (holds(*node.one_of[i], value)) held.push_back(i);
    }
    if (held.size() == 1) return;
    if (held.size() > 1) {
      add(sink, value, "oneOf",
          "exactly one of " + std::to_string(node.one_of.size()) + " schemas; number " + std::to_string(held[0] + 1) +
              " and number " + std::to_string(held[1] + 1) + " both fit");
    } else {
      explain_branches(node.one_of, "oneOf", value, sink);
    }
  }

  /// Reports what keeps the value from the branch that it comes closest to; when several are as close, all of them at
  /// once.
  void explain_branches(const std::vector<const Node*>& branches, std::string_view keyword, const json& value,
                        Sink& sink) {
    if (sink.asks_only()) return sink.add_any();
    struct Branch {
      const Node* node;
      Closeness closeness;
      std::vector<Violation> violations;
    };
    std::vector<Branch> failed;
    for (const Node* node : branches) {
      Sink own{most_};
      apply(*node, value, own);
      failed.push_back(
          {.node = node, .closeness = closeness(own.found(), path_), .violations = std::move(own.found())});
    }
    const auto closer = [](const Branch& a, const Branch& b) { return a.closeness < b.closeness; };
    const auto best = std::min_element(failed.begin(), failed.end(), closer);
    const auto as_close = [&](const Branch& branch) { return !(best->closeness < branch.closeness); };
    if (std::count_if(failed.begin(), failed.end(), as_close) == 1) {
      for (Violation& violation : best->violations) sink.add(std::move(violation));
      return;
    }
    std::vector<Untrusted> wanted;
    for (const Branch& branch : failed) {
      if (!as_close(branch)) continue;
      const bool here = branch.violations.size() == 1 && branch.violations.front().where == path_;
      Untrusted words = here ? branch.violations.front().expected : describe(*branch.node);
      if (std::find(wanted.begin(), wanted.end(), words) == wanted.end()) wanted.push_back(std::move(words));
    }
    Untrusted expected;
    for (const Untrusted& words : wanted) {
      expected += expected.empty() ? "" : ", or ";
      expected += words;
    }
    add(sink, value, keyword, std::move(expected));
  }

  void apply_to_members(const Node& node, const json& object, Sink& sink) {
    for (const auto& [name, schema] : node.dependent_schemas) {
      if (object.contains(name)) apply(*schema, object, sink);
    }
    const bool asks_members =
        !node.properties.empty() || !node.pattern_properties.empty() || node.additional_properties != nullptr;
    if (!asks_members && node.property_names == nullptr) return;
    for (const auto& [name, member] : object.items()) {
      if (sink.full()) return;
      at(name, [&, &key = name, &value = member] {
        if (asks_members) apply_to_member(node, key, value, sink);
        if (node.property_names != nullptr) apply_to_name(*node.property_names, key, sink);
      });
    }
  }

  void apply_to_member(const Node& node, const std::string& name, const json& value, Sink& sink) {
    bool matched = false;
    if (const auto property = node.properties.find(name); property != node.properties.end()) {
      matched = true;
      apply(*property->second, value, sink);
    }
    for (const auto& [pattern, schema] : node.pattern_properties) {
      if (!pattern.found_in(name)) continue;
      matched = true;
      apply(*schema, value, sink);
    }
    if (matched || node.additional_properties == nullptr) return;
    if (node.additional_properties->never) {
      if (sink.asks_only()) return sink.add_any();
      std::vector<std::string> known;
      for (const auto& [property, schema] : node.properties) known.push_back(property);
      add(sink, value, "additionalProperties", "no member " + in_quotes(name), did_you_mean(name, known));
    } else {
      apply(*node.additional_properties, value, sink);
    }
  }

  void apply_to_name(const Node& node, const std::string& name, Sink& sink) {
    const json text = name;
    Sink own{most_};
    // The address of this value stands for no place of the document, so nothing may be remembered by it.
    const bool outer = std::exchange(in_name_, true);
    apply(node, text, own);
    in_name_ = outer;
    for (const Violation& violation : own.found()) {
      sink.add({.where = path_,
                .keyword = "propertyNames",
                .expected = "as member name " + violation.expected,
                .actual = in_quotes(name),
                .hint = {}});
    }
  }

  void apply_to_items(const Node& node, const json& array, Sink& sink) {
    for (std::size_t i = 0; i < array.size() && !sink.full(); ++i) {
      const Node* schema = i < node.item_list.size() ? node.item_list[i]
                           : node.item_list.empty()  ? node.items
                                                     : node.additional_items;
      if (schema == nullptr) continue;
      at(std::to_string(i), [&] {
        if (schema->never && schema == node.additional_items) {
          add(sink, array[i], "additionalItems", "no item after the first " + std::to_string(node.item_list.size()));
        } else {
          apply(*schema, array[i], sink);
        }
      });
    }
    if (node.contains == nullptr || sink.full()) return;
    for (std::size_t i = 0; i < array.size(); ++i) {
      bool fits = false;
      at(std::to_string(i), [&] { fits = holds(*node.contains, array[i]); });
      if (fits) return;
    }
    add(sink, array, "contains", "an item that is " + describe(*node.contains));
  }

  void add(Sink& sink, const json& value, std::string_view keyword, Untrusted expected, std::string hint = {}) {
    if (sink.asks_only()) return sink.add_any();
    sink.add({.where = path_,
              .keyword = std::string{keyword},
              .expected = std::move(expected),
              .actual = clipped(value),
              .hint = std::move(hint)});
  }

  template <class Act>
  void at(std::string_view token, const Act& act) {
    const std::size_t size = path_.size();
    path_ += '/';
    path_ += escape_token(token);
    act();
    path_.resize(size);
  }

  std::size_t most_;
  std::string path_;
  bool in_name_ = false;
  std::map<Evaluation, bool> validity_;
  std::map<Evaluation, std::vector<Violation>> explanations_;
};

}  // namespace

std::vector<Violation> explain(const Node& schema, const json& document, std::size_t max_violations) {
  std::vector<Violation> found = Explainer{max_violations}.explain(schema, document);
  found.resize(std::min(found.size(), std::max<std::size_t>(max_violations, 1)));
  for (Violation& violation : found) cut(violation.where);
  return found;
}

}  // namespace conform
