#include "check/expectation_check.hpp"

#include <re2/re2.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string_view>

#include "check/forms.hpp"
#include "check/server_words.hpp"
#include "json/pointer.hpp"
#include "json/text.hpp"

namespace conform {
namespace {

using nlohmann::json;

// Every value that a pointer names, "*" standing for any element or member.
void collect(const json& value, const std::vector<std::string>& tokens, std::size_t at,
             std::vector<const json*>& found) {
  if (at == tokens.size()) {
    found.push_back(&value);
    return;
  }
  if (tokens[at] == "*") {
    if (value.is_structured()) {
      for (const json& item : value) collect(item, tokens, at + 1, found);
    }
    return;
  }
  if (const json* next = resolve_pointer(value, "/" + escape_token(tokens[at]))) collect(*next, tokens, at + 1, found);
}

std::vector<const json*> all_at(const json& document, const std::string& pointer) {
  std::vector<const json*> found;
  if (pointer.find('*') == std::string::npos) {
    if (const json* value = resolve_pointer(document, pointer)) found.push_back(value);
  } else if (const auto tokens = split_pointer(pointer)) {
    collect(document, *tokens, 0, found);
  }
  return found;
}

// A value in another form of its standard is that value; which form it is, the oracle observes.
bool is_same(const Match& match, const json& value, const json& expected) {
  const std::string_view name = std::string_view{match.at}.substr(match.at.rfind('/') + 1);
  return equal_json(value, expected) || forms_between(name, expected, value);
}

bool fits(const Match& match, const json& value) {
  switch (match.kind) {
    case Match::Kind::present:
      return true;
    case Match::Kind::absent:
      return false;
    case Match::Kind::equals:
      return is_same(match, value, *match.value);
    case Match::Kind::one_of:
      return std::any_of(match.value->begin(), match.value->end(),
                         [&](const json& one) { return is_same(match, value, one); });
    case Match::Kind::type:
      return type_name(value) == match.text || (match.text == "number" && value.is_number());
    case Match::Kind::matches:
      return value.is_string() && re2::RE2::PartialMatch(value.get_ref<const std::string&>(), match.text);
  }
  return false;
}

Untrusted wanted(const Match& match) {
  switch (match.kind) {
    case Match::Kind::present:
      return "present";
    case Match::Kind::absent:
      return "absent";
    case Match::Kind::equals:
      return clipped(*match.value);
    case Match::Kind::one_of:
      return "one of " + clipped(*match.value);
    case Match::Kind::type:
      return "of type " + match.text;
    case Match::Kind::matches:
      return "matching " + match.text;
  }
  return {};
}

bool holds(const Match& match, const json& document) {
  const std::vector<const json*> found = all_at(document, match.at);
  return match.kind == Match::Kind::absent
             ? found.empty()
             : std::ranges::any_of(found, [&](const json* value) { return fits(match, *value); });
}

class ExpectationCheck {
 public:
  ExpectationCheck(const Expect& expect, const ApiExchange& exchange)
      : expect_{expect},
        response_{*exchange.parsed.response},
        document_{exchange.document()},
        operation_{exchange.operation->id} {}

  void status(const Alternative* alternative, bool reported) {
    const int status = response_.status;
    if (alternative == nullptr && expect_.open) {
      // A requirement that leaves something open accuses only by a pin: other statuses are the operation's own matter.
      if (reported) return;
      Mismatch mismatch = not_accepted(status);
      mismatch.rule = "contract.status";
      mismatch.max_level = expect_.level;
      mismatches_.push_back(std::move(mismatch));
    } else if (alternative == nullptr) {
      add("expect.status", not_accepted(status));
    } else if (alternative->deviation) {
      mismatches_.push_back({.rule = "expect.reading",
                             .where = "status",
                             .expected = "a conforming status",
                             .actual = std::to_string(status) + with_server_words(response_),
                             .message = operation_ + " responded " + std::to_string(status) + ": " + alternative->name,
                             .cited = Citation{alternative->deviation->requirement, alternative->deviation->level}});
    }
  }

  void headers(const std::vector<HeaderCheck>& checks) {
    for (const HeaderCheck& check : checks) {
      const Headers& there = response_.headers;
      const auto value = find_header(there, check.name);
      // Of a field that is there several times any one may match: WWW-Authenticate may come once per challenge.
      const auto matches = [&](const Header& header) {
        return find_header({header}, check.name) && re2::RE2::PartialMatch(header.value, check.pattern);
      };
      const bool good = check.kind == HeaderCheck::Kind::absent    ? !value
                        : check.kind == HeaderCheck::Kind::present ? value.has_value()
                                                                   : std::ranges::any_of(there, matches);
      if (good) continue;
      const std::string expected = check.kind == HeaderCheck::Kind::absent    ? "absent"
                                   : check.kind == HeaderCheck::Kind::present ? "present"
                                                                              : "matching " + check.pattern;
      add("expect.header", {.where = "header " + check.name,
                            .expected = expected,
                            .actual = value ? std::string{*value} : "absent",
                            .message = operation_ + " responded " + std::to_string(response_.status) + " with " +
                                       check.name + " not " + expected});
    }
  }

  void matches(const std::vector<Match>& matches) {
    for (const Match& match : matches) {
      if (document_ != nullptr ? holds(match, *document_) : match.kind == Match::Kind::absent) continue;
      const std::vector<const json*> found =
          document_ != nullptr ? all_at(*document_, match.at) : std::vector<const json*>{};
      add("expect.match", {.where = match.at,
                           .expected = wanted(match),
                           .actual = found.empty() ? "absent" : clipped(*found.front()),
                           .message = operation_ + " responded with " + match.at + " not " + wanted(match)});
    }
  }

