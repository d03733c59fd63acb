#include "load/case_compiler.hpp"

#include <re2/re2.h>

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>
#include <string_view>
#include <utility>

#include "json/pointer.hpp"
#include "model/suggest.hpp"
#include "suite/expression.hpp"
#include "suite/names.hpp"

namespace conform {
namespace {

using nlohmann::json;

// Compares "2021-2" and the like, which sort as text.
bool version_fits(std::string_view condition, std::string_view version) {
  if (condition.starts_with(">=")) return version >= condition.substr(2);
  if (condition.starts_with("<=")) return version <= condition.substr(2);
  if (condition.starts_with("!=")) return version != condition.substr(2);
  return version == condition;
}

class Compiler {
 public:
  Compiler(const JsonFile& file, const Suite& suite, Problems& problems, std::string pointer)
      : file_{file}, suite_{suite}, problems_{problems}, pointer_{std::move(pointer)} {}

  Case compile(const json& source) {
    Case result;
    result.about = source.value("about", std::string{});
    result.requirements = source.at("requirements").get<std::vector<std::string>>();
    for (std::size_t i = 0; i < result.requirements.size(); ++i) {
      check_requirement(result.requirements[i], pointer_ + "/requirements/" + std::to_string(i));
    }
    result.tags = source.value("tags", std::vector<std::string>{});
    result.versions = versions(source);
    requirement_ = result.requirements.front();
    if (const auto given = source.find("given"); given != source.end()) compile_given(*given, result);
    const json& steps = source.at("steps");
    for (std::size_t i = 0; i < steps.size(); ++i) {
      result.steps.push_back(step(steps[i], pointer_ + "/steps/" + std::to_string(i), result.needs));
    }
    check_expressions(source, result.needs);
    return result;
  }

 private:
  void problem(const std::string& at, std::string message, std::string hint = {}) {
    problems_.push_back(file_.problem(at, std::move(message), std::move(hint)));
  }

  void unknown(const std::string& at, const std::string& what, const std::string& name,
               const std::vector<std::string>& known) {
    problem(at, "unknown " + what + " \"" + name + "\"", did_you_mean(name, known));
  }

  void check_requirement(const std::string& id, const std::string& at) {
    if (suite_.rules.find(id) != nullptr) return;
    std::vector<std::string> known;
    for (const Requirement& requirement : suite_.rules.requirements()) known.push_back(requirement.id);
    unknown(at, "requirement", id, known);
  }

  std::vector<std::string> versions(const json& source) {
    const auto conditions = source.find("versions");
    std::vector<std::string> result;
    for (const Contract& contract : suite_.contracts) {
      const bool wanted = conditions == source.end() || std::ranges::any_of(*conditions, [&](const json& condition) {
                            return version_fits(condition.get_ref<const std::string&>(), contract.version);
                          });
      if (wanted) result.push_back(contract.version);
    }
    if (result.empty()) problem(pointer_ + "/versions", "no version of the API fits");
    return result;
  }

  // ---- given
  SharedJson attributes(const json& source, const std::string& at) {
    if (source.is_string()) {
      const auto& name = source.get_ref<const std::string&>();
      if (name.starts_with("${")) return std::make_shared<const json>(source);
      if (const auto found = suite_.fixtures.states.find(name); found != suite_.fixtures.states.end())
        return found->second;
      std::vector<std::string> known;
      for (const auto& [state, value] : suite_.fixtures.states) known.push_back(state);
      unknown(at, "state", name, known);
      return std::make_shared<const json>(json::object());
    }
    if (source.is_object() && source.contains("$from")) check_change(source, at);
    return std::make_shared<const json>(source);
  }

  // {"$from": …, "$with": {pointer: value}, "$without": [pointer]}
  void check_change(const json& source, const std::string& at) {
    for (const auto& [member, value] : source.items()) {
      if (member != "$from" && member != "$with" && member != "$without") {
        problem(at + "/" + escape_token(member), "a change to a record has only $from, $with and $without",
                "put values under $with");
      }
    }
    const json& from = source.at("$from");
    if (!from.is_string() || (from != "before" && !suite_.fixtures.states.contains(from.get<std::string>()))) {
      problem(at + "/$from", "has to be \"before\" or the name of a state");
    }
    const auto with = source.find("$with");
    if (with != source.end() && !with->is_object())
      problem(at + "/$with", "has to be an object from pointers to values");
    if (with != source.end() && with->is_object()) {
      for (const auto& [pointer, value] : with->items()) check_pointer(pointer, at + "/$with");
    }
    const auto without = source.find("$without");
    if (without != source.end()) {
      if (!without->is_array()) {
        problem(at + "/$without", "has to be a list of pointers");
      } else {
        for (const json& pointer : *without)
          check_pointer(pointer.is_string() ? pointer.get<std::string>() : "?", at + "/$without");
      }
    }
  }

