#include <filesystem>
#include <iostream>
#include <nlohmann/json.hpp>

#include "base/gate.hpp"
#include "base/printable.hpp"
#include "cli/commands.hpp"
#include "json/read_file.hpp"
#include "load/suite_loader.hpp"
#include "reports/text.hpp"
#include "schema/schema_set.hpp"
#include "schema/validate_document.hpp"

namespace conform {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr std::size_t max_document_bytes = 64U << 20U;

// A schema and the name under which a set of its own knows it.
struct Named {
  SchemaSet set;
  std::string name;
};

SchemaRules rules_of(const ValidateCommand& command) {
  SchemaRules rules{.strict = command.strict, .bases = {}};
  for (const std::string& base : command.bases) {
    const std::size_t equals = base.find('=');
    const std::string uri = base.substr(0, equals);
    rules.bases.push_back({.uri = uri.ends_with('/') ? uri : uri + "/", .folder = base.substr(equals + 1)});
  }
  return rules;
}

// A file is taken as it is; anything else is a schema of the suite, with or without its ending and folder.
Result<Named> find_schema(const ValidateCommand& command, const std::string& suite_folder) {
  const std::string& wanted = command.schema;
  std::error_code error;
  if (fs::is_regular_file(wanted, error)) {
    const fs::path path = fs::absolute(wanted);
    auto set = SchemaSet::load(path.parent_path(), {path.filename().string()}, rules_of(command));
    if (!set) return tl::unexpected{set.error()};
    return Named{.set = std::move(*set), .name = path.filename().string()};
  }
  const auto folder = find_suite_folder(suite_folder);
  if (!folder) return tl::unexpected{folder.error()};
  for (const char* below : {"", "suite/"}) {
    for (const char* ending : {"", ".schema.json"}) {
      const std::string name = below + wanted + ending;
      if (!fs::is_regular_file(*folder / "schemas" / name, error)) continue;
      auto set = SchemaSet::load(*folder / "schemas", {name});
      if (!set) return tl::unexpected{set.error()};
      return Named{.set = std::move(*set), .name = name};
    }
  }
  std::string known;
  for (const auto& entry : fs::recursive_directory_iterator{*folder / "schemas", error}) {
    const std::string file = entry.path().filename().string();
    const std::size_t ending = file.find(".schema.json");
    if (ending != std::string::npos) known += (known.empty() ? "" : ", ") + file.substr(0, ending);
  }
  return refused(
      Diagnostic::about_file(wanted, "is neither a file nor a schema of the suite", "the suite has: " + known));
}

tl::expected<std::string, std::string> read_document(const std::string& document) {
  return read_file(document == "-" ? "/dev/stdin" : document, max_document_bytes);
}

void print(const std::string& document, const LocatedViolation& found) {
  const Violation& violation = found.violation;
  Untrusted line = document + (found.line > 0 ? ":" + std::to_string(found.line) : "") + ": ";
  line += violation.where.empty() ? "(whole document)" : violation.where;
  line += ": " + violation.keyword + ": expected " + violation.expected + ", found " + violation.actual;
  if (!violation.hint.empty()) line += " (" + violation.hint + ")";
  std::cout << printable_line(plain(line)) << '\n';
}

json as_json(const std::string& document, const LocatedViolation& found) {
  const Violation& violation = found.violation;
  return {{"document", document},
          {"line", found.line},
          {"where", plain(violation.where)},
          {"keyword", violation.keyword},
          {"expected", plain(violation.expected)},
          {"actual", plain(violation.actual)},
          {"hint", violation.hint}};
}

}  // namespace

ExitCode validate_command(const ValidateCommand& command, const std::string& suite_folder) {
  const auto schema = find_schema(command, suite_folder);
  if (!schema) return print_diagnostics(schema.error());
  json findings = json::array();
  Diagnostics diagnostics;
  bool valid = true;
  for (const std::string& document : command.documents) {
    const auto text = read_document(document);
    if (!text) {
      diagnostics.push_back(Diagnostic::about_file(document, text.error()));
      continue;
    }
    const auto found = validate_document(schema->set, schema->name, document, *text,
                                         {.max_bytes = max_document_bytes, .max_values = max_document_bytes});
    if (!found) {
      diagnostics.push_back(found.error());
      continue;
    }
    valid = valid && found->empty();
    for (const LocatedViolation& violation : *found) {
      if (command.json) {
        findings.push_back(as_json(document, violation));
      } else {
        print(document, violation);
      }
    }
    if (found->size() >= most_violations)
      std::cerr << printable_line(document) << ": has more violations than these " << most_violations << '\n';
    if (found->empty() && !command.json) std::cout << printable_line(document) << ": valid\n";
  }
  if (command.json)
    std::cout << escape_misleading(findings.dump(2, ' ', false, json::error_handler_t::replace)) << '\n';
  if (!diagnostics.empty()) return print_diagnostics(diagnostics);
  return valid ? ExitCode::good : ExitCode::violated;
}

}  // namespace conform
