#include <nlohmann/json.hpp>

#include "fuzz/input.hpp"
#include "fuzz/require.hpp"
#include "fuzz/target.hpp"
#include "json/parse.hpp"
#include "json/pointer.hpp"
#include "schema/schema_set.hpp"

namespace conform::fuzz {

/// A schema, 0xFE, and a document for it.
void fuzz_schema(std::string_view input) {
  Parts parts{input};
  const auto file = as_file(parts.next());
  const auto set = SchemaSet::load(file.parent_path(), {file.filename().string()});
  if (!set) {
    require_reported(set.error());
    return;
  }
  const auto document = parse_json(parts.next());
  if (!document) return;
  for (const Violation& violation : set->validate(file.filename().string(), *document)) {
    require(!violation.keyword.empty(), "a violation is of a keyword");
    require(resolve_pointer(*document, violation.where) != nullptr ||
                resolve_pointer(*document, violation.where.substr(0, violation.where.rfind('/'))) != nullptr,
            "a violation is at a value, or at what is missing in one");
  }
}

}  // namespace conform::fuzz