  void check_pointer(const std::string& pointer, const std::string& at) {
    const auto tokens = split_pointer(pointer);
    if (!tokens || tokens->empty())
      problem(at, "\"" + pointer + "\" is no JSON Pointer below attributes",
              "write \"/locale\" or \"/address/street\"");
  }

  void compile_given(const json& source, Case& result) {
    const std::string at = pointer_ + "/given";
    const auto shared = [&](const json& from, const char* member) -> SharedJson {
      const auto found = from.find(member);
      return found == from.end() ? nullptr : std::make_shared<const json>(*found);
    };
    if (source.contains("attributes"))
      result.given.attributes = attributes(source.at("attributes"), at + "/attributes");
    result.given.user_attributes = shared(source, "userAttributes");
    if (const auto other = source.find("other"); other != source.end()) {
      result.needs.users = 2;
      if (other->contains("attributes"))
        result.given.other_attributes = attributes(other->at("attributes"), at + "/other/attributes");
      result.given.other_user_attributes = shared(*other, "userAttributes");
    }
    if (result.given.user_attributes || result.given.other_user_attributes) result.needs.reads_attributes = true;
  }

  // ---- send
  const Operation* operation(const std::string& id, const std::string& at) {
    for (const Contract& contract : suite_.contracts) {
      if (const Operation* found = contract.find(id)) return found;
    }
    std::vector<std::string> known;
    for (const Operation& one : suite_.contracts.back().operations) known.push_back(one.id);
    unknown(at, "operation", id, known);
    return nullptr;
  }

  Send send(const json& source, const std::string& at, Needs& needs) {
    Send result;
    result.operation = source.at("operation").get<std::string>();
    if (operation(result.operation, at + "/operation") != nullptr) needs.operations.insert(result.operation);
    if (const auto as = source.find("as"); as != source.end()) {
      result.as = as->get<std::string>();
      if (std::ranges::find(senders(), result.as) == senders().end())
        unknown(at + "/as", "sender", result.as, senders());
    }
    const auto text = [&](const char* member) -> std::optional<std::string> {
      const auto found = source.find(member);
      return found == source.end() ? std::nullopt : std::optional{found->get<std::string>()};
    };
    result.user_id = text("userId");
    result.method = text("method");
    result.path = text("path");
    result.query = text("query");
    if (const auto authorization = source.find("authorization"); authorization != source.end()) {
      result.authorization_given = true;
      if (authorization->is_string()) result.authorization = authorization->get<std::string>();
      if (!authorization->is_string() && !authorization->is_null()) {
        problem(at + "/authorization", "has to be text or null");
      }
    }
    if (const auto headers = source.find("headers"); headers != source.end()) {
      for (const auto& [name, value] : headers->items()) {
        std::vector<std::string> values;
        if (value.is_string()) values.push_back(value.get<std::string>());
        if (value.is_array()) values = value.get<std::vector<std::string>>();
        if (!value.is_string() && !value.is_array() && !value.is_null()) {
          problem(at + "/headers/" + escape_token(name), "a header's value has to be text, a list of texts or null");
        }
        result.headers.emplace_back(name, std::move(values));
      }
    }
    if (const auto status = source.find("status"); status != source.end())
      result.status = statuses(*status, at + "/status");
    body(source, at, result);
    return result;
  }

  void body(const json& source, const std::string& at, Send& result) {
    int bodies = 0;
    if (source.contains("attributes")) {
      ++bodies;
      result.body_kind = BodyKind::attributes;
      result.body = attributes(source.at("attributes"), at + "/attributes");
    }
    if (source.contains("document")) {
      ++bodies;
      result.body_kind = BodyKind::document;
      result.body = std::make_shared<const json>(source.at("document"));
    }
    if (source.contains("body")) {
      ++bodies;
      result.body_kind = BodyKind::text;
      result.body = std::make_shared<const json>(source.at("body"));
      if (!result.body->is_string()) problem(at + "/body", "has to be text", "put JSON under document");
    }
    if (bodies > 1) problem(at, "has more than one of attributes, document and body", "keep one");
  }

