#include "load/case_compiler.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string_view>
#include <utility>

#include "json/pointer.hpp"
#include "load/diagnostic_collector.hpp"
#include "load/expectation_compiler.hpp"
#include "load/expression_check.hpp"
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

// True for a step that speaks of what the record holds just before it.
bool uses_record(const json& step) {
  bool used = false;
  for_each_expression(step, [&](const Expression& expression) {
    used = used || (expression.call && (expression.name == "before" || expression.name == "differentFrom"));
  });
  const auto from_before = [](const json& send) {
    const auto attributes = send.find("attributes");
    return attributes != send.end() && attributes->is_object() && attributes->contains("$from") &&
           attributes->at("$from") == "before";
  };
  const auto send = step.find("send");
  const auto together = step.find("concurrent");
  return used || (send != step.end() && from_before(*send)) ||
         (together != step.end() && std::ranges::any_of(*together, from_before));
}

class Compiler {
 public:
  Compiler(const JsonFile& file, const Suite& suite, Diagnostics& diagnostics, std::string pointer)
      : collector_{file, diagnostics}, suite_{suite}, pointer_{std::move(pointer)} {}

  Case compile(const json& source) {
    Case result;
    result.about = source.value("about", std::string{});
    result.requirements = source.at("requirements").get<std::vector<std::string>>();
    for (std::size_t i = 0; i < result.requirements.size(); ++i) {
      collector_.check_requirement(suite_.rules, result.requirements[i],
                                   pointer_ + "/requirements/" + std::to_string(i));
    }
    result.tags = source.value("tags", std::vector<std::string>{});
    result.versions = versions_of(source, suite_);
    if (result.versions.empty()) collector_.diagnostic(pointer_ + "/versions", "no version of the API fits");
    requirement_ = result.requirements.front();
    if (const auto given = source.find("setup"); given != source.end()) compile_setup(*given, result);
    const json& steps = source.at("steps");
    for (std::size_t i = 0; i < steps.size(); ++i) {
      result.steps.push_back(step(steps[i], pointer_ + "/steps/" + std::to_string(i), result.needs));
    }
    for (const char* part : {"setup", "steps"}) {
      if (const auto found = source.find(part); found != source.end())
        check_expressions(*found, pointer_ + "/" + part, collector_, suite_.fixtures, result.needs);
    }
    return result;
  }

 private:
  // ---- setup
  SharedJson attributes(const json& source, const std::string& at) {
    if (source.is_string()) {
      const auto& name = source.get_ref<const std::string&>();
      if (name.starts_with("${")) return std::make_shared<const json>(source);
      if (const auto found = suite_.fixtures.states.find(name); found != suite_.fixtures.states.end())
        return found->second;
      std::vector<std::string> known;
      for (const auto& [state, value] : suite_.fixtures.states) known.push_back(state);
      collector_.unknown(at, "state", name, known);
      return std::make_shared<const json>(json::object());
    }
    if (source.is_object() && source.contains("$from")) {
      check_change(source, at);
    } else {
      check_format_words(source, at, collector_);
    }
    return std::make_shared<const json>(source);
  }

  // {"$from": …, "$with": {pointer: value}, "$without": [pointer]}
  void check_change(const json& source, const std::string& at) {
    for (const auto& [member, value] : source.items()) {
      if (member != "$from" && member != "$with" && member != "$without") {
        collector_.diagnostic(at + "/" + escape_token(member),
                              "a change to a record has only $from, $with and $without", "put values under $with");
      }
    }
    const json& from = source.at("$from");
    if (!from.is_string() || (from != "before" && !suite_.fixtures.states.contains(from.get<std::string>()))) {
      collector_.diagnostic(at + "/$from", "must be \"before\" or the name of a state");
    }
    const auto with = source.find("$with");
    if (with != source.end() && !with->is_object())
      collector_.diagnostic(at + "/$with", "must be an object from pointers to values");
    if (with != source.end() && with->is_object()) {
      for (const auto& [pointer, value] : with->items()) {
        check_pointer(pointer, at + "/$with");
        check_format_words(value, at + "/$with/" + escape_token(pointer), collector_);
      }
    }
    const auto without = source.find("$without");
    if (without != source.end()) {
      if (!without->is_array()) {
        collector_.diagnostic(at + "/$without", "must be a list of pointers");
      } else {
        for (const json& pointer : *without)
          check_pointer(pointer.is_string() ? pointer.get<std::string>() : "?", at + "/$without");
      }
    }
  }

