#include <nlohmann/json.hpp>

#include "fuzz/input.hpp"
#include "fuzz/require.hpp"
#include "fuzz/target.hpp"
#include "json/parse.hpp"
#include "json/pointer.hpp"
#include "schema/schema_set.hpp"

namespace conform::fuzz {

namespace {

void require_explained(const SchemaSet& set, const std::string& schema, const nlohmann::json& document) {
  for (const Violation& violation : set.validate(schema, document)) {
    require(!violation.keyword.empty(), "a violation is of a keyword");
    require(resolve_pointer(document, violation.where) != nullptr ||
                resolve_pointer(document, violation.where.substr(0, violation.where.rfind('/'))) != nullptr,
            "a violation is at a value, or at what is missing in one");
  }
}

}  // namespace

/// A schema, 0xFE, and a document for it.
void fuzz_schema(std::string_view input) {
  Parts parts{input};
  const auto file = as_file(parts.next());
  const bool strict = input.size() % 2 == 0;
  const auto set = SchemaSet::load(file.parent_path(), {file.filename().string()}, {.strict = strict, .bases = {}});
  if (!set) {
    require_reported(set.error());
    return;
  }
  const auto document = parse_json(parts.next());
  if (!document) return;
  try {
    require_explained(*set, file.filename().string(), *document);
  } catch (const CannotJudge& reason) {
    require(reason.what()[0] != '\0', "what cannot be judged has a reason");
  }
}

}  // namespace conform::fuzz
