#include "check/coverage.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>

#include "json/pointer.hpp"

namespace conform {
namespace {

using nlohmann::json;

// True when a pointer, in which "*" stands for any element, names something that is not null.
bool shows(const json& value, const std::vector<std::string>& tokens, std::size_t at) {
  if (at == tokens.size()) return !value.is_null();
  if (tokens[at] == "*") {
    return value.is_structured() &&
           std::any_of(value.begin(), value.end(), [&](const json& item) { return shows(item, tokens, at + 1); });
  }
  const json* next = resolve_pointer(value, "/" + escape_token(tokens[at]));
  return next != nullptr && shows(*next, tokens, at + 1);
}

// Where the requirement is that a member is absent, any document shows whether it is.
bool is_absence(const RuleBinding& binding) {
  return (binding.rule == "contract.user" && binding.at == "/errors") ||
         (binding.rule == "contract.error" && binding.at == "/data");
}

bool shows_at(const json& document, const std::string& pointer) {
  const auto tokens = split_pointer(pointer);
  return tokens && shows(document, *tokens, 0);
}

bool is_seen(Evidence evidence, const RuleBinding& binding, bool names_user, int status, bool has_body,
             const json* document) {
  const bool of_success = document != nullptr && status < 400;
  const bool of_error = document != nullptr && status >= 400;
  switch (evidence) {
    case Evidence::response:
      return true;
    case Evidence::no_body:
      return !has_body;
    case Evidence::body:
      return has_body;
    case Evidence::success_document:
      return of_success && (is_absence(binding) || shows_at(*document, binding.at));
    case Evidence::attributes_document:
      return of_success && !names_user && shows_at(*document, binding.at);
    case Evidence::user_id:
      return of_success && shows(*document, {"data", "id"}, 0);
    case Evidence::error_document:
      // Members of error objects are optional: any error object shows that what is there is right.
      return of_error && (is_absence(binding) || shows_at(*document, binding.at.starts_with("/errors/*/") ? "/errors/*"
                                                                                                         : binding.at));
    case Evidence::error_status:
      return of_error && shows(*document, {"errors", "*", "status"}, 0);
    case Evidence::error_pointer:
      return of_error && shows(*document, {"errors", "*", "source", "pointer"}, 0);
    default:
      return false;  // not in a response
  }
}

bool is_seen(Evidence evidence, Effect effect) {
  const bool changing = effect == Effect::merge || effect == Effect::replace;
  return (evidence == Evidence::unchanged && effect == Effect::none) ||
         (evidence == Evidence::merged && effect == Effect::merge) ||
         (evidence == Evidence::replaced && effect == Effect::replace) || (evidence == Evidence::changed && changing);
}

}  // namespace

Coverage::Coverage(const RuleBook& rules, std::string_view version) : seen_(rules.requirements().size()) {
  for (std::size_t i = 0; i < rules.requirements().size(); ++i) {
    const Requirement& requirement = rules.requirements()[i];
    const bool holds =
        std::ranges::any_of(requirement.versions, [&](const std::string& one) { return one == "*" || one == version; });
    if (!holds) continue;
    for (const RuleBinding& binding : requirement.rules) {
      const Rule* rule = find_rule(binding.rule);
      if (rule == nullptr || rule->evidence == Evidence::none) continue;
      for (const std::string& operation : requirement.operations)
        bindings_[operation].push_back({.requirement = i, .rule = rule, .binding = &binding});
    }
  }
}

template <class IsSeen>
void Coverage::note(std::string_view operation, const IsSeen& is_seen_by) {
  const auto bindings = bindings_.find(operation);
  if (bindings == bindings_.end()) return;
  for (const Binding& bound : bindings->second) {
    if (!seen(bound.requirement) && is_seen_by(bound)) seen_[bound.requirement].store(true, std::memory_order_relaxed);
  }
}

void Coverage::response(const Operation& operation, int status, bool has_body, const json* document) {
  note(operation.id, [&](const Binding& bound) {
    return is_seen(bound.rule->evidence, *bound.binding, operation.names_user(), status, has_body, document);
  });
}

void Coverage::effect(std::string_view operation, Effect effect) {
  note(operation, [&](const Binding& bound) { return is_seen(bound.rule->evidence, effect); });
}

void Coverage::unrelated_resource(std::string_view rule, std::string_view operation) {
  note(operation, [&](const Binding& bound) { return bound.rule->name == rule; });
}

}  // namespace conform
