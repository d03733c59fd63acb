#include "check/effect_check.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "check/oracle.hpp"
#include "json/pointer.hpp"
#include "json/text.hpp"
#include "model/ascii.hpp"

namespace conform {
namespace {

OracleAnswer judge(const EffectQuestion& q, const nlohmann::json& after) {
  if (q.on_attributes) return judge_user_attributes(q.effect, q.before, q.sent, after);
  return judge_record({.effect = q.effect,
                       .before = q.before,
                       .sent = q.sent,
                       .after = after,
                       .shape = q.shape,
                       .address_pin = q.address_pin});
}

const Difference* same_place(const std::vector<Difference>& differences, const Difference& wanted) {
  const auto found = std::ranges::find_if(differences, [&](const Difference& one) {
    return one.where == wanted.where || one.where.starts_with(wanted.where + "/") ||
           wanted.where.starts_with(one.where + "/");
  });
  return found == differences.end() ? nullptr : &*found;
}

class Combiner {
 public:
  Combiner(const EffectQuestion& question, Findings& findings) : q_{question}, findings_{findings} {}

  void only(const OracleAnswer& seen, std::size_t exchange) {
    for (const Difference& one : seen.differences) {
      if (!trimmed(one, exchange)) add(one.rule, one, lead() + one.fault, exchange);
    }
    notice(seen.forms, exchange);
  }

  void both(const OracleAnswer& answered, const OracleAnswer& later) {
    notice(answered.forms, q_.exchange);
    notice(later.forms, q_.read_exchange);
    for (const Difference& one : answered.differences) {
      if (trimmed(one, q_.exchange)) continue;
      if (same_place(later.differences, one) != nullptr) {
        add(one.rule, one, lead() + one.fault + " (in the response and in a later read)", q_.exchange);
      } else {
        add(one.rule, one, lead() + one.fault + " (in the response only; a later read is correct)", q_.exchange);
      }
    }
    for (Difference one : later.differences) {
      if (trimmed(one, q_.read_exchange)) continue;
      if (same_place(answered.differences, one) != nullptr) continue;
      // To ignore a null is one thing, to report that it was heeded another.
      if (one.rule == "effect.merge.null") one.cap = Level::must;
      add(q_.effect == Effect::none ? "effect.none" : "effect.read-back", one,
          q_.operation + " responded correctly, but a later read shows that it " + one.fault, q_.read_exchange);
    }
    if (!answered.address_reading.empty() && !later.address_reading.empty() &&
        answered.address_reading != later.address_reading) {
      findings_.add("effect.read-back", q_.operation, q_.read_exchange,
                    {.where = "/data/attributes/address",
                     .expected = answered.address_reading,
                     .actual = later.address_reading,
                     .message = q_.operation + " responded to a partial address with one interpretation (" +
                                answered.address_reading + ") and stored the other (" + later.address_reading + ")"},
                    q_.cap);
    }
  }

 private:
  [[nodiscard]] std::string lead() const {
    return q_.status >= 400 ? q_.operation + " responded " + std::to_string(q_.status) + ", but " : q_.operation + " ";
  }

  // Is the same finding wherever it shows.
  bool trimmed(const Difference& one, std::size_t exchange) {
    if (one.rule != "effect.trimmed") return false;
    findings_.add(one.rule, q_.operation, exchange,
                  {.where = one.where, .expected = one.expected, .actual = one.actual, .message = one.fault},
                  Level::should);
    return true;
  }

  void notice(const std::vector<FormSeen>& forms, std::size_t exchange) {
    for (const FormSeen& one : forms) {
      findings_.notice({.observation = one.form.observation,
                        .reading = one.form.reading,
                        .operation = q_.operation,
                        .value = one.sent,
                        .where = (q_.on_attributes ? "" : "/data/attributes") + one.where,
                        .exchange = exchange});
    }
  }

  void add(const std::string& rule, const Difference& one, Untrusted message, std::size_t exchange) {
    const Level cap = one.cap == Level::should || q_.cap == Level::should ? Level::should : Level::must;
    findings_.add(rule, q_.operation, exchange,
                  {.where = (q_.on_attributes ? "" : "/data/attributes") + one.where,
                   .expected = one.expected,
                   .actual = one.actual,
                   .message = std::move(message)},
                  cap);
  }

  const EffectQuestion& q_;
  Findings& findings_;
};

}  // namespace

std::string check_effect(const EffectQuestion& question, Findings& findings) {
  Combiner combiner{question, findings};
  if (question.answered != nullptr && question.later != nullptr) {
    const OracleAnswer answered = judge(question, *question.answered);
    const OracleAnswer later = judge(question, *question.later);
    combiner.both(answered, later);
    return later.address_reading;
  }
  const nlohmann::json* seen = question.answered != nullptr ? question.answered : question.later;
  if (seen == nullptr) return {};
  const OracleAnswer answer = judge(question, *seen);
  combiner.only(answer, question.answered != nullptr ? question.exchange : question.read_exchange);
  return answer.address_reading;
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
                    const nlohmann::json& after, std::size_t exchange, Level cap, Findings& findings) {
  for (const auto& [member, was] : before.items()) {
    const nlohmann::json& is = after.at(member);
    if (is == was) continue;
    findings.add(effect == Effect::none ? "effect.none" : "effect.identity", operation, exchange,
                 {.where = "/data/" + member,
                  .expected = clipped(was),
                  .actual = is.is_null() ? "absent" : clipped(is),
                  .message = operation + " changed the " + member + " of the record"},
                 cap);
  }
}

}  // namespace conform
