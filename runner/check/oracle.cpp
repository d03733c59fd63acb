#include "check/oracle.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string_view>
#include <utility>

#include "json/pointer.hpp"
#include "json/text.hpp"

namespace conform {
namespace {

using nlohmann::json;

// RFC 7396: objects member by member, at every depth, and null takes a member away.
json merged_deeply(const json& old, const json& value) {
  if (!old.is_object() || !value.is_object()) return value;
  json merged = old;
  merged.merge_patch(value);
  return merged;
}

// Of a value in /attributes, whose names have no form of their own; `merged`: with what the key held before.
std::optional<std::vector<FormInterpretation>> forms_of_custom(const json& sent, const json& after,
                                                               const json& merged) {
  if (sent.is_string()) return forms_between("", sent, after);
  if (!equal_json(merged, sent)) {
    const char* observation = "attributes-object-after-object";
    if (equal_json(after, sent)) return std::vector<FormInterpretation>{{observation, "replaced"}};
    if (equal_json(after, merged)) return std::vector<FormInterpretation>{{observation, "merged"}};
  }
  if (equal_json(after, sent) || !same_but_for_white_space(sent, after)) return std::nullopt;
  return std::vector<FormInterpretation>{{std::string{white_space_observation}, "trimmed"}};
}

Untrusted shown(const json& record, std::string_view name) {
  return record.is_object() && record.contains(name) ? clipped(record.at(std::string{name})) : Untrusted{"absent"};
}

constexpr std::string_view trimmed_rule = "effect.trimmed";

// One finding for all that a server trims: where and by which operation makes it no other one.
Difference trimmed_difference() {
  return {.rule = std::string{trimmed_rule},
          .where = std::string{white_space_observation},
          .expected = "kept",
          .actual = "trimmed",
          .fault = "trimmed: white space around a value was not returned",
          .max_level = Level::should};
}

// A provided value must come back exactly: a cleared value may be rendered as any other cleared value only when it
// was null that was sent, since null asks for nothing more than that, or an empty text where none is a value.
bool came_back(std::string_view attribute, const json& sent, const json& after, const RecordShape& shape) {
  const bool empty_text = sent.is_string() && sent.get_ref<const std::string&>().empty();
  if (empty_text && !shape.formatted.contains(attribute)) return after == sent;
  return same_value(attribute, sent, after) || (attribute == "birthDate" && keeps_the_day(sent, after));
}

void note_forms(OracleResult& judgement, const std::string& where, const json& sent,
                const std::vector<FormInterpretation>& forms) {
  for (const FormInterpretation& form : forms) {
    judgement.forms.push_back(
        {.where = where, .sent = sent.dump(-1, ' ', false, json::error_handler_t::replace), .form = form});
    if (form.interpretation == "trimmed") judgement.differences.push_back(trimmed_difference());
  }
}

class Judge {
 public:
  explicit Judge(OracleQuestion question) : q_{std::move(question)} {}

  OracleResult run() {
    for (const std::string& attribute : q_.shape.attributes) {
      if (q_.shape.server_managed.contains(attribute)) continue;
      const bool provided = q_.effect != Effect::none && q_.sent.is_object() && q_.sent.contains(attribute);
      if (attribute == "address" && provided) {
        address();
      } else if (provided) {
        compare_provided(attribute, "/" + escape_token(attribute), attribute, member_or_null(q_.before, attribute),
                         q_.sent.at(attribute), q_.after);
      } else if (q_.effect == Effect::replace) {
        compare_cleared(attribute, "/" + escape_token(attribute), attribute, q_.after);
      } else {
        compare_kept(attribute, "/" + escape_token(attribute), attribute, q_.before, q_.after);
      }
    }
    for (const std::string& attribute : q_.shape.server_managed) server_managed(attribute);
    return std::move(result_);
  }

 private:
  void add(std::string rule, std::string where, Untrusted expected, Untrusted actual, Untrusted fault,
           Level max_level = Level::must) {
    result_.differences.push_back({.rule = std::move(rule),
                                   .where = std::move(where),
                                   .expected = std::move(expected),
                                   .actual = std::move(actual),
                                   .fault = std::move(fault),
                                   .max_level = max_level});
  }

  [[nodiscard]] std::string set_rule() const {
    return q_.effect == Effect::replace ? "effect.replace.set" : "effect.merge.set";
  }

  // True when what came back is the value that was sent, in this form or another one.
  bool same_in_some_form(std::string_view attribute, const std::string& where, const json& sent, const json& after) {
    const auto forms = forms_between(attribute, sent, after);
    if (!forms) return false;
    note_forms(result_, where, sent, *forms);
    return true;
  }