  // The documents: "a JSON Pointer to the associated entity in the request document". A member above or below is
  // accepted.
  void expected_error_pointer() {
    if (expect_.expected_error_pointer.empty() || document_ == nullptr || response_.status < 400) return;
    std::vector<const json*> found;
    collect(*document_, {"errors", "*", "source", "pointer"}, 0, found);
    if (found.empty()) return;
    const std::string wanted_below = expect_.expected_error_pointer + "/";
    const bool named = std::ranges::any_of(found, [&](const json* value) {
      if (!value->is_string()) return false;
      const auto& pointer = value->get_ref<const std::string&>();
      // A parent names it too; what every document has, does not.
      const bool is_parent =
          expect_.expected_error_pointer.starts_with(pointer + "/") &&
          (pointer.starts_with("/data/attributes") || !expect_.expected_error_pointer.starts_with("/data/attributes/"));
      return pointer == expect_.expected_error_pointer || pointer.starts_with(wanted_below) || is_parent;
    });
    if (named) return;
    mismatches_.push_back(
        {.rule = "expect.pointer-resolves",
         .where = "/errors/0/source/pointer",
         .expected = json(expect_.expected_error_pointer).dump(),
         .actual = clipped(*found.front()),
         .message = operation_ + " names another member as the source of the error than the invalid one",
         .max_level = Level::should});
  }

  Mismatches take() { return std::move(mismatches_); }

 private:
  [[nodiscard]] Mismatch not_accepted(int status) const {
    return {.where = "status",
            .expected = to_string(expect_.accepted()),
            .actual = std::to_string(status) + with_server_words(response_),
            .message =
                operation_ + " responded " + std::to_string(status) + " instead of " + to_string(expect_.accepted())};
  }

  void add(std::string_view rule, Mismatch mismatch) {
    mismatch.rule = rule;
    mismatch.cited = Citation{expect_.requirement, expect_.level};
    mismatches_.push_back(std::move(mismatch));
  }

  const Expect& expect_;
  const Response& response_;
  const json* document_;
  const std::string& operation_;
  Mismatches mismatches_;
};

}  // namespace

const Alternative* alternative_for(const Expect& expect, int status, const json* document) {
  const Alternative* first = nullptr;
  for (const Alternative& alternative : expect.alternatives) {
    if (!alternative.status.contains(status)) continue;
    if (first == nullptr) first = &alternative;
    const auto there = [&](const Match& match) { return holds(match, *document); };
    if (document != nullptr && std::ranges::all_of(alternative.matches, there)) return &alternative;
  }
  return first;
}

Mismatches check_expectation(const Expect& expect, const Alternative* alternative, const ApiExchange& exchange,
                             bool status_reported) {
  if (exchange.parsed.response == nullptr) return {};  // the contract check has said so
  ExpectationCheck check{expect, exchange};
  check.status(alternative, status_reported);
  if (alternative != nullptr) {
    check.headers(expect.headers);
    check.headers(alternative->headers);
    check.matches(expect.matches);
    check.matches(alternative->matches);
    check.expected_error_pointer();
  }
  return check.take();
}

namespace {

// The rule of its own that a member of error objects has; empty: none.
std::string_view own_rule(std::string_view rule, std::string_view pointer) {
  if (!pointer.starts_with("/errors/")) return {};
  const bool apart = rule == "expect.distinct";
  if (apart && pointer.ends_with("/id")) return "expect.error-id-unique";
  if (!apart && pointer.ends_with("/title")) return "expect.error-title-stable";
  if (!apart && pointer.ends_with("/code")) return "expect.error-code-stable";
  return {};
}

}  // namespace

Mismatches check_repetition(const Expect& expect, const std::vector<const json*>& documents,
                            const std::string& operation) {
  Mismatches mismatches;
  const auto values_at = [&](const std::string& pointer) {
    std::vector<const json*> values;
    for (const json* document : documents) {
      if (const json* value = resolve_pointer(*document, pointer)) values.push_back(value);
    }
    return values;
  };
  // What is said of error objects for every operation has requirements of its own.
  const auto report = [&](const std::string& pointer, std::string_view rule, Mismatch mismatch) {
    const std::string_view own = own_rule(rule, pointer);
    mismatch.rule = own.empty() ? rule : own;
    mismatch.max_level = expect.level;
    if (own.empty()) mismatch.cited = Citation{expect.requirement, expect.level};
    mismatches.push_back(std::move(mismatch));
  };
  for (const std::string& pointer : expect.distinct) {
    const std::vector<const json*> values = values_at(pointer);
    for (std::size_t i = 0; i < values.size(); ++i) {
      const bool repeated = std::any_of(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(i),
                                        [&](const json* before) { return equal_json(*before, *values[i]); });
      if (!repeated) continue;
      report(pointer, "expect.distinct",
             {.where = pointer,
              .expected = "another value each time",
              .actual = clipped(*values[i]),
              .message = operation + " repeated the value of " + pointer});
      break;
    }
  }
  for (const std::string& pointer : expect.same) {
    const std::vector<const json*> values = values_at(pointer);
    const auto differing =
        std::ranges::find_if(values, [&](const json* value) { return !equal_json(*value, *values.front()); });
    if (differing == values.end()) continue;
    report(pointer, "expect.same",
           {.where = pointer,
            .expected = clipped(*values.front()),
            .actual = clipped(**differing),
            .message = operation + " changed the value of " + pointer + " from one response to the next"});
  }
  return mismatches;
}

}  // namespace conform
