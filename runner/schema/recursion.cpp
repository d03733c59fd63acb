#include "schema/recursion.hpp"

#include <algorithm>
#include <cstddef>
#include <limits>

namespace conform {
namespace {

using Nodes = std::vector<std::unique_ptr<Node>>;
using Edges = std::vector<std::vector<std::size_t>>;  ///< ids of children by id of the parent

void add(std::vector<std::size_t>& children, const Node* child) {
  if (child != nullptr) children.push_back(child->id);
}

void add_in_place(std::vector<std::size_t>& children, const Node& node) {
  for (const auto* list : {&node.all_of, &node.any_of, &node.one_of}) {
    for (const Node* child : *list) add(children, child);
  }
  for (const Node* child : {node.negated, node.condition, node.consequence, node.alternative}) add(children, child);
  for (const auto& [name, child] : node.dependent_schemas) add(children, child);
}

void add_parts(std::vector<std::size_t>& children, const Node& node) {
  for (const auto& [name, child] : node.properties) add(children, child);
  for (const auto& [pattern, child] : node.pattern_properties) add(children, child);
  for (const Node* child : node.item_list) add(children, child);
  for (const Node* child :
       {node.additional_properties, node.property_names, node.items, node.additional_items, node.contains}) {
    add(children, child);
  }
}

Edges in_place_edges(const Nodes& nodes) {
  Edges edges(nodes.size());
  for (const auto& node : nodes) add_in_place(edges[node->id], *node);
  return edges;
}

Edges all_edges(const Nodes& nodes) {
  Edges edges = in_place_edges(nodes);
  for (const auto& node : nodes) add_parts(edges[node->id], *node);
  return edges;
}

/// Depth-first search without recursion. Calls `enter(id)`, `meet(parent, child)` for each edge (true: go down it) and
/// `leave(id)`.
template <class Enter, class Meet, class Leave>
void search(const Edges& edges, std::size_t from, const Enter& enter, const Meet& meet, const Leave& leave) {
  struct Step {
    std::size_t id;
    std::size_t next;
  };
  std::vector<Step> steps{{from, 0}};
  enter(from);
  while (!steps.empty()) {
    Step& step = steps.back();
    if (step.next == edges[step.id].size()) {
      leave(step.id);
      steps.pop_back();
      continue;
    }
    const std::size_t child = edges[step.id][step.next++];
    if (meet(step.id, child)) {
      enter(child);
      steps.push_back({child, 0});
    }
  }
}

/// Tarjan: the number of its strongly connected component for each id.
std::vector<std::size_t> components(const Edges& edges) {
  constexpr std::size_t none = std::numeric_limits<std::size_t>::max();
  std::vector<std::size_t> order(edges.size(), none);
  std::vector<std::size_t> low(edges.size(), none);
  std::vector<std::size_t> component(edges.size(), none);
  std::vector<std::size_t> open;
  std::size_t count = 0;
  std::size_t found = 0;
  for (std::size_t from = 0; from < edges.size(); ++from) {
    if (order[from] != none) continue;
    search(
        edges, from,
        [&](std::size_t id) {
          order[id] = low[id] = count++;
          open.push_back(id);
        },
        [&](std::size_t parent, std::size_t child) {
          if (order[child] == none) return true;
          if (component[child] == none) low[parent] = std::min(low[parent], order[child]);
          return false;
        },
        [&](std::size_t id) {
          for (const std::size_t child : edges[id]) {
            if (component[child] == none) low[id] = std::min(low[id], low[child]);
          }
          if (low[id] != order[id]) return;
          std::size_t member = none;
          do {
            member = open.back();
            open.pop_back();
            component[member] = found;
          } while (member != id);
          ++found;
        });
  }
  return component;
}

/// By id, whether a schema comes back to itself.
std::vector<bool> recursive_ids(const Edges& edges) {
  const std::vector<std::size_t> component = components(edges);
  std::vector<std::size_t> sizes(edges.size(), 0);
  for (const std::size_t number : component) ++sizes[number];
  std::vector<bool> recursive(edges.size(), false);
  for (std::size_t id = 0; id < edges.size(); ++id) {
    const bool own_child = std::find(edges[id].begin(), edges[id].end(), id) != edges[id].end();
    recursive[id] = own_child || sizes[component[id]] > 1;
  }
  return recursive;
}

/// By id, how many schemas are on the longest way from it, itself included. There must be no circle.
std::vector<std::size_t> longest_ways(const Edges& edges) {
  std::vector<std::size_t> lengths(edges.size(), 0);
  for (std::size_t from = 0; from < edges.size(); ++from) {
    if (lengths[from] != 0) continue;
    search(
        edges, from, [](std::size_t) {}, [&](std::size_t, std::size_t child) { return lengths[child] == 0; },
        [&](std::size_t id) {
          std::size_t longest = 0;
          for (const std::size_t child : edges[id]) longest = std::max(longest, lengths[child]);
          lengths[id] = longest + 1;
        });
  }
  return lengths;
}

/// By id, how many schemas are met from it, itself included, when each way is gone on its own; at most `most` + 1.
/// There must be no circle.
std::vector<std::size_t> unfolded_sizes(const Edges& edges, std::size_t most) {
  std::vector<std::size_t> sizes(edges.size(), 0);
  for (std::size_t from = 0; from < edges.size(); ++from) {
    if (sizes[from] != 0) continue;
    search(
        edges, from, [](std::size_t) {}, [&](std::size_t, std::size_t child) { return sizes[child] == 0; },
        [&](std::size_t id) {
          sizes[id] = 1;
          for (const std::size_t child : edges[id]) sizes[id] = std::min(sizes[id] + sizes[child], most + 1);
        });
  }
  return sizes;
}

/// All edges but those of schemas that recurse: what comes of them is bounded by the depth of documents.
Edges edges_without_recursion(const Nodes& nodes) {
  Edges edges = all_edges(nodes);
  const std::vector<bool> recursive = recursive_ids(edges);
  for (std::size_t id = 0; id < edges.size(); ++id) {
    if (recursive[id]) edges[id].clear();
  }
  return edges;
}

}  // namespace

std::vector<Circle> endless_circles(const Nodes& nodes) {
  constexpr std::size_t most_circles = 20;
  const Edges edges = in_place_edges(nodes);
  enum class State { unseen, open, done };
  std::vector<State> states(nodes.size(), State::unseen);
  std::vector<std::size_t> path;
  std::vector<Circle> circles;
  for (std::size_t from = 0; from < nodes.size(); ++from) {
    if (states[from] != State::unseen) continue;
    search(
        edges, from,
        [&](std::size_t id) {
          states[id] = State::open;
          path.push_back(id);
        },
        [&](std::size_t, std::size_t child) {
          if (states[child] == State::open && circles.size() < most_circles) {
            Circle circle;
            for (auto at = std::find(path.begin(), path.end(), child); at != path.end(); ++at) {
              circle.push_back(nodes[*at].get());
            }
            circles.push_back(std::move(circle));
          }
          return states[child] == State::unseen;
        },
        [&](std::size_t id) {
          states[id] = State::done;
          path.pop_back();
        });
  }
  return circles;
}

const Node* too_dense(const Nodes& nodes) {
  const std::vector<bool> recursive = recursive_ids(all_edges(nodes));
  const std::vector<std::size_t> lengths = longest_ways(in_place_edges(nodes));
  for (const auto& node : nodes) {
    if (recursive[node->id] && lengths[node->id] > max_in_place_of_recursive) return node.get();
  }
  return nullptr;
}

const Node* too_deep(const Nodes& nodes) {
  const std::vector<std::size_t> lengths = longest_ways(edges_without_recursion(nodes));
  const auto found =
      std::find_if(nodes.begin(), nodes.end(), [&](const auto& node) { return lengths[node->id] > max_nesting; });
  return found == nodes.end() ? nullptr : found->get();
}

const Node* too_many(const Nodes& nodes) {
  const std::vector<std::size_t> sizes = unfolded_sizes(in_place_edges(nodes), max_applied);
  const auto found =
      std::find_if(nodes.begin(), nodes.end(), [&](const auto& node) { return sizes[node->id] > max_applied; });
  return found == nodes.end() ? nullptr : found->get();
}

void mark_memorised(const Nodes& nodes) {
  constexpr std::size_t usual = 100'000;  // far more than schemas of people come to
  const std::vector<std::size_t> sizes = unfolded_sizes(edges_without_recursion(nodes), usual);
  const bool multiplies = std::any_of(sizes.begin(), sizes.end(), [](std::size_t size) { return size > usual; });
  const Edges edges = all_edges(nodes);
  const std::vector<std::size_t> component = components(edges);
  std::vector<std::size_t> ways(nodes.size(), 0);
  for (std::size_t parent = 0; parent < edges.size(); ++parent) {
    for (const std::size_t child : edges[parent]) {
      if (multiplies || component[parent] == component[child]) ++ways[child];
    }
  }
  for (const auto& node : nodes) node->memorise = ways[node->id] > 1;
}

}  // namespace conform
