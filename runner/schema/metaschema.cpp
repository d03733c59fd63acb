#include "schema/metaschema.hpp"

#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>

#include "schema/combinations.hpp"
#include "schema/evaluate.hpp"
#include "schema/keywords.hpp"
#include "schema/link.hpp"
#include "schema/schema_files.hpp"

namespace conform {
namespace {

// The names of its definitions are part of draft 7: schemas reference them.
constexpr std::string_view metaschema_text = R"({
  "$schema": "http://json-schema.org/draft-07/schema#",
  "$id": "http://json-schema.org/draft-07/schema#",
  "type": ["object", "boolean"],
  "properties": {
    "$id": {"type": "string", "format": "uri-reference"},
    "$schema": {"type": "string", "format": "uri"},
    "$ref": {"type": "string", "format": "uri-reference"},
    "$comment": {"type": "string"},
    "title": {"type": "string"},
    "description": {"type": "string"},
    "default": true,
    "examples": {"type": "array"},
    "readOnly": {"type": "boolean"},
    "writeOnly": {"type": "boolean"},
    "definitions": {"type": "object", "additionalProperties": {"$ref": "#"}},

    "type": {"anyOf": [
      {"$ref": "#/definitions/simpleTypes"},
      {"type": "array", "items": {"$ref": "#/definitions/simpleTypes"}, "minItems": 1, "uniqueItems": true}
    ]},
    "const": true,
    "enum": {"type": "array"},

    "multipleOf": {"type": "number", "exclusiveMinimum": 0},
    "minimum": {"type": "number"},
    "maximum": {"type": "number"},
    "exclusiveMinimum": {"type": "number"},
    "exclusiveMaximum": {"type": "number"},

    "minLength": {"$ref": "#/definitions/nonNegativeIntegerDefault0"},
    "maxLength": {"$ref": "#/definitions/nonNegativeInteger"},
    "pattern": {"type": "string", "format": "regex"},
    "format": {"type": "string"},
    "contentEncoding": {"type": "string"},
    "contentMediaType": {"type": "string"},

    "items": {"anyOf": [{"$ref": "#"}, {"$ref": "#/definitions/schemaArray"}]},
    "additionalItems": {"$ref": "#"},
    "contains": {"$ref": "#"},
    "minItems": {"$ref": "#/definitions/nonNegativeIntegerDefault0"},
    "maxItems": {"$ref": "#/definitions/nonNegativeInteger"},
    "uniqueItems": {"type": "boolean"},

    "properties": {"type": "object", "additionalProperties": {"$ref": "#"}},
    "patternProperties": {
      "type": "object",
      "propertyNames": {"format": "regex"},
      "additionalProperties": {"$ref": "#"}
    },
    "additionalProperties": {"$ref": "#"},
    "propertyNames": {"$ref": "#"},
    "minProperties": {"$ref": "#/definitions/nonNegativeIntegerDefault0"},
    "maxProperties": {"$ref": "#/definitions/nonNegativeInteger"},
    "required": {"$ref": "#/definitions/stringArray"},
    "dependencies": {
      "type": "object",
      "additionalProperties": {"anyOf": [{"$ref": "#"}, {"$ref": "#/definitions/stringArray"}]}
    },

    "allOf": {"$ref": "#/definitions/schemaArray"},
    "anyOf": {"$ref": "#/definitions/schemaArray"},
    "oneOf": {"$ref": "#/definitions/schemaArray"},
    "not": {"$ref": "#"},
    "if": {"$ref": "#"},
    "then": {"$ref": "#"},
    "else": {"$ref": "#"}
  },
  "definitions": {
    "schemaArray": {"type": "array", "minItems": 1, "items": {"$ref": "#"}},
    "stringArray": {"type": "array", "items": {"type": "string"}, "uniqueItems": true},
    "nonNegativeInteger": {"type": "integer", "minimum": 0},
    "nonNegativeIntegerDefault0": {"$ref": "#/definitions/nonNegativeInteger"},
    "simpleTypes": {"enum": ["array", "boolean", "integer", "null", "number", "object", "string"]}
  }
})";

/// The metaschema, linked once.
struct LinkedMetaschema {
  LinkedSchemas linked;
  CombinedSchemas combined;

  static const LinkedMetaschema& instance() {
    static const LinkedMetaschema only = [] {
      auto file = std::make_unique<SchemaFile>();
      file->document = std::make_shared<const nlohmann::json>(metaschema());
      KeywordReport report = read_keywords(*file->document, draft7, true);
      LoadedFiles loaded;
      loaded.add(std::string{draft7}, std::move(file), std::move(report));
      LinkedSchemas linked = link_schemas(std::move(loaded)).value();
      CombinedSchemas combined{linked.nodes};
      return LinkedMetaschema{.linked = std::move(linked), .combined = std::move(combined)};
    }();
    return only;
  }
};

}  // namespace

const nlohmann::json& metaschema() {
  static const nlohmann::json parsed = nlohmann::json::parse(metaschema_text);
  return parsed;
}

std::vector<Violation> violations_of_draft7(const nlohmann::json& document, std::size_t max_violations) {
  const LinkedMetaschema& meta = LinkedMetaschema::instance();
  const Node& schema = *meta.linked.by_name.find(draft7)->second;
  if (fulfils(meta.combined, schema, document)) return {};
  return explain(meta.combined, schema, document, max_violations);
}

}  // namespace conform
