#include "schema/evaluate.hpp"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

#include "base/gate.hpp"
#include "base/printable.hpp"
#include "base/suggest.hpp"
#include "json/pointer.hpp"
#include "json/text.hpp"
#include "schema/assertions.hpp"
#include "schema/cannot_judge.hpp"
#include "schema/words.hpp"

namespace conform {
namespace {

using nlohmann::json;

/// So many are gathered at least, so that branches of anyOf can be distinguished by their number.
constexpr std::size_t least_gathered = 20;
/// Evaluations of schemas that branch, after which their results are remembered.
constexpr std::size_t usual_branches = 1000;
/// So many results are remembered at once.
constexpr std::size_t most_remembered = 100'000;
/// Longest pointer that is kept, more than is ever shown of one; documents choose the names of their members.
constexpr std::size_t max_pointer_bytes = Untrusted::most_words + Untrusted::margin + 4;

std::size_t depth_of(std::string_view pointer) {
  return static_cast<std::size_t>(std::count(pointer.begin(), pointer.end(), '/'));
}

void cut(std::string& pointer) {
  if (pointer.size() > max_pointer_bytes) pointer.resize(beginning(pointer, max_pointer_bytes).size());
}

Untrusted in_quotes(const std::string& name) { return json_quoted(name, 80); }

/// Takes violations until it is full; the same one twice counts once. Of no size, it only notes that there is one.
class Sink {
 public:
  explicit Sink(std::size_t most) : most_{most} {}

  [[nodiscard]] bool asks_only() const { return most_ == 0; }
  [[nodiscard]] bool empty() const { return !any_; }
  [[nodiscard]] bool full() const { return any_ && found_.size() >= most_; }

  void add(Violation violation) {
    if (full() || std::find(found_.begin(), found_.end(), violation) != found_.end()) return;
    any_ = true;
    found_.push_back(std::move(violation));
  }

  /// Some violation, for a sink that only asks.
  void add_any() { any_ = true; }

  std::vector<Violation>& found() { return found_; }

 private:
  std::size_t most_;
  bool any_ = false;
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

class Evaluator {
 public:
  Evaluator(const CombinedSchemas& combined, std::size_t most) : combined_{combined}, most_{most} {}

  bool fulfils(const Node& node, const json& value) {
    Sink sink{0};
    apply(node, value, sink);
    return sink.empty();
  }

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

  /// Counts the schemas that are evaluated one inside the other.
  class Nesting {
   public:
    explicit Nesting(std::size_t& depth) : depth_{depth} {
      if (depth == max_nested_schemas) {
        throw CannotJudge{"more than " + std::to_string(max_nested_schemas) + " schemas apply one inside the other"};
      }
      ++depth_;
    }
    ~Nesting() { --depth_; }
    Nesting(const Nesting&) = delete;
    Nesting& operator=(const Nesting&) = delete;

   private:
    std::size_t& depth_;
  };

  void apply(const Node& node, const json& value, Sink& sink) {
    if (sink.full()) return;
    const Nesting nesting{depth_};
    // Only where schemas branch can the ways to the same schema and value multiply. Most documents are done before it
    // would pay to remember them.
    if (!node.branches || in_name_ || ++branched_ < usual_branches) {
      evaluate(node, value, sink);
    } else if (sink.asks_only()) {
      const bool good = remembered(verdicts_, {&node, &value}, [&] {
        Sink own{0};
        evaluate(node, value, own);
        return own.empty();
      });
      if (!good) sink.add_any();
    } else {
      const auto found = remembered(explanations_, {&node, &value}, [&] {
        Sink own{most_};
        evaluate(node, value, own);
        return std::move(own.found());
      });
      for (const Violation& violation : found) sink.add(violation);
    }
  }

  template <class Result, class Evaluate>
  static Result remembered(std::map<Evaluation, Result>& results, const Evaluation& evaluation,
                           const Evaluate& evaluate) {
    if (const auto known = results.find(evaluation); known != results.end()) return known->second;
    Result result = evaluate();
    if (results.size() >= most_remembered) results.clear();
    results.emplace(evaluation, result);
    return result;
  }

