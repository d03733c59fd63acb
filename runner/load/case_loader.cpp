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
#include "load/row_steps.hpp"
#include "load/variables.hpp"

namespace conform {

using nlohmann::json;

Result<std::vector<Case>> load_case_file(const std::filesystem::path& path, const std::string& id_prefix,
                                         const Suite& suite, const std::string& shown_as) {
  auto file = read_json_file(path, shown_as.empty() ? "cases/" + id_prefix + ".json" : shown_as);
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
      bound->at("steps") = written_out_steps(bound->at("steps"), pointer + "/steps", {*file, diagnostics});
      if (diagnostics.size() > diagnostics_before) break;
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
