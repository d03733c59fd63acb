#include "load/expression_check.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <string_view>
#include <utility>

#include "base/number.hpp"
#include "json/pointer.hpp"
#include "suite/expression.hpp"
#include "suite/names.hpp"
#include "suite/own_values.hpp"

namespace conform {
namespace {

using nlohmann::json;

class ExpressionCheck {
 public:
  ExpressionCheck(const DiagnosticCollector& collector, const Fixtures& fixtures, Needs& needs)
      : collector_{collector}, fixtures_{fixtures}, needs_{needs} {}

  void walk(const json& value, const std::string& at) {
    // Most of it has none: then it does not matter where it stands.
    if (!has_expressions(value) || literal_of(value) != nullptr) return;
    if (value.is_object()) {
      for (const auto& [key, item] : value.items()) {
        check_text(key, at);
        walk(item, at + "/" + escape_token(key));
      }
    } else if (value.is_array()) {
      for (std::size_t i = 0; i < value.size(); ++i) walk(value[i], at + "/" + std::to_string(i));
    } else if (value.is_string()) {
      check_text(value.get_ref<const std::string&>(), at);
    }
  }

 private:
  void check_text(const std::string& text, const std::string& at) {
    if (text.find("${") == std::string::npos) return;
    const auto parts = parse_text(text);
    if (!parts) {
      collector_.diagnostic(at, parts.error());
      return;
    }
    for (const TextPart& part : *parts) {
      if (part.is_expression) check_expression(part.expression, at);
    }
  }

  void check_expression(const Expression& expression, const std::string& at) {
    const std::string written = to_string(expression);
    if (expression.call) {
      check_call(expression, written, at);
      return;
    }
    if (expression.name == "nonce" || expression.name == "unknown.id") return;
    const std::size_t dot = expression.name.find('.');
    const std::string owner = expression.name.substr(0, dot);
    const std::string member = dot == std::string::npos ? std::string{} : expression.name.substr(dot + 1);
    if (owner == "own" && own_value(own_values_of(""), member) != nullptr) return;
    const bool leased = owner == "user" || owner == "user2";
    const bool special = std::ranges::find(special_actors(), owner) != special_actors().end();
    constexpr std::array known_members{"id",     "upperId",    "encodedId",      "lastDigitOff", "firstDigitOff",
                                       "token",  "shortToken", "otherCaseToken", "basicToken",   "shortId",
                                       "bareId", "mark",       "area",           "line",         "number"};
    const bool known = std::ranges::find(known_members, member) != known_members.end();
    if ((leased || special) && known) {
      if (owner == "user2") needs_.users = 2;
      if (special) needs_.actors.insert(owner);
      if (member == "shortToken" || member == "otherCaseToken" || member == "basicToken") needs_.alters_tokens = true;
      return;
    }
    collector_.diagnostic(at, "\"" + written + "\" is unknown here",
                          "it is not a matrix variable, and docs/case-format.md lists no such expression");
  }

  void check_call(const Expression& expression, const std::string& written, const std::string& at) {
    const auto count = [&](std::size_t wanted) {
      if (expression.arguments.size() == wanted) return true;
      collector_.diagnostic(
          at, "\"" + written + "\" takes " + std::to_string(wanted) + " argument" + (wanted == 1 ? "" : "s"));
      return false;
    };
    if (expression.name == "sample" || expression.name == "differentFrom") {
      if (!count(1) || fixtures_.samples.contains(expression.arguments[0])) return;
      std::vector<std::string> known;
      for (const auto& [name, values] : fixtures_.samples) known.push_back(name);
      collector_.unknown(at, "attribute", expression.arguments[0], known);
    } else if (expression.name == "state") {
      if (!count(1) || fixtures_.states.contains(expression.arguments[0])) return;
      collector_.diagnostic(at, "\"" + written + "\": no such state in cases/fixtures.json");
    } else if (expression.name == "before") {
      if (count(1) && !split_pointer(expression.arguments[0]))
        collector_.diagnostic(at, "\"" + written + "\" needs a JSON Pointer");
    } else if (expression.name == "repeat") {
      if (!count(2)) return;
      constexpr std::uint64_t most_repeated = 16'000'000;
      if (whole_number(expression.arguments[1]).value_or(most_repeated + 1) > most_repeated) {
        collector_.diagnostic(at, "\"" + written + "\": the count must be a number up to 16000000");
      }
    } else if (expression.name == "bytes") {
      if (!count(1)) return;
      const std::string& hex = expression.arguments[0];
      const bool good =
          !hex.empty() && hex.size() % 2 == 0 && hex.find_first_not_of("0123456789abcdefABCDEF") == std::string::npos;
      if (!good) collector_.diagnostic(at, "\"" + written + "\" needs pairs of hexadecimal digits");
    } else {
      collector_.unknown(at, "function", expression.name,
                         {"sample", "differentFrom", "state", "before", "repeat", "bytes"});
    }
  }

  const DiagnosticCollector& collector_;
  const Fixtures& fixtures_;
  Needs& needs_;
};

}  // namespace

void check_format_words(const json& source, const std::string& pointer, const DiagnosticCollector& collector) {
  if (!source.is_structured() || literal_of(source) != nullptr) return;
  if (source.is_array()) {
    for (std::size_t i = 0; i < source.size(); ++i)
      check_format_words(source[i], pointer + "/" + std::to_string(i), collector);
    return;
  }
  for (const auto& [name, value] : source.items()) {
    const std::string at = pointer + "/" + escape_token(name);
    if (name.starts_with('$') && !name.starts_with("${") && !name.starts_with("$${")) {
      collector.diagnostic(
          at, "the member \"" + name + "\" has no meaning here, so it would be sent as it is",
          "$from, $with and $without belong directly in \"attributes\"; {\"$literal\": …} sends such a "
          "member on purpose");
    }
    check_format_words(value, at, collector);
  }
}

void check_expressions(const json& source, const std::string& pointer, const DiagnosticCollector& collector,
                       const Fixtures& fixtures, Needs& needs) {
  ExpressionCheck{collector, fixtures, needs}.walk(source, pointer);
}

}  // namespace conform
