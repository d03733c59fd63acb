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

bool looked_at(const RuleBinding& binding, bool names_user, int status, bool has_body, const json* document) {
  const std::string_view rule = binding.rule;
  if (rule == "contract.answer" || rule == "contract.status" || rule.starts_with("contract.http-")) return true;
  if (rule == "contract.no-body") return !has_body;
  if (rule == "contract.media-type" || rule == "contract.media-type-parameters" || rule == "contract.json")
    return has_body;
  if (document == nullptr) return false;
  const bool error = status >= 400;
  const bool about_error = rule.starts_with("contract.error") || rule == "expect.pointer-resolves";
  if (about_error != error) return false;
  if (rule == "contract.attributes" && names_user) return false;
  if (rule == "contract.user-id") return shows(*document, {"data", "id"}, 0);
  if (rule == "contract.error-status") return shows(*document, {"errors", "*", "status"}, 0);
  if (rule == "expect.pointer-resolves") return shows(*document, {"errors", "*", "source", "pointer"}, 0);
  if (is_absence(binding)) return true;
  // Members of error objects are optional: any error object shows that what is there is right.
  if (about_error && binding.at.starts_with("/errors/*/")) return shows(*document, {"errors", "*"}, 0);
  const auto tokens = split_pointer(binding.at);
  return tokens && shows(*document, *tokens, 0);
}

}  // namespace

Coverage::Coverage(const RuleBook& rules, std::string_view version) : seen_(rules.requirements().size()) {
  for (std::size_t i = 0; i < rules.requirements().size(); ++i) {
    const Requirement& requirement = rules.requirements()[i];
    const bool holds =
        std::ranges::any_of(requirement.versions, [&](const std::string& one) { return one == "*" || one == version; });
    if (!holds) continue;
    for (const RuleBinding& binding : requirement.rules) {
      const bool of_responses = binding.rule.starts_with("contract.") || binding.rule == "expect.pointer-resolves";
      if (!of_responses && !binding.rule.starts_with("effect.")) continue;
      for (const std::string& operation : requirement.operations)
        (of_responses ? responses_ : effects_)[operation].push_back({i, &binding});
    }
  }
}

void Coverage::response(const Operation& operation, int status, bool has_body, const json* document) {
  const auto bindings = responses_.find(operation.id);
  if (bindings == responses_.end()) return;
  for (const Binding& bound : bindings->second) {
    if (seen(bound.requirement)) continue;
    if (looked_at(*bound.binding, operation.names_user(), status, has_body, document))
      seen_[bound.requirement].store(true, std::memory_order_relaxed);
  }
}

void Coverage::effect(std::string_view operation, Effect effect, bool has_response, bool read_later) {
  const auto bindings = effects_.find(operation);
  if (bindings == effects_.end()) return;
  for (const Binding& bound : bindings->second) {
    if (seen(bound.requirement)) continue;
    const std::string_view rule = bound.binding->rule;
    const bool changing = effect == Effect::merge || effect == Effect::replace;
    const bool concerned = (rule == "effect.none" && effect == Effect::none) ||
                           (rule.starts_with("effect.merge") && effect == Effect::merge) ||
                           (rule.starts_with("effect.replace") && effect == Effect::replace) ||
                           (rule == "effect.read-back" && changing && read_later) ||
                           ((rule == "effect.exact" || rule == "effect.identity" || rule == "effect.server-managed") &&
                            changing && (has_response || read_later));
    if (concerned) seen_[bound.requirement].store(true, std::memory_order_relaxed);
  }
}

void Coverage::unrelated_resource(std::string_view rule, std::string_view operation) {
  const auto bindings = effects_.find(operation);
  if (bindings == effects_.end()) return;
  for (const Binding& bound : bindings->second) {
    if (bound.binding->rule == rule) seen_[bound.requirement].store(true, std::memory_order_relaxed);
  }
}

}  // namespace conform