  // `spoken` is how messages call it: "locale", "address.street".
  void compare_provided(std::string_view attribute, const std::string& where, const std::string& spoken,
                        const json& before, const json& sent, const json& record) {
    const json& after = member_or_null(record, attribute);
    if (same_in_some_form(attribute, where, sent, after) || came_back(attribute, sent, after, q_.shape)) return;
    const Untrusted expected = clipped(sent);
    const Untrusted actual = shown(record, attribute);
    if (sent.is_null()) {
      // Contract area 5: a PATCH that is served but ignores a null is a violation at should level.
      if (q_.effect == Effect::merge && same_value(attribute, before, after)) {
        add("effect.merge.null", where, "cleared", actual, "ignored the null for " + spoken, Level::should);
      } else {
        add(set_rule(), where, "cleared", actual, "did not clear " + spoken + ", for which null was sent");
      }
    } else if (is_cleared(after) && is_cleared(sent)) {
      // Contract area 6 has empty texts survive, area 4 takes them for cleared: both readings are conforming.
      add("effect.exact", where, expected, actual, "changed the empty string of " + spoken + " into no value",
          Level::should);
    } else if (is_cleared(after)) {
      add(set_rule(), where, expected, actual, "dropped " + spoken + ", which was sent");
    } else if (same_value(attribute, before, after) && !is_cleared(before)) {
      add(set_rule(), where, expected, actual, "did not set " + spoken);
    } else if (same_but_for_type(sent, after)) {
      add("effect.exact", where, expected, actual, "turned " + spoken + " into another JSON type", Level::should);
    } else {
      add("effect.exact", where, expected, actual, "stored another value for " + spoken + " than was sent");
    }
  }

  void compare_cleared(std::string_view attribute, const std::string& where, const std::string& spoken,
                       const json& record) {
    if (is_cleared(member_or_null(record, attribute))) return;
    add("effect.replace.cleared", where, "cleared", shown(record, attribute),
        "kept " + spoken + ", which the request left out");
  }

  void compare_kept(std::string_view attribute, const std::string& where, const std::string& spoken, const json& before,
                    const json& after) {
    const json& was = member_or_null(before, attribute);
    const json& is = member_or_null(after, attribute);
    if (same_value(attribute, was, is)) return;
    if (attribute == "address" && was.is_object() && is.is_object()) {
      for (const std::string& member : q_.shape.address_members) {
        compare_kept(member, where + "/" + member, spoken + "." + member, was, is);
      }
      return;
    }
    const Untrusted expected = is_cleared(was) ? "cleared, as before" : shown(before, attribute);
    if (q_.effect == Effect::none) {
      add("effect.none", where, expected, shown(after, attribute), "changed " + spoken);
    } else if (is_cleared(is)) {
      add("effect.merge.kept", where, expected, shown(after, attribute),
          "wiped " + spoken + ", which the request left out");
    } else {
      add("effect.merge.kept", where, expected, shown(after, attribute),
          "changed " + spoken + ", which the request left out");
    }
  }

  void server_managed(const std::string& attribute) {
    const json& was = member_or_null(q_.before, attribute);
    const json& is = member_or_null(q_.after, attribute);
    if (is_cleared(was)) return;
    if (attribute == "createdAt" && (was == is || same_instant(was, is))) {
      result_.forms.push_back(
          {.where = "/createdAt",
           .sent = {},
           .form = {.observation = "created-at-form", .interpretation = was == is ? "kept" : "normalised"}});
      return;
    }
    if (same_value(attribute, was, is)) return;
    const std::string where = "/" + escape_token(attribute);
    if (q_.effect == Effect::none) {
      add("effect.none", where, clipped(was), shown(q_.after, attribute), "changed " + attribute);
    } else {
      add("effect.server-managed", where, clipped(was), shown(q_.after, attribute),
          (is_cleared(is) ? "wiped " : "changed ") + attribute + ", which only the server sets");
    }
  }

  void address() {
    const json& sent = q_.sent.at("address");
    if (!sent.is_object()) {
      compare_provided("address", "/address", "address", member_or_null(q_.before, "address"), sent, q_.after);
      return;
    }
    const json& before = member_or_null(q_.before, "address");
    const json& after = member_or_null(q_.after, "address");
    const bool partial =
        q_.effect == Effect::merge && std::ranges::any_of(q_.shape.address_members, [&](const std::string& member) {
          return !sent.contains(member) && !is_cleared(member_or_null(before, member));
        });
    // Left out members of a replaced address are cleared; of a merged one they stay. A PATCH may do either, as one.
    const OracleResult replaced = address_members(before, sent, after, false);
    if (!partial) {
      append(replaced);
      return;
    }
    const OracleResult merged = address_members(before, sent, after, true);
    if (q_.address_pin) {
      append(*q_.address_pin == "merge" ? merged : replaced);
    } else {
      append(merged.differences.size() <= replaced.differences.size() ? merged : replaced);
    }
    const auto only_trimmed = [](const OracleResult& judgement) {
      return std::ranges::all_of(judgement.differences,
                                 [](const Difference& difference) { return difference.rule == trimmed_rule; });
    };
    if (only_trimmed(merged)) result_.address_interpretation = "merge";
    if (only_trimmed(replaced)) result_.address_interpretation = "replace";
  }

