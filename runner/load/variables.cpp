#include "load/variables.hpp"

#include <nlohmann/json.hpp>
#include <string_view>
#include <utility>

#include "suite/expression.hpp"

namespace conform {
namespace {

using nlohmann::json;

std::string variable_of(const std::string& name) { return name.substr(0, name.find('.')); }

// The value of ${name} or ${name.member.member} among the matrix variables.
tl::expected<json, std::string> matrix_value(const std::string& name, const Bindings& bindings) {
  const std::string variable = variable_of(name);
  const json* value = &bindings.find(variable)->second;
  std::string_view rest = std::string_view{name}.substr(variable.size());
  while (!rest.empty()) {
    rest.remove_prefix(1);
    const std::string member{rest.substr(0, rest.find('.'))};
    rest.remove_prefix(member.size());
    const auto found = value->is_object() ? value->find(member) : value->end();
    if (!value->is_object() || found == value->end()) {
      return tl::unexpected{"\"${" + name + "}\": the variable has no member \"" + member + "\" here"};
    }
    value = &*found;
  }
  return *value;
}

}  // namespace

tl::expected<json, std::string> fill_in_variables(const json& source, const Bindings& bindings,
                                                  std::set<std::string>& used) {
  return fill_in(source, Pass::later, [&](const Expression& expression) -> tl::expected<Resolved, std::string> {
    const auto value_of = [&](const std::string& name) {
      used.insert(variable_of(name));
      return matrix_value(name, bindings);
    };
    if (!expression.call && bindings.contains(variable_of(expression.name))) {
      auto value = value_of(expression.name);
      if (!value) return tl::unexpected{value.error()};
      return Resolved{std::move(*value)};
    }
    Expression left = expression;
    for (std::string& argument : left.arguments) {
      if (!bindings.contains(variable_of(argument))) continue;
      auto value = value_of(argument);
      if (!value) return tl::unexpected{value.error()};
      argument = value->is_string() ? value->get<std::string>() : value->dump();
    }
    return Resolved{std::move(left)};
  });
}

}  // namespace conform
