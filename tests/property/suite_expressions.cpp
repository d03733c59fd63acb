#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "property/json_values.hpp"
#include "suite/expression.hpp"

namespace conform {
namespace {

using nlohmann::json;

// Leaves every expression as it is.
tl::expected<Resolved, std::string> leave(const Expression& expression) { return Resolved{expression}; }

// Text with dollars and braces in every order.
rc::Gen<std::string> dollar_text() {
  return rc::gen::map(rc::gen::container<std::vector<std::string>>(
                          rc::gen::element<std::string>("$", "{", "}", "${", "$${", "a", "(", ")", ",", ".", " ", "é")),
                      [](const std::vector<std::string>& parts) {
                        std::string text;
                        for (const std::string& part : parts) text += part;
                        return text;
                      });
}

// How a text is written so that it means itself.
std::string escaped(const std::string& text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text.compare(i, 2, "${") == 0) result += '$';
    result += text[i];
  }
  return result;
}

json escaped(const json& value) {
  if (value.is_string()) return escaped(value.get<std::string>());
  json result = value;
  if (value.is_array()) {
    for (json& item : result) item = escaped(item);
  }
  if (value.is_object()) {
    result = json::object();
    for (const auto& [key, item] : value.items()) result[escaped(key)] = escaped(item);
  }
  return result;
}

bool has_expression(const json& value) { return value.dump().find("${") != std::string::npos; }

rc::Gen<json> any_template() {
  return rc::gen::oneOf(
      any_json(), rc::gen::map(dollar_text(), [](const std::string& text) { return json(text); }),
      rc::gen::map(rc::gen::container<std::map<std::string, std::string>>(dollar_text(), dollar_text()),
                   [](const std::map<std::string, std::string>& members) { return json(members); }));
}

RC_GTEST_PROP(FillIn, IsTheIdentityWithoutExpressions, ()) {
  const json value = *any_template();
  RC_PRE(!has_expression(value));
  RC_ASSERT(fill_in(value, Pass::later, leave).value() == value);
  RC_ASSERT(fill_in(value, Pass::last, leave).value() == value);
}

RC_GTEST_PROP(FillIn, GivesBackWhatWasEscaped, ()) {
  const json value = *any_template();
  RC_ASSERT(fill_in(escaped(value), Pass::last, leave).value() == value);
}

RC_GTEST_PROP(FillIn, KeepsEscapesInEveryEarlierPass, ()) {
  const json source = escaped(*any_template());
  const auto first = fill_in(source, Pass::later, leave);
  RC_ASSERT(first.has_value());
  RC_ASSERT(*first == source);
}

/// What an earlier pass leaves means the same to the last one.
RC_GTEST_PROP(FillIn, MeansTheSameInOnePassAndInTwo, ()) {
  const std::string source = *dollar_text();
  const auto value = [](const Expression& expression) -> tl::expected<Resolved, std::string> {
    return Resolved{json("<" + expression.name + ">")};
  };
  const auto at_once = fill_in(source, Pass::last, value);
  const auto first = fill_in(source, Pass::later, leave);
  RC_ASSERT(at_once.has_value() == first.has_value());
  if (!first) return;
  RC_ASSERT(fill_in(*first, Pass::last, value).value() == *at_once);
}

RC_GTEST_PROP(ParseText, ReadsWhatItWrote, ()) {
  const auto parts = parse_text(*dollar_text());
  if (!parts) {
    RC_ASSERT(!parts.error().empty());
    return;
  }
  std::string written;
  for (const TextPart& part : *parts)
    written += part.is_expression ? to_string(part.expression) : escaped(part.literal);
  const auto again = parse_text(written);
  RC_ASSERT(again.has_value());
  RC_ASSERT(*again == *parts);
}

RC_GTEST_PROP(ParseText, SurvivesAnyBytes, (const std::string& bytes)) {
  const auto parts = parse_text(bytes);
  if (!parts) RC_ASSERT(!parts.error().empty());
}

}  // namespace
}  // namespace conform
