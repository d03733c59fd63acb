#include "schema/validate_document.hpp"

#include <nlohmann/json.hpp>
#include <utility>

#include "json/json_diagnostic.hpp"

namespace conform {

tl::expected<std::vector<LocatedViolation>, Diagnostic> validate_document(const SchemaSet& schemas,
                                                                          std::string_view schema, std::string file,
                                                                          std::string_view text,
                                                                          const JsonLimits& limits,
                                                                          std::size_t max_violations) {
  JsonLines lines;
  const auto document = parse_json(text, limits, &lines);
  if (!document) return tl::unexpected{to_diagnostic(document.error(), std::move(file))};
  try {
    std::vector<LocatedViolation> located;
    for (Violation& violation : schemas.validate(schema, *document, max_violations)) {
      const std::size_t line = line_of(lines, violation.where);
      located.push_back({.violation = std::move(violation), .line = line});
    }
    return located;
  } catch (const CannotJudge& reason) {
    return tl::unexpected{Diagnostic::about_file(std::move(file), reason.what())};
  }
}

}  // namespace conform