  // ---- expect
  StatusSet statuses(const json& source, const std::string& at) {
    StatusSet result;
    const auto one = [&](const json& value) {
      if (value.is_number_integer()) {
        const auto status = value.get<std::int64_t>();
        if (status < 100 || status > 599) {
          problem(at, value.dump() + " is no HTTP status", "100 to 599");
          return;
        }
        result.ranges.emplace_back(static_cast<int>(status), static_cast<int>(status));
      } else if (value.is_string() && value.get_ref<const std::string&>().size() == 3 &&
                 value.get_ref<const std::string&>().ends_with("xx") && value.get_ref<const std::string&>()[0] >= '1' &&
                 value.get_ref<const std::string&>()[0] <= '5') {
        const int first = (value.get_ref<const std::string&>()[0] - '0') * 100;
        result.ranges.emplace_back(first, first + 99);
      } else {
        problem(at, value.dump() + " is no HTTP status", "write 422, [403, 404] or \"4xx\"");
      }
    };
    if (source.is_array()) {
      for (const json& value : source) one(value);
    } else {
      one(source);
    }
    return result;
  }

  void check_pattern(const std::string& pattern, const std::string& at) {
    const re2::RE2 compiled{pattern, re2::RE2::Quiet};
    if (!compiled.ok()) problem(at, "\"" + pattern + "\" is no RE2 pattern: " + compiled.error());
  }

  std::vector<HeaderCheck> header_checks(const json& source, const std::string& at) {
    std::vector<HeaderCheck> result;
    const auto headers = source.find("headers");
    if (headers == source.end()) return result;
    for (const auto& [name, value] : headers->items()) {
      HeaderCheck check{.name = name, .kind = HeaderCheck::Kind::present, .pattern = {}};
      if (value.is_object()) {
        check.kind = HeaderCheck::Kind::matches;
        check.pattern = value.at("matches").get<std::string>();
        check_pattern(check.pattern, at + "/headers/" + escape_token(name));
      } else if (value == "absent") {
        check.kind = HeaderCheck::Kind::absent;
      }
      result.push_back(std::move(check));
    }
    return result;
  }

  std::vector<Match> matches(const json& source, const std::string& at) {
    std::vector<Match> result;
    const auto list = source.find("matches");
    if (list == source.end()) return result;
    for (std::size_t i = 0; i < list->size(); ++i) {
      const json& item = (*list)[i];
      const std::string where = at + "/matches/" + std::to_string(i);
      Match match{.at = item.at("at").get<std::string>(), .kind = Match::Kind::present, .value = nullptr, .text = {}};
      if (!split_pointer(match.at)) problem(where + "/at", "\"" + match.at + "\" is no JSON Pointer");
      if (const auto found = item.find("equals"); found != item.end()) {
        match.kind = Match::Kind::equals;
        match.value = std::make_shared<const json>(*found);
      } else if (const auto type = item.find("type"); type != item.end()) {
        match.kind = Match::Kind::type;
        match.text = type->get<std::string>();
      } else if (const auto pattern = item.find("matches"); pattern != item.end()) {
        match.kind = Match::Kind::matches;
        match.text = pattern->get<std::string>();
        check_pattern(match.text, where);
      } else if (const auto one_of = item.find("oneOf"); one_of != item.end()) {
        match.kind = Match::Kind::one_of;
        match.value = std::make_shared<const json>(*one_of);
      } else if (item.contains("absent")) {
        match.kind = Match::Kind::absent;
      }
      result.push_back(std::move(match));
    }
    return result;
  }

  std::optional<Effect> effect(const json& source, const std::string& at) {
    const auto found = source.find("effect");
    if (found == source.end()) return std::nullopt;
    if (*found == "merge") return Effect::merge;
    if (*found == "replace") return Effect::replace;
    if (*found == "none") return Effect::none;
    if (*found == "unread") return Effect::unread;
    problem(at + "/effect", found->dump() + " is no effect", "merge, replace, none or unread");
    return std::nullopt;
  }

