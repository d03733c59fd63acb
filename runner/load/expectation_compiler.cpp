#include "load/expectation_compiler.hpp"

#include <re2/re2.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "json/pointer.hpp"

namespace conform {
namespace {

using nlohmann::json;

constexpr const char* several_operations = " describes one operation, but this step has several";

class ExpectationCompiler {
 public:
  ExpectationCompiler(const DiagnosticCollector& collector, const RuleBook& rules, std::string requirement,
                      const Operation* operation)
      : collector_{collector}, rules_{rules}, requirement_{std::move(requirement)}, operation_{operation} {}

  void check_pattern(const std::string& pattern, const std::string& at) {
    const re2::RE2 compiled{pattern, re2::RE2::Quiet};
    if (!compiled.ok()) collector_.diagnostic(at, "\"" + pattern + "\" is not an RE2 pattern: " + compiled.error());
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
    result.reserve(list->size());
    for (std::size_t i = 0; i < list->size(); ++i) {
      const json& item = (*list)[i];
      const std::string where = at + "/matches/" + std::to_string(i);
      Match match{.at = item.at("at").get<std::string>(), .kind = Match::Kind::present, .value = nullptr, .text = {}};
      if (!split_pointer(match.at)) collector_.diagnostic(where + "/at", "\"" + match.at + "\" is not a JSON Pointer");
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
    if (operation_ != nullptr && !operation_->writes()) return std::nullopt;
    if (*found == "served") {
      if (operation_ != nullptr) return effect_when_served(*operation_);
      collector_.diagnostic(at + "/effect", std::string{"\"served\""} + several_operations,
                            "merge, replace, none or unchecked");
      return std::nullopt;
    }
    if (*found == "merge") return Effect::merge;
    if (*found == "replace") return Effect::replace;
    if (*found == "none") return Effect::none;
    if (*found == "unchecked") return Effect::unchecked;
    collector_.diagnostic(at + "/effect", found->dump() + " is not an effect",
                          "merge, replace, none, unchecked or served");
    return std::nullopt;
  }

  Expect expectation(const json& source, const std::string& at) {
    Expect result;
    result.named = source.value("named", std::string{});
    result.observation = source.value("observation", std::string{});
    result.expected_error_pointer = source.value("errorPointer", std::string{});
    result.headers = header_checks(source, at);
    result.matches = matches(source, at);
    result.distinct = source.value("distinct", std::vector<std::string>{});
    result.same = source.value("same", std::vector<std::string>{});
    result.read_later = source.contains("readBack");
    const json untouched = source.value("unchanged", json::array());
    result.user2_unchanged = std::ranges::find(untouched, json("user2")) != untouched.end();
    result.unrelated_unchanged = std::ranges::find(untouched, json("unrelatedResource")) != untouched.end();
    result.sender_unchanged = std::ranges::find(untouched, json("sender")) != untouched.end();
    result.one_wins = source.contains("oneWins");
    result.all_win = source.contains("allWin");
    result.requirement = source.value("requirement", requirement_);
    if (source.contains("requirement")) collector_.check_requirement(rules_, result.requirement, at + "/requirement");
    const Requirement* cited = rules_.find(result.requirement);
    result.open = cited != nullptr && cited->level == Level::observe;
    result.level = cited == nullptr || result.open ? Level::must : cited->level;
    if (const auto level = source.find("level"); level != source.end()) {
      result.level = *level == "should" ? Level::should : Level::must;
    }
    requirement_ = result.requirement;
    if (const auto list = source.find("alternatives"); list != source.end()) {
      for (std::size_t i = 0; i < list->size(); ++i)
        result.alternatives.push_back(alternative((*list)[i], at + "/alternatives/" + std::to_string(i)));
    } else {
      result.alternatives.push_back(
          {.name = {},
           .status = compile_statuses(source.at("status"), at + "/status", collector_, operation_),
           .effect = effect(source, at),
           .headers = {},
           .matches = {},
           .deviation = std::nullopt});
    }
    return result;
  }

  Alternative alternative(const json& source, const std::string& at) {
    Alternative result{.name = source.at("alternative").get<std::string>(),
                       .status = compile_statuses(source.at("status"), at + "/status", collector_, operation_),
                       .effect = effect(source, at),
                       .headers = header_checks(source, at),
                       .matches = matches(source, at),
                       .deviation = std::nullopt};
    if (const auto deviation = source.find("violates"); deviation != source.end()) {
      result.deviation = Deviation{.level = deviation->at("level") == "should" ? Level::should : Level::must,
                                   .requirement = deviation->value("requirement", requirement_)};
      collector_.check_requirement(rules_, result.deviation->requirement, at + "/violates/requirement");
    }
    return result;
  }

  const DiagnosticCollector& collector_;
  const RuleBook& rules_;
  std::string requirement_;  ///< of the case, then of the expectation
  const Operation* operation_;
};

}  // namespace

StatusSet compile_statuses(const json& source, const std::string& at, const DiagnosticCollector& collector,
                           const Operation* operation) {
  StatusSet result;
  const auto one = [&](const json& value) {
    if (value.is_number_integer()) {
      const auto status = value.get<std::int64_t>();
      if (status < 100 || status > 599) {
        collector.diagnostic(at, value.dump() + " is not an HTTP status", "100 to 599");
        return;
      }
      result.ranges.emplace_back(static_cast<int>(status), static_cast<int>(status));
    } else if (value == "success") {
      const auto success = operation == nullptr ? std::nullopt : success_of(*operation);
      if (success) result.ranges.emplace_back(*success, *success);
      if (!success) collector.diagnostic(at, std::string{"\"success\""} + several_operations, "write the number");
    } else if (value.is_string() && value.get_ref<const std::string&>().size() == 3 &&
               value.get_ref<const std::string&>().ends_with("xx") && value.get_ref<const std::string&>()[0] >= '1' &&
               value.get_ref<const std::string&>()[0] <= '5') {
      const int first = (value.get_ref<const std::string&>()[0] - '0') * 100;
      result.ranges.emplace_back(first, first + 99);
    } else {
      collector.diagnostic(at, value.dump() + " is not an HTTP status",
                           "write 422, [403, 404], \"4xx\" or \"success\"");
    }
  };
  if (source.is_array()) {
    for (const json& value : source) one(value);
  } else {
    one(source);
  }
  return result;
}

Expect compile_expectation(const json& source, const std::string& pointer, const DiagnosticCollector& collector,
                           const RuleBook& rules, const std::string& requirement, const Operation* operation) {
  return ExpectationCompiler{collector, rules, requirement, operation}.expectation(source, pointer);
}

}  // namespace conform
