#include "check/effect_check.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "base/ascii.hpp"
#include "check/oracle.hpp"
#include "json/pointer.hpp"
#include "json/text.hpp"

namespace conform {
namespace {

OracleResult judge(const Change& q, const nlohmann::json& after) {
  if (q.on_custom_attributes) return judge_custom_attributes(q.effect, q.before, q.sent, after);
  return judge_record({.effect = q.effect,
                       .before = q.before,
                       .sent = q.sent,
                       .after = after,
                       .shape = q.shape,
                       .address_pin = q.address_pin});
}

const Difference* same_place(const std::vector<Difference>& differences, const Difference& wanted) {
  const auto found = std::ranges::find_if(differences, [&](const Difference& difference) {
    return difference.where == wanted.where || difference.where.starts_with(wanted.where + "/") ||
           wanted.where.starts_with(difference.where + "/");
  });
  return found == differences.end() ? nullptr : &*found;
}

class Combiner {
 public:
  explicit Combiner(const Change& change) : change_{change} {}

  EffectResult only(const OracleResult& seen, bool in_later_read) {
    for (const Difference& difference : seen.differences) {
      if (!trimmed(difference, in_later_read))
        add(difference.rule, difference, lead() + difference.fault, in_later_read);
    }
    notice(seen.forms, in_later_read);
    result_.address_interpretation = seen.address_interpretation;
    return std::move(result_);
  }

  EffectResult both(const OracleResult& now, const OracleResult& later) {
    notice(now.forms, false);
    notice(later.forms, true);
    for (const Difference& difference : now.differences) {
      if (trimmed(difference, false)) continue;
      const bool twice = same_place(later.differences, difference) != nullptr;
      add(difference.rule, difference,
          lead() + difference.fault +
              (twice ? " (in the response and in a later read)" : " (in the response only; a later read is correct)"),
          false);
    }
    for (Difference difference : later.differences) {
      if (trimmed(difference, true)) continue;
      if (same_place(now.differences, difference) != nullptr) continue;
      // To ignore a null is one thing, to report that it was heeded another.
      if (difference.rule == "effect.merge.null") difference.max_level = Level::must;
      add(change_.effect == Effect::none ? "effect.none" : "effect.read-back", difference,
          change_.operation + " responded correctly, but a later read shows that it " + difference.fault, true);
    }
    address_interpretations(now.address_interpretation, later.address_interpretation);
    result_.address_interpretation = later.address_interpretation;
    return std::move(result_);
  }

 private:
  [[nodiscard]] std::string lead() const {
    return change_.status >= 400 ? change_.operation + " responded " + std::to_string(change_.status) + ", but "
                                 : change_.operation + " ";
  }

  [[nodiscard]] std::string pointer(const std::string& below_attributes) const {
    return (change_.on_custom_attributes ? "" : "/data/attributes") + below_attributes;
  }

  void address_interpretations(const std::string& now, const std::string& later) {
    if (now.empty() || later.empty() || now == later) return;
    result_.mismatches.push_back({.rule = "effect.read-back",
                                  .where = "/data/attributes/address",
                                  .expected = now,
                                  .actual = later,
                                  .message = change_.operation +
                                             " responded to a partial address with one interpretation (" + now +
                                             ") and stored the other (" + later + ")",
                                  .in_later_read = true});
  }

  // Is the same finding wherever it shows.
  bool trimmed(const Difference& difference, bool in_later_read) {
    if (difference.rule != "effect.trimmed") return false;
    result_.mismatches.push_back({.rule = difference.rule,
                                  .where = difference.where,
                                  .expected = difference.expected,
                                  .actual = difference.actual,
                                  .message = difference.fault,
                                  .max_level = Level::should,
                                  .in_later_read = in_later_read});
    return true;
  }

  void notice(const std::vector<FormSeen>& forms, bool in_later_read) {
    for (const FormSeen& form : forms) {
      result_.notices.push_back({.observation = form.form.observation,
                                 .interpretation = form.form.interpretation,
                                 .value = form.sent,
                                 .where = pointer(form.where),
                                 .in_later_read = in_later_read});
    }
  }

  void add(std::string rule, const Difference& difference, Untrusted message, bool in_later_read) {
    result_.mismatches.push_back({.rule = std::move(rule),
                                  .where = pointer(difference.where),
                                  .expected = difference.expected,
                                  .actual = difference.actual,
                                  .message = std::move(message),
                                  .max_level = difference.max_level,
                                  .in_later_read = in_later_read});
  }

  const Change& change_;
  EffectResult result_;
};

}  // namespace

EffectResult check_effect(const Change& change) {
  if (change.response != nullptr && change.later != nullptr) {
    const OracleResult now = judge(change, *change.response);
    return Combiner{change}.both(now, judge(change, *change.later));
  }
  const nlohmann::json* seen = change.response != nullptr ? change.response : change.later;
  if (seen == nullptr) return {};
  return Combiner{change}.only(judge(change, *seen), change.response == nullptr);
}

nlohmann::json identity_of(const nlohmann::json& document) {
  nlohmann::json identity = nlohmann::json::object();
  for (const char* member : {"id", "type"}) {
    const nlohmann::json* value = resolve_pointer(document, std::string{"/data/"} + member);
    identity[member] = value == nullptr ? nlohmann::json() : *value;
  }
  if (auto& id = identity["id"]; id.is_string()) {
    id = lower(id.get_ref<const std::string&>());
  }
  return identity;
}

Mismatches check_identity(const std::string& operation, Effect effect, const nlohmann::json& before,
                          const nlohmann::json& after) {
  Mismatches mismatches;
  for (const auto& [member, was] : before.items()) {
    const nlohmann::json& is = after.at(member);
    if (is == was) continue;
    mismatches.push_back({.rule = effect == Effect::none ? "effect.none" : "effect.identity",
                          .where = "/data/" + member,
                          .expected = clipped(was),
                          .actual = is.is_null() ? "absent" : clipped(is),
                          .message = operation + " changed the " + member + " of the record"});
  }
  return mismatches;
}

}  // namespace conform