  void check_pointer(const std::string& pointer, const std::string& at) {
    const auto tokens = split_pointer(pointer);
    if (!tokens || tokens->empty())
      collector_.diagnostic(at, "\"" + pointer + "\" is not a JSON Pointer below attributes",
                            "write \"/locale\" or \"/address/street\"");
  }

  void compile_setup(const json& source, Case& result) {
    const std::string at = pointer_ + "/setup";
    const auto shared = [&](const json& from, const char* member) -> SharedJson {
      const auto found = from.find(member);
      if (found == from.end()) return nullptr;
      check_format_words(*found, at + "/" + member, collector_);
      return std::make_shared<const json>(*found);
    };
    if (source.contains("attributes"))
      result.setup.attributes = attributes(source.at("attributes"), at + "/attributes");
    result.setup.custom_attributes = shared(source, "customAttributes");
    if (const auto other = source.find("user2"); other != source.end()) {
      result.needs.users = 2;
      if (other->contains("attributes"))
        result.setup.user2_attributes = attributes(other->at("attributes"), at + "/user2/attributes");
      result.setup.user2_custom_attributes = shared(*other, "customAttributes");
    }
    if (result.setup.custom_attributes || result.setup.user2_custom_attributes)
      result.needs.reads_custom_attributes = true;
  }

  // ---- send
  const Operation* operation(const std::string& id, const std::string& at) {
    for (const Contract& contract : suite_.contracts) {
      if (const Operation* found = contract.find(id)) return found;
    }
    std::vector<std::string> known;
    for (const Operation& operation : suite_.contracts.back().operations) known.push_back(operation.id);
    collector_.unknown(at, "operation", id, known);
    return nullptr;
  }