  void evaluate(const Node& node, const json& value, Sink& sink) {
    const auto broken = broken_assertions(node, value, sink.asks_only());
    if (sink.asks_only() && !broken.empty()) return sink.add_any();
    for (const std::string_view keyword : broken) add_broken(node, value, keyword, sink);
    // A value of another kind breaks everything else, too; that would only repeat it.
    if (!broken.empty() && distinguishes_kinds(broken.front())) return;
    if (node.combinations != 0) combine(node, value, sink);
    if (value.is_object()) apply_to_members(node, value, sink);
    if (value.is_array()) apply_to_items(node, value, sink);
  }

  void combine(const Node& node, const json& value, Sink& sink) {
    const Fulfils of_this_value = [this, &value](const Node& branch) { return fulfils(branch, value); };
    for (const Combination which : all_combinations) {
      if (sink.full()) return;
      if (!node.has(which) || combined_.hold(node, which, value, of_this_value)) continue;
      if (sink.asks_only()) return sink.add_any();
      explain_combination(node, which, value, sink);
    }
  }

  /// Why it does not hold.
  void explain_combination(const Node& node, Combination which, const json& value, Sink& sink) {
    switch (which) {
      case Combination::all_of:
        for (const Node* child : node.all_of) apply(*child, value, sink);
        return;
      case Combination::any_of:
        return explain_branches(node.any_of, "anyOf", value, sink);
      case Combination::one_of:
        return explain_one_of(node, value, sink);
      case Combination::negation:
        return add(sink, value, "not", "anything but " + describe(*node.negated));
      case Combination::condition:
        return apply(fulfils(*node.condition, value) ? *node.consequence : *node.alternative, value, sink);
    }
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
      at(equal->second, sink, [&] {
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

  void explain_one_of(const Node& node, const json& value, Sink& sink) {
    std::vector<std::size_t> held;
    for (std::size_t i = 0; i < node.one_of.size(); ++i) {
      if (fulfils(*node.one_of[i], value)) held.push_back(i);
    }
    if (held.empty()) return explain_branches(node.one_of, "oneOf", value, sink);
    add(sink, value, "oneOf",
        "exactly one of " + std::to_string(node.one_of.size()) + " schemas; number " + std::to_string(held[0] + 1) +
            " and number " + std::to_string(held[1] + 1) + " both fit");
  }

  /// Reports what keeps the value from the branch that it comes closest to; when several are as close, all of them at
  /// once.
  void explain_branches(const std::vector<const Node*>& branches, std::string_view keyword, const json& value,
                        Sink& sink) {
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

  void apply_to_members(const Node& node, const json& value, Sink& sink) {
    const auto& object = value.get_ref<const json::object_t&>();
    for (const auto& [name, schema] : node.dependent_schemas) {
      if (object.contains(name)) apply(*schema, value, sink);
    }
    if (!node.has_members() && node.property_names == nullptr) return;
    // Members and properties are both in the order of their names.
    auto property = node.properties.begin();
    for (const auto& [name, member] : object) {
      if (sink.full()) return;
      int order = -1;
      while (property != node.properties.end() && (order = property->first.compare(name)) < 0) ++property;
      const bool known = property != node.properties.end() && order == 0;
      at(name, sink, [&, &key = name, &part = member] {
        if (node.has_members()) apply_to_member(node, known ? property->second : nullptr, key, part, sink);
        if (node.property_names != nullptr) apply_to_name(*node.property_names, key, sink);
      });
    }
  }

  void apply_to_member(const Node& node, const Node* property, const std::string& name, const json& value, Sink& sink) {
    if (property != nullptr) apply(*property, value, sink);
    bool matched = property != nullptr;
    for (const auto& [pattern, schema] : node.pattern_properties) {
      if (sink.full()) return;
      if (!pattern.found_in(name)) continue;
      matched = true;
      apply(*schema, value, sink);
    }
    if (matched || node.additional_properties == nullptr) return;
    if (!node.additional_properties->never || sink.asks_only()) {
      return apply(*node.additional_properties, value, sink);
    }
    std::vector<std::string> known;
    for (const auto& [other, schema] : node.properties) known.push_back(other);
    add(sink, value, "additionalProperties", "no member " + in_quotes(name), did_you_mean(name, known));
  }

  void apply_to_name(const Node& node, const std::string& name, Sink& sink) {
    const json text = name;
    Sink own{sink.asks_only() ? 0 : most_};
    // The address of this value stands for no place of the document, so nothing may be remembered by it.
    const bool outer = std::exchange(in_name_, true);
    apply(node, text, own);
    in_name_ = outer;
    if (sink.asks_only() && !own.empty()) return sink.add_any();
    for (const Violation& violation : own.found()) {
      sink.add({.where = path_,
                .keyword = "propertyNames",
                .expected = "as member name " + violation.expected,
                .actual = in_quotes(name),
                .hint = {}});
    }
  }

  void apply_to_items(const Node& node, const json& value, Sink& sink) {
    const auto& array = value.get_ref<const json::array_t&>();
    if (node.has_items()) {
      for (std::size_t i = 0; i < array.size() && !sink.full(); ++i) {
        const Node* rest = node.items != nullptr ? node.items : node.additional_items;
        const Node* schema = i < node.item_list.size() ? node.item_list[i] : rest;
        if (schema == nullptr) return;
        at(i, sink, [&] { apply_to_item(node, *schema, array[i], sink); });
      }
    }
    if (node.contains == nullptr || sink.full()) return;
    const auto fits = [&](const json& item) { return fulfils(*node.contains, item); };
    if (std::any_of(array.begin(), array.end(), fits)) return;
    add(sink, value, "contains", "an item that is " + describe(*node.contains));
  }

  void apply_to_item(const Node& node, const Node& schema, const json& item, Sink& sink) {
    if (schema.never && &schema == node.additional_items) {
      add(sink, item, "additionalItems", "no item after the first " + std::to_string(node.item_list.size()));
    } else {
      apply(schema, item, sink);
    }
  }

  void add(Sink& sink, const json& value, std::string_view keyword, Untrusted expected, std::string hint = {}) {
    if (sink.asks_only()) return sink.add_any();
    sink.add({.where = path_,
              .keyword = std::string{keyword},
              .expected = std::move(expected),
              .actual = clipped(value),
              .hint = std::move(hint)});
  }

  /// Does something at a part of the value, whose place only explanations need.
  template <class Token, class Act>
  void at(const Token& token, const Sink& sink, const Act& act) {
    if (sink.asks_only()) return act();
    const std::size_t size = path_.size();
    path_ += '/';
    if constexpr (std::is_integral_v<Token>) {
      path_ += std::to_string(token);
    } else {
      path_ += escape_token(token);
    }
    act();
    path_.resize(size);
  }

  const CombinedSchemas& combined_;
  std::size_t most_;
  std::string path_;
  std::size_t depth_ = 0;
  std::size_t branched_ = 0;
  bool in_name_ = false;
  std::map<Evaluation, bool> verdicts_;
  std::map<Evaluation, std::vector<Violation>> explanations_;
};

}  // namespace

bool fulfils(const CombinedSchemas& combined, const Node& schema, const json& document) {
  return Evaluator{combined, 0}.fulfils(schema, document);
}

std::vector<Violation> explain(const CombinedSchemas& combined, const Node& schema, const json& document,
                               std::size_t max_violations) {
  std::vector<Violation> found =
      Evaluator{combined, std::max(max_violations, least_gathered)}.explain(schema, document);
  found.resize(std::min(found.size(), std::max<std::size_t>(max_violations, 1)));
  for (Violation& violation : found) cut(violation.where);
  return found;
}

}  // namespace conform
