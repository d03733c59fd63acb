#include "load/json_file.hpp"

#include <nlohmann/json.hpp>
#include <utility>

#include "base/gate.hpp"
#include "json/format_number.hpp"
#include "json/json_diagnostic.hpp"
#include "json/read_file.hpp"

namespace conform {

std::size_t JsonFile::line_of(std::string_view pointer) const { return lines.line_of(pointer); }

Diagnostic JsonFile::diagnostic(std::string pointer, std::string message, std::string hint) const {
  const std::size_t line = line_of(pointer);
  return {.file = name,
          .line = line,
          .pointer = std::move(pointer),
          .message = std::move(message),
          .hint = std::move(hint)};
}

Result<JsonFile> read_json_file(const std::filesystem::path& path, std::string name) {
  auto text = read_file(path, max_json_file);
  if (!text) return refused(Diagnostic::about_file(std::move(name), text.error()));
  const JsonLimits limits{.max_bytes = max_json_file, .max_depth = 128, .comments = true};
  constexpr std::size_t entries = 2;  // of a list: cases, requirements
  JsonLines outer;
  auto parsed = parse_json(*text, limits, &outer, entries);
  if (!parsed) return tl::unexpected{Diagnostics{to_diagnostic(parsed.error(), name)}};
  JsonFile file{.name = std::move(name),
                .value = std::make_shared<const nlohmann::json>(std::move(*parsed)),
                .lines = {std::move(*text), limits, std::move(outer)}};
  return file;
}

Diagnostics check_format(const JsonFile& file, std::string_view kind, int current, const SchemaSet& schemas,
                         std::string_view schema) {
  auto other = format_problem(*file.value, kind, current, file.name);
  if (!other) return check_against(file, schemas, schema);
  other->line = file.line_of(other->pointer);
  return {*std::move(other)};
}

Diagnostics check_against(const JsonFile& file, const SchemaSet& schemas, std::string_view schema) {
  constexpr std::size_t most_reported = 20;
  Diagnostics diagnostics;
  std::vector<Violation> violations = schemas.validate(schema, *file.value, most_violations);
  const std::size_t found = violations.size();
  if (found > most_reported) violations.resize(most_reported - 1);
  for (const Violation& violation : violations) {
    std::string message =
        plain(violation.actual == "absent" ? "missing " + violation.expected
                                           : "expected " + violation.expected + ", found " + violation.actual);
    diagnostics.push_back(file.diagnostic(violation.where, std::move(message), violation.hint));
  }
  if (found > violations.size()) {
    const std::string more = (found < most_violations ? "" : "at least ") + std::to_string(found - violations.size());
    diagnostics.push_back(file.diagnostic("", more + " more violations of its schema"));
  }
  return diagnostics;
}

}  // namespace conform