  Send send(const json& source, const std::string& at, Needs& needs) {
    Send result;
    result.operation = source.at("operation").get<std::string>();
    const Operation* known = operation(result.operation, at + "/operation");
    if (known != nullptr) needs.operations.insert(result.operation);
    if (const auto as = source.find("as"); as != source.end()) {
      result.as = as->get<std::string>();
      if (std::ranges::find(senders(), result.as) == senders().end())
        collector_.unknown(at + "/as", "sender", result.as, senders());
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
        collector_.diagnostic(at + "/authorization", "must be a string or null");
      }
    }
    if (const auto headers = source.find("headers"); headers != source.end()) {
      for (const auto& [name, value] : headers->items()) {
        std::vector<std::string> values;
        if (value.is_string()) values.push_back(value.get<std::string>());
        if (value.is_array()) values = value.get<std::vector<std::string>>();
        if (!value.is_string() && !value.is_array() && !value.is_null()) {
          collector_.diagnostic(at + "/headers/" + escape_token(name),
                                "a header's value must be a string, a list of strings or null");
        }
        result.headers.emplace_back(name, std::move(values));
      }
    }
    if (const auto status = source.find("status"); status != source.end())
      result.status = compile_statuses(*status, at + "/status", collector_, known);
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
      check_format_words(*result.body, at + "/document", collector_);
    }
    if (source.contains("body")) {
      ++bodies;
      result.body_kind = BodyKind::text;
      result.body = std::make_shared<const json>(source.at("body"));
      if (!result.body->is_string()) collector_.diagnostic(at + "/body", "must be a string", "put JSON under document");
    }
    if (bodies > 1) collector_.diagnostic(at, "has more than one of attributes, document and body", "keep one");
  }

  Step step(const json& source, const std::string& at, Needs& needs) {
    Step result;
    result.about = source.value("about", std::string{});
    result.times = source.value("times", 1);
    result.uses_record = uses_record(source);
    if (const auto together = source.find("concurrent"); together != source.end()) {
      for (std::size_t i = 0; i < together->size(); ++i)
        result.sends.push_back(send((*together)[i], at + "/concurrent/" + std::to_string(i), needs));
      result.count = source.value("count", 1);
      repeat(result.count, at, result.sends);
    } else {
      result.sends.push_back(send(source.at("send"), at + "/send", needs));
    }
    check_format_words(source.at("expect"), at + "/expect", collector_);
    result.expect = compile_expectation(source.at("expect"), at + "/expect", collector_, suite_.rules, requirement_,
                                        operation_of(result.sends));
    result.read_later = source.value("readBack", std::string{}) == "later";
    if (const auto alone = source.find("ifRefused"); alone != source.end()) {
      for (std::size_t i = 0; i < alone->size(); ++i)
        result.if_refused.push_back(step((*alone)[i], at + "/ifRefused/" + std::to_string(i), needs));
    }
    if (result.expect.user2_unchanged) needs.users = 2;
    if (result.expect.unrelated_unchanged) needs.reads_custom_attributes = true;
    check_effects(result, at, needs);
    return result;
  }

  // The list once more after itself, as often as `count` says.
  void repeat(int count, const std::string& at, std::vector<Send>& sends) {
    constexpr std::size_t most = 64;
    const std::size_t once = sends.size();
    const std::size_t all = once * static_cast<std::size_t>(count);
    if (all < 2 || all > most) {
      collector_.diagnostic(at + "/concurrent",
                            std::to_string(all) + " concurrent " + (all == 1 ? "request" : "requests"),
                            "2 to 64 of them");
      return;
    }
    sends.reserve(all);
    while (sends.size() < all) sends.push_back(sends[sends.size() - once]);
  }

  // The one that all requests are of, or null.
  [[nodiscard]] const Operation* operation_of(const std::vector<Send>& sends) const {
    const bool alike =
        std::ranges::all_of(sends, [&](const Send& send) { return send.operation == sends.front().operation; });
    return alike ? suite_.contracts.back().find(sends.front().operation) : nullptr;
  }

  void check_effects(const Step& step, const std::string& at, Needs& needs) {
    for (const Send& send : step.sends) {
      if (send.as == "user2") needs.users = 2;
      if (std::ranges::find(special_actors(), send.as) != special_actors().end()) needs.actors.insert(send.as);
      const Operation* known = suite_.contracts.back().find(send.operation);
      if (known == nullptr || !known->writes()) continue;
      for (const Alternative& alternative : step.expect.alternatives) {
        if (!alternative.effect) {
          collector_.diagnostic(at + "/expect", "does not say what " + send.operation + " does to the record",
                                R"(add "effect": "merge", "replace", "none" or "unchecked")");
          return;
        }
        const bool on_custom_attributes = !known->names_user();
        if (on_custom_attributes && *alternative.effect == Effect::replace)
          collector_.diagnostic(at + "/expect", "/attributes are merged, never replaced", R"("effect": "merge")");
        if (on_custom_attributes && *alternative.effect != Effect::unchecked && step.sends.size() == 1)
          needs.reads_custom_attributes = true;
      }
    }
    if (step.sends.size() == 1 && !step.sends.front().status.empty()) {
      collector_.diagnostic(at + "/send/status", "the status of a single request is in \"expect\"");
    }
    if ((step.expect.one_wins || step.expect.all_win) && step.sends.size() < 2) {
      collector_.diagnostic(at + "/expect", "oneWins and allWin need \"concurrent\" requests");
    }
    if ((!step.expect.distinct.empty() || !step.expect.same.empty()) && step.times < 2) {
      collector_.diagnostic(at + "/expect", "distinct and same compare responses, so \"times\" must be 2 or more");
    }
  }

  DiagnosticCollector collector_;
  const Suite& suite_;
  std::string pointer_;
  std::string requirement_;
};

}  // namespace

std::vector<std::string> versions_of(const json& source, const Suite& suite) {
  const auto conditions = source.find("versions");
  std::vector<std::string> result;
  for (const Contract& contract : suite.contracts) {
    const bool wanted = conditions == source.end() || std::ranges::any_of(*conditions, [&](const json& condition) {
                          return version_fits(condition.get_ref<const std::string&>(), contract.version);
                        });
    if (wanted) result.push_back(contract.version);
  }
  return result;
}

Case compile_case(const json& source, const std::string& pointer, const JsonFile& file, const Suite& suite,
                  Diagnostics& diagnostics) {
  try {
    return Compiler{file, suite, diagnostics, pointer}.compile(source);
  } catch (const json::exception& wrong) {
    // The schema has seen the file before its variables were filled in: one of them has brought a value of another
    // type.
    diagnostics.push_back(file.diagnostic(pointer, std::string{"a variable does not fit here: "} + wrong.what()));
    return {};
  }
}

}  // namespace conform