  Expect expectation(const json& source, const std::string& at) {
    Expect result;
    result.observation = source.value("observation", std::string{});
    result.offender = source.value("offender", std::string{});
    result.headers = header_checks(source, at);
    result.matches = matches(source, at);
    result.distinct = source.value("distinct", std::vector<std::string>{});
    result.same = source.value("same", std::vector<std::string>{});
    const json untouched = source.value("untouched", json::array());
    result.untouched_other = std::ranges::find(untouched, json("other")) != untouched.end();
    result.untouched_rest = std::ranges::find(untouched, json("rest")) != untouched.end();
    result.one_wins = source.contains("oneWins");
    result.all_win = source.contains("allWin");
    result.requirement = source.value("requirement", requirement_);
    if (source.contains("requirement")) check_requirement(result.requirement, at + "/requirement");
    const Requirement* cited = suite_.rules.find(result.requirement);
    result.level = cited == nullptr || cited->level == Level::observe ? Level::must : cited->level;
    if (const auto level = source.find("level"); level != source.end()) {
      result.level = *level == "should" ? Level::should : Level::must;
    }
    if (const auto list = source.find("readings"); list != source.end()) {
      for (std::size_t i = 0; i < list->size(); ++i)
        result.readings.push_back(reading((*list)[i], at + "/readings/" + std::to_string(i)));
    } else {
      result.readings.push_back({.name = {},
                                 .status = statuses(source.at("status"), at + "/status"),
                                 .effect = effect(source, at),
                                 .headers = {},
                                 .matches = {},
                                 .violates = std::nullopt});
    }
    return result;
  }

  Reading reading(const json& source, const std::string& at) {
    Reading result{.name = source.at("reading").get<std::string>(),
                   .status = statuses(source.at("status"), at + "/status"),
                   .effect = effect(source, at),
                   .headers = header_checks(source, at),
                   .matches = matches(source, at),
                   .violates = std::nullopt};
    if (const auto violates = source.find("violates"); violates != source.end()) {
      result.violates = Violates{.level = violates->at("level") == "should" ? Level::should : Level::must,
                                 .requirement = violates->at("requirement").get<std::string>()};
      check_requirement(result.violates->requirement, at + "/violates/requirement");
    }
    return result;
  }

  Step step(const json& source, const std::string& at, Needs& needs) {
    Step result;
    result.about = source.value("about", std::string{});
    result.times = source.value("times", 1);
    if (const auto together = source.find("together"); together != source.end()) {
      for (std::size_t i = 0; i < together->size(); ++i)
        result.sends.push_back(send((*together)[i], at + "/together/" + std::to_string(i), needs));
    } else {
      result.sends.push_back(send(source.at("send"), at + "/send", needs));
    }
    result.expect = expectation(source.at("expect"), at + "/expect");
    if (result.expect.untouched_other) needs.users = 2;
    if (result.expect.untouched_rest) needs.reads_attributes = true;
    check_effects(result, at, needs);
    return result;
  }

  void check_effects(const Step& step, const std::string& at, Needs& needs) {
    for (const Send& send : step.sends) {
      if (send.as == "other") needs.users = 2;
      if (std::ranges::find(special_actors(), send.as) != special_actors().end()) needs.actors.insert(send.as);
      const Operation* known = suite_.contracts.back().find(send.operation);
      if (known == nullptr || !known->writes()) continue;
      for (const Reading& reading : step.expect.readings) {
        if (!reading.effect) {
          problem(at + "/expect", "does not say what " + send.operation + " does to the record",
                  R"(add "effect": "merge", "replace", "none" or "unread")");
          return;
        }
        const bool on_attributes = !known->names_user();
        if (on_attributes && *reading.effect == Effect::replace)
          problem(at + "/expect", "/attributes are merged, never replaced", R"("effect": "merge")");
        if (on_attributes && *reading.effect != Effect::unread && step.sends.size() == 1) needs.reads_attributes = true;
      }
    }
    if (step.sends.size() == 1 && !step.sends.front().status.empty()) {
      problem(at + "/send/status", "a request of its own has its status in \"expect\"");
    }
    if ((step.expect.one_wins || step.expect.all_win) && step.sends.size() < 2) {
      problem(at + "/expect", "oneWins and allWin need requests sent \"together\"");
    }
    if ((!step.expect.distinct.empty() || !step.expect.same.empty()) && step.times < 2) {
      problem(at + "/expect", "distinct and same compare answers, so \"times\" has to be 2 or more");
    }
  }

  // ---- expressions that are left for run time
  void check_expressions(const json& source, Needs& needs) {
    for (const char* part : {"given", "steps"}) {
      if (const auto found = source.find(part); found != source.end()) walk(*found, pointer_ + "/" + part, needs);
    }
  }

