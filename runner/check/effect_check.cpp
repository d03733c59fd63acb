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

OracleResult judge(const EffectQuestion& q, const nlohmann::json& after) {
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
  Combiner(const EffectQuestion& question, Findings& findings) : q_{question}, findings_{findings} {}

  void only(const OracleResult& seen, std::size_t exchange) {
    for (const Difference& difference : seen.differences) {
      if (!trimmed(difference, exchange)) add(difference.rule, difference, lead() + difference.fault, exchange);
    }
    notice(seen.forms, exchange);
  }

  void both(const OracleResult& judgement_now, const OracleResult& later) {
    notice(judgement_now.forms, q_.exchange);
    notice(later.forms, q_.read_exchange);
    for (const Difference& difference : judgement_now.differences) {
      if (trimmed(difference, q_.exchange)) continue;
      if (same_place(later.differences, difference) != nullptr) {
        add(difference.rule, difference, lead() + difference.fault + " (in the response and in a later read)",
            q_.exchange);
      } else {
        add(difference.rule, difference, lead() + difference.fault + " (in the response only; a later read is correct)",
            q_.exchange);
      }
    }
    for (Difference difference : later.differences) {
      if (trimmed(difference, q_.read_exchange)) continue;
      if (same_place(judgement_now.differences, difference) != nullptr) continue;
      // To ignore a null is one thing, to report that it was heeded another.
      if (difference.rule == "effect.merge.null") difference.max_level = Level::must;
      add(q_.effect == Effect::none ? "effect.none" : "effect.read-back", difference,
          q_.operation + " responded correctly, but a later read shows that it " + difference.fault, q_.read_exchange);
    }
    if (!judgement_now.address_interpretation.empty() && !later.address_interpretation.empty() &&
        judgement_now.address_interpretation != later.address_interpretation) {
      findings_.add("effect.read-back", q_.operation, q_.read_exchange,
                    {.where = "/data/attributes/address",
                     .expected = judgement_now.address_interpretation,
                     .actual = later.address_interpretation,
                     .message = q_.operation + " responded to a partial address with one interpretation (" +
                                judgement_now.address_interpretation + ") and stored the other (" +
                                later.address_interpretation + ")"},
                    q_.max_level);
    }
  }

 private:
  [[nodiscard]] std::string lead() const {
    return q_.status >= 400 ? q_.operation + " responded " + std::to_string(q_.status) + ", but " : q_.operation + " ";
  }

  // Is the same finding wherever it shows.
  bool trimmed(const Difference& difference, std::size_t exchange) {
    if (difference.rule != "effect.trimmed") return false;
    findings_.add(difference.rule, q_.operation, exchange,
                  {.where = difference.where,
                   .expected = difference.expected,
                   .actual = difference.actual,
                   .message = difference.fault},
                  Level::should);
    return true;
  }

  void notice(const std::vector<FormSeen>& forms, std::size_t exchange) {
    for (const FormSeen& form : forms) {
      findings_.notice({.observation = form.form.observation,
                        .interpretation = form.form.interpretation,
                        .operation = q_.operation,
                        .value = form.sent,
                        .where = (q_.on_custom_attributes ? "" : "/data/attributes") + form.where,
                        .exchange = exchange});
    }
  }

  void add(const std::string& rule, const Difference& difference, Untrusted message, std::size_t exchange) {
    const Level max_level =
        difference.max_level == Level::should || q_.max_level == Level::should ? Level::should : Level::must;
    findings_.add(rule, q_.operation, exchange,
                  {.where = (q_.on_custom_attributes ? "" : "/data/attributes") + difference.where,
                   .expected = difference.expected,
                   .actual = difference.actual,
                   .message = std::move(message)},
                  max_level);
  }

  const EffectQuestion& q_;
  Findings& findings_;
};

}  // namespace

std::string check_effect(const EffectQuestion& question, Findings& findings) {
  Combiner combiner{question, findings};
  if (question.response != nullptr && question.later != nullptr) {
    const OracleResult judgement_now = judge(question, *question.response);
    const OracleResult later = judge(question, *question.later);
    combiner.both(judgement_now, later);
    return later.address_interpretation;
  }
  const nlohmann::json* seen = question.response != nullptr ? question.response : question.later;
  if (seen == nullptr) return {};
  const OracleResult judgement = judge(question, *seen);
  combiner.only(judgement, question.response != nullptr ? question.exchange : question.read_exchange);
  return judgement.address_interpretation;
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

void check_identity(const std::string& operation, Effect effect, const nlohmann::json& before,
                    const nlohmann::json& after, std::size_t exchange, Level max_level, Findings& findings) {
  for (const auto& [member, was] : before.items()) {
    const nlohmann::json& is = after.at(member);
    if (is == was) continue;
    findings.add(effect == Effect::none ? "effect.none" : "effect.identity", operation, exchange,
                 {.where = "/data/" + member,
                  .expected = clipped(was),
                  .actual = is.is_null() ? "absent" : clipped(is),
                  .message = operation + " changed the " + member + " of the record"},
                 max_level);
  }
}

}  // namespace conform
