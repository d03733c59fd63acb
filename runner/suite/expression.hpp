#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <variant>
#include <vector>

namespace conform {

/// What stands between "${" and "}": a name with members, or a function with arguments. docs/case-format.md has the
/// list.
struct Expression {
  std::string name;                    ///< "attribute", "user.id", "sample"
  std::vector<std::string> arguments;  ///< trimmed
  bool call = false;                   ///< has parentheses
  friend bool operator==(const Expression&, const Expression&) = default;
};

/// Text cut into literal parts and expressions.
struct TextPart {
  std::string literal;  ///< when it is not an expression
  Expression expression;
  bool is_expression = false;
  friend bool operator==(const TextPart&, const TextPart&) = default;
};

/// Cuts a string at its expressions; "$${" becomes a literal "${". The error says what is wrong with the string.
[[nodiscard]] tl::expected<std::vector<TextPart>, std::string> parse_text(std::string_view text);

/// An expression as it is written: "${differentFrom(attribute)}".
[[nodiscard]] std::string to_string(const Expression& expression);

/// What becomes of an expression: its value, or the expression that is left for a later pass.
using Resolved = std::variant<nlohmann::json, Expression>;
/// Resolves an expression, or says what is wrong with it.
using Resolve = std::function<tl::expected<Resolved, std::string>(const Expression&)>;

/// Replaces every expression in the strings and member names of a template. A value that makes up a whole string
/// becomes that value, of whatever type; inside a longer string it must be a string or a number. `later`: the result
/// is a template again, so "$${" stays escaped and values may hold expressions themselves.
enum class Pass { later, last };
[[nodiscard]] tl::expected<nlohmann::json, std::string> fill_in(const nlohmann::json& value, Pass pass,
                                                                const Resolve& resolve);

/// What `{"$literal": …}` stands for: the value as it is, whatever expressions and words of the format are in it. Null:
/// it is something else.
[[nodiscard]] const nlohmann::json* literal_of(const nlohmann::json& value);

/// True when some string or member name of a template has an expression (or an escaped one), or something in it is
/// literal.
[[nodiscard]] bool has_expressions(const nlohmann::json& value);

/// Calls `visit` for each expression in the strings and member names of a template; what is literal has none.
void for_each_expression(const nlohmann::json& value, const std::function<void(const Expression&)>& visit);

}  // namespace conform
