#include "load/case_loader.hpp"

#include <nlohmann/json.hpp>
#include <set>
#include <utility>

#include "base/suggest.hpp"
#include "json/format_number.hpp"
#include "load/alternatives_loader.hpp"
#include "load/case_compiler.hpp"
#include "load/diagnostic_collector.hpp"
#include "load/json_file.hpp"
#include "load/matrix.hpp"
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

// Fills in the matrix variables and leaves run-time expressions, with variables among their arguments resolved:
// ${differentFrom(attribute)} → ${differentFrom(locale)}. Notes in `used` which variables were.
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

}  // namespace

Result<std::vector<Case>> load_case_file(const std::filesystem::path& path, const std::string& id_prefix,
                                         const Suite& suite) {
  auto file = read_json_file(path, "cases/" + id_prefix + ".json");
  if (!file) return tl::unexpected{file.error()};
  Diagnostics diagnostics = check_format(*file, "case file", case_format, suite.schemas, "suite/case-file.schema.json");
  if (!diagnostics.empty()) return tl::unexpected{std::move(diagnostics)};

  std::vector<Case> cases;
  std::set<std::string> ids;
  const json& list = file->value->at("cases");
  for (std::size_t i = 0; i < list.size(); ++i) {
    const json& source = list[i];
    const std::string pointer = "/cases/" + std::to_string(i);
    const std::size_t diagnostics_before = diagnostics.size();
    std::set<std::string> used;
    std::set<std::string> variables;
    json body = source;
    body.erase("matrix");
    const json about = body.contains("about") ? body.at("about") : json(nullptr);
    body.erase("about");
    fill_in_alternatives(body, pointer, DiagnosticCollector{*file, diagnostics}, suite.alternatives);
    for (const Bindings& bindings : expand_matrix(source, pointer, *file, suite.fixtures, diagnostics)) {
      if (diagnostics.size() > diagnostics_before) break;  // one broken instance is enough: the others break alike
      for (const auto& [name, value] : bindings) variables.insert(name);
      // A variable that only the description names changes nothing that is sent or expected.
      std::set<std::string> described;
      auto bound = fill_in_variables(body, bindings, used);
      const auto reported = fill_in_variables(about, bindings, described);
      if (!bound || !reported) {
        diagnostics.push_back(file->diagnostic(pointer, bound ? reported.error() : bound.error()));
        break;
      }
      if (reported->is_string()) bound->emplace("about", *reported);
      Case test_case = compile_case(*bound, pointer, *file, suite, diagnostics);
      test_case.id = id_prefix + "/" + source.at("id").get<std::string>() + label_of(bindings);
      test_case.file = file->name;
      test_case.line = file->line_of(pointer);
      if (!ids.insert(test_case.id).second) {
        diagnostics.push_back(file->diagnostic(
            pointer + "/id", "two case instances are called \"" + test_case.id + "\"", "change an id or a label"));
        break;
      }
      cases.push_back(std::move(test_case));
    }
    const bool broken = diagnostics.size() > diagnostics_before;
    for (const std::string& variable : variables) {
      if (!used.contains(variable) && !broken) {
        diagnostics.push_back(file->diagnostic(pointer + "/matrix", "the variable \"" + variable + "\" is never used",
                                               "write ${" + variable + "} somewhere, or drop it"));
      }
    }
  }
  if (!diagnostics.empty()) return tl::unexpected{std::move(diagnostics)};
  return cases;
}

}  // namespace conform
