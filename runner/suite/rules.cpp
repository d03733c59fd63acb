#include "suite/rules.hpp"

#include <algorithm>
#include <array>

#include "suite/case.hpp"

namespace conform {
namespace {

bool everywhere(const Operation&) { return true; }
bool on_request(const Operation&) { return false; }  // by cases that ask for it
bool of_users(const Operation& operation) { return operation.names_user(); }
bool writes(const Operation& operation) { return operation.writes(); }
bool writes_users(const Operation& operation) { return operation.writes() && operation.names_user(); }
bool reads_attributes(const Operation& operation) { return !operation.writes() && !operation.names_user(); }
bool merges(const Operation& operation) { return effect_when_served(operation) == Effect::merge; }
bool merges_users(const Operation& operation) { return merges(operation) && operation.names_user(); }
bool replaces(const Operation& operation) { return effect_when_served(operation) == Effect::replace; }

constexpr std::array rules{
    Rule{"contract.answer", everywhere, Evidence::response},
    Rule{"contract.status", everywhere, Evidence::response},
    Rule{"contract.http-status-line", everywhere, Evidence::response},
    Rule{"contract.http-field-characters", everywhere, Evidence::response},
    Rule{"contract.http-folding", everywhere, Evidence::response},
    Rule{"contract.http-fields-once", everywhere, Evidence::response},
    Rule{"contract.http-chunks", everywhere, Evidence::response},
    Rule{"contract.http-trailers", everywhere, Evidence::response},
    Rule{"contract.http-interim", everywhere, Evidence::response},
    Rule{"contract.connection", everywhere, Evidence::success_document},
    Rule{"contract.token", everywhere, Evidence::success_document},
    Rule{"contract.media-type", everywhere, Evidence::body},
    Rule{"contract.media-type-parameters", everywhere, Evidence::body},
    Rule{"contract.no-body", everywhere, Evidence::no_body},
    Rule{"contract.json", everywhere, Evidence::body},
    Rule{"contract.json-unique", everywhere, Evidence::success_document},
    Rule{"contract.user", of_users, Evidence::success_document},
    Rule{"contract.user-should", of_users, Evidence::success_document},
    Rule{"contract.user-id", of_users, Evidence::user_id},
    Rule{"contract.attributes", reads_attributes, Evidence::attributes_document},
    Rule{"contract.owner", reads_attributes, Evidence::success_document},
    Rule{"contract.error", everywhere, Evidence::error_document},
    Rule{"contract.error-should", everywhere, Evidence::error_document},
    Rule{"contract.error-status", everywhere, Evidence::error_status},
    Rule{"expect.pointer-resolves", everywhere, Evidence::error_pointer},
    Rule{"expect.error-id-unique", on_request, Evidence::none},
    Rule{"expect.error-title-stable", on_request, Evidence::none},
    Rule{"expect.error-code-stable", on_request, Evidence::none},
    Rule{"effect.none", writes, Evidence::unchanged},
    Rule{"effect.others", writes, Evidence::unrelated},
    Rule{"effect.rest", writes, Evidence::unrelated},
    Rule{"effect.exact", writes, Evidence::changed},
    Rule{"effect.read-back", writes, Evidence::changed},
    Rule{"effect.trimmed", writes, Evidence::none},
    Rule{"effect.one-form", writes, Evidence::none},
    Rule{"effect.server-managed", writes_users, Evidence::changed},
    Rule{"effect.identity", writes_users, Evidence::changed},
    Rule{"effect.merge.set", merges, Evidence::merged},
    Rule{"effect.merge.kept", merges, Evidence::merged},
    Rule{"effect.merge.null", merges_users, Evidence::merged},
    Rule{"effect.replace.set", replaces, Evidence::replaced},
    Rule{"effect.replace.cleared", replaces, Evidence::replaced},
};

}  // namespace

std::span<const Rule> implicit_rules() { return rules; }

const Rule* find_rule(std::string_view name) {
  const auto* const found = std::ranges::find(rules, name, &Rule::name);
  return found == rules.end() ? nullptr : found;
}

}  // namespace conform
