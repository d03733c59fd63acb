#include "schema/recursion.hpp"

#include <algorithm>
#include <cstddef>

namespace conform {
namespace {

constexpr std::size_t most_circles = 20;

/// The schemas that a schema applies to the value that it is itself applied to.
std::vector<const Node*> in_place(const Node& node) {
  std::vector<const Node*> children;
  for (const auto* list : {&node.all_of, &node.any_of, &node.one_of}) {
    children.insert(children.end(), list->begin(), list->end());
  }
  for (const Node* child : {node.negated, node.condition, node.consequence, node.alternative}) {
    if (child != nullptr) children.push_back(child);
  }
  for (const auto& [name, child] : node.dependent_schemas) children.push_back(child);
  return children;
}

/// Depth-first search without recursion: schemas may follow one another without a bound.
class CircleSearch {
 public:
  explicit CircleSearch(std::size_t nodes) : states_(nodes, State::unseen) {}

  void search(const Node& from) {
    if (states_[from.id] != State::unseen) return;
    enter(from);
    while (!way_.empty()) {
      Step& step = way_.back();
      if (step.next == step.children.size()) {
        states_[step.node->id] = State::done;
        way_.pop_back();
        continue;
      }
      const Node& child = *step.children[step.next++];
      if (states_[child.id] == State::open) {
        note_circle(child);
      } else if (states_[child.id] == State::unseen) {
        enter(child);
      }
    }
  }

  std::vector<Circle> circles;

 private:
  enum class State { unseen, open, done };
  struct Step {
    const Node* node;
    std::vector<const Node*> children;
    std::size_t next = 0;
  };

  void enter(const Node& node) {
    states_[node.id] = State::open;
    way_.push_back({.node = &node, .children = in_place(node)});
  }

  void note_circle(const Node& first) {
    if (circles.size() == most_circles) return;
    auto at = std::find_if(way_.begin(), way_.end(), [&](const Step& step) { return step.node == &first; });
    Circle circle;
    for (; at != way_.end(); ++at) circle.push_back(at->node);
    circles.push_back(std::move(circle));
  }

  std::vector<State> states_;
  std::vector<Step> way_;
};

}  // namespace

std::vector<Circle> endless_circles(const std::vector<std::unique_ptr<Node>>& nodes) {
  CircleSearch search{nodes.size()};
  for (const auto& node : nodes) search.search(*node);
  return std::move(search.circles);
}

}  // namespace conform