  void walk(const json& value, const std::string& at, Needs& needs) {
    if (value.is_object()) {
      for (const auto& [key, item] : value.items()) {
        check_text(key, at, needs);
        walk(item, at + "/" + escape_token(key), needs);
      }
    } else if (value.is_array()) {
      for (std::size_t i = 0; i < value.size(); ++i) walk(value[i], at + "/" + std::to_string(i), needs);
    } else if (value.is_string()) {
      check_text(value.get_ref<const std::string&>(), at, needs);
    }
  }

  void check_text(const std::string& text, const std::string& at, Needs& needs) {
    if (text.find("${") == std::string::npos) return;
    const auto parts = parse_text(text);
    if (!parts) {
      problem(at, parts.error());
      return;
    }
    for (const TextPart& part : *parts) {
      if (part.is_expression) check_expression(part.expression, at, needs);
    }
  }

  void check_expression(const Expression& expression, const std::string& at, Needs& needs) {
    const std::string written = to_string(expression);
    if (expression.call) {
      check_call(expression, written, at);
      return;
    }
    if (expression.name == "nonce" || expression.name == "unknown.id") return;
    const std::size_t dot = expression.name.find('.');
    const std::string owner = expression.name.substr(0, dot);
    const std::string member = dot == std::string::npos ? std::string{} : expression.name.substr(dot + 1);
    const bool leased = owner == "user" || owner == "other";
    const bool special = std::ranges::find(special_actors(), owner) != special_actors().end();
    if ((leased || special) && (member == "id" || member == "upperId" || member == "token")) {
      if (owner == "other") needs.users = 2;
      if (special) needs.actors.insert(owner);
      return;
    }
    problem(at, "\"" + written + "\" means nothing here",
            "it is no matrix variable, and docs/case-format.md lists no such expression");
  }

  void check_call(const Expression& expression, const std::string& written, const std::string& at) {
    const auto count = [&](std::size_t wanted) {
      if (expression.arguments.size() == wanted) return true;
      problem(at, "\"" + written + "\" takes " + std::to_string(wanted) + " argument" + (wanted == 1 ? "" : "s"));
      return false;
    };
    if (expression.name == "sample" || expression.name == "other") {
      if (!count(1) || suite_.fixtures.samples.contains(expression.arguments[0])) return;
      std::vector<std::string> known;
      for (const auto& [name, values] : suite_.fixtures.samples) known.push_back(name);
      unknown(at, "attribute", expression.arguments[0], known);
    } else if (expression.name == "state") {
      if (!count(1) || suite_.fixtures.states.contains(expression.arguments[0])) return;
      problem(at, "\"" + written + "\": no such state in cases/fixtures.json");
    } else if (expression.name == "before") {
      if (count(1) && !split_pointer(expression.arguments[0])) problem(at, "\"" + written + "\" needs a JSON Pointer");
    } else if (expression.name == "repeat") {
      if (!count(2)) return;
      int times = 0;
      const std::string& text = expression.arguments[1];
      const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), times);
      if (error != std::errc{} || end != text.data() + text.size() || times < 0 || times > 16'000'000) {
        problem(at, "\"" + written + "\": the count has to be a number up to 16000000");
      }
    } else if (expression.name == "bytes") {
      if (!count(1)) return;
      const std::string& hex = expression.arguments[0];
      const bool good =
          !hex.empty() && hex.size() % 2 == 0 && hex.find_first_not_of("0123456789abcdefABCDEF") == std::string::npos;
      if (!good) problem(at, "\"" + written + "\" needs pairs of hexadecimal digits");
    } else {
      unknown(at, "function", expression.name, {"sample", "other", "state", "before", "repeat", "bytes"});
    }
  }

  const JsonFile& file_;
  const Suite& suite_;
  Problems& problems_;
  std::string pointer_;
  std::string requirement_;
};

}  // namespace

Case compile_case(const json& source, const std::string& pointer, const JsonFile& file, const Suite& suite,
                  Problems& problems) {
  try {
    return Compiler{file, suite, problems, pointer}.compile(source);
  } catch (const json::exception& wrong) {
    // The schema has seen the file before its variables were filled in: one of them has brought a value of another
    // type.
    problems.push_back(file.problem(pointer, std::string{"a variable does not fit where it stands: "} + wrong.what()));
    return {};
  }
}

}  // namespace conform