  OracleResult address_members(const json& before, const json& sent, const json& after, bool merge) {
    OracleResult kept = std::exchange(result_, {});
    for (const std::string& member : q_.shape.address_members) {
      const std::string where = "/address/" + member;
      const std::string spoken = "address." + member;
      if (sent.contains(member)) {
        compare_provided(member, where, spoken, member_or_null(before, member), sent.at(member), after);
      } else if (merge) {
        compare_kept(member, where, spoken, before, after);
      } else if (q_.effect == Effect::replace) {
        compare_cleared(member, where, spoken, after);
      } else if (!is_cleared(member_or_null(after, member))) {
        add("effect.merge.set", where, "cleared", shown(after, member),
            "kept " + spoken + " but not the rest of the old address");
      }
    }
    return std::exchange(result_, std::move(kept));
  }

  void append(const OracleResult& part) {
    result_.differences.insert(result_.differences.end(), part.differences.begin(), part.differences.end());
    result_.forms.insert(result_.forms.end(), part.forms.begin(), part.forms.end());
  }

  const OracleQuestion q_;
  OracleResult result_;
};

}  // namespace

OracleResult judge_record(const OracleQuestion& question) {
  const json before = known_part(question.before, question.shape);
  const json after = known_part(question.after, question.shape);
  return Judge{{.effect = question.effect,
                .before = before,
                .sent = question.sent,
                .after = after,
                .shape = question.shape,
                .address_pin = question.address_pin}}
      .run();
}

OracleResult judge_custom_attributes(Effect effect, const json& before, const json& sent, const json& after) {
  OracleResult judgement;
  std::vector<Difference>& differences = judgement.differences;
  const auto add = [&](const char* rule, const std::string& key, const Untrusted& expected, Untrusted fault) {
    differences.push_back({.rule = rule,
                           .where = "/" + escape_token(key),
                           .expected = expected,
                           .actual = shown(after, key),
                           .fault = std::move(fault),
                           .max_level = Level::must});
  };
  const bool merging = effect == Effect::merge && sent.is_object();
  if (merging) {
    for (const auto& [key, value] : sent.items()) {
      const auto found = after.find(key);
      const auto old = before.find(key);
      if (found != after.end()) {
        const json merged = old == before.end() ? value : merged_deeply(*old, value);
        if (const auto forms = forms_of_custom(value, *found, merged)) {
          note_forms(judgement, "/" + escape_token(key), value, *forms);
          continue;
        }
        if (equal_json(*found, value)) continue;
      }
      if (found == after.end() && value.is_null()) continue;  // no value and no key are hard to distinguish
      if (found == after.end()) {
        add("effect.merge.set", key, clipped(value), "dropped the key " + clipped(json(key), 60) + ", which was sent");
      } else if (old != before.end() && equal_json(*found, *old)) {
        add("effect.merge.set", key, clipped(value), "did not set the key " + clipped(json(key), 60));
      } else {
        add("effect.exact", key, clipped(value),
            "stored another value for the key " + clipped(json(key), 60) + " than was sent");
      }
    }
  }
  for (const auto& [key, value] : before.items()) {
    if (merging && sent.contains(key)) continue;
    const auto found = after.find(key);
    if (found != after.end() && equal_json(*found, value)) continue;
    const std::string verb = found == after.end() ? "removed" : "changed";
    if (effect == Effect::merge) {
      add("effect.merge.kept", key, clipped(value),
          verb + " the key " + clipped(json(key), 60) + ", which the request left out");
    } else {
      add("effect.none", key, clipped(value), verb + " the key " + clipped(json(key), 60));
    }
  }
  if (effect == Effect::none || merging) {
    for (const auto& [key, value] : after.items()) {
      if (!before.contains(key) && !(merging && sent.contains(key))) {
        differences.push_back(
            {.rule = merging ? "effect.merge.kept" : "effect.none",
             .where = "/" + escape_token(key),
             .expected = "absent",
             .actual = clipped(value),
             .fault = "added the key " + clipped(json(key), 60) + (merging ? ", which the request left out" : ""),
             .max_level = Level::must});
      }
    }
  }
  return judgement;
}

}  // namespace conform
