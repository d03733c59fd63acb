#include "suite/requirement.hpp"

#include <algorithm>
#include <utility>

namespace conform {
namespace {

// One token of a pointer from `rest`, without its slash; `rest` moves on.
std::string_view next_token(std::string_view& rest) {
  rest.remove_prefix(1);
  const std::size_t end = std::min(rest.find('/'), rest.size());
  const std::string_view token = rest.substr(0, end);
  rest.remove_prefix(end);
  return token;
}

bool is_at_or_below(std::string_view where, std::string_view at) {
  while (!at.empty() && at.front() == '/') {
    if (where.empty() || where.front() != '/') return false;
    const std::string_view wanted = next_token(at);
    const std::string_view there = next_token(where);
    if (wanted != "*" && wanted != there) return false;
  }
  return true;
}

bool holds_for(const std::vector<std::string>& list, std::string_view wanted) {
  return std::ranges::any_of(list, [&](const std::string& entry) { return entry == "*" || entry == wanted; });
}

}  // namespace

RuleBook::RuleBook(std::vector<Requirement> requirements) : requirements_{std::move(requirements)} {
  for (std::size_t i = 0; i < requirements_.size(); ++i) {
    by_id_.emplace(requirements_[i].id, i);
    for (const RuleBinding& binding : requirements_[i].rules) by_rule_[binding.rule].push_back({i, binding.at});
  }
  for (auto& [rule, bound] : by_rule_) {
    std::ranges::stable_sort(bound, [](const Bound& a, const Bound& b) { return a.at.size() > b.at.size(); });
  }
}

const Requirement* RuleBook::find(std::string_view id) const {
  const auto found = by_id_.find(id);
  return found == by_id_.end() ? nullptr : &requirements_[found->second];
}

const Requirement* RuleBook::of_observation(std::string_view observation) const {
  const auto found = std::ranges::find(requirements_, observation, &Requirement::observation);
  return found == requirements_.end() || observation.empty() ? nullptr : &*found;
}

const Requirement* RuleBook::speaks_for(std::string_view rule, std::string_view operation, std::string_view version,
                                        std::string_view where) const {
  const auto found = by_rule_.find(rule);
  if (found == by_rule_.end()) return nullptr;
  for (const Bound& bound : found->second) {
    const Requirement& requirement = requirements_[bound.requirement];
    if (holds_for(requirement.operations, operation) && holds_for(requirement.versions, version) &&
        is_at_or_below(where, bound.at)) {
      return &requirement;
    }
  }
  return nullptr;
}

}  // namespace conform
