#include "schema/keywords.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <nlohmann/json.hpp>
#include <string_view>
#include <utility>

#include "base/gate.hpp"
#include "base/suggest.hpp"
#include "json/compare.hpp"
#include "json/pointer.hpp"
#include "json/text.hpp"
#include "schema/formats.hpp"
#include "schema/pattern.hpp"

namespace conform {
namespace {

using nlohmann::json;

/// Shapes that the value of a keyword can have.
enum class Shape {
  anything,
  text,
  boolean,
  count,  ///< an integer of 0 or more
  number,
  positive_number,
  names,   ///< different strings
  values,  ///< an array
  schema,
  schemas,  ///< at least one schema
  schema_by_name,
  schema_by_pattern,
  schema_or_schemas,
  dependencies,
  type,
  pattern,
  format,
  reference,
  identifier,
  draft
};

struct Keyword {
  std::string_view name;
  Shape shape;
};

/// JSON Schema draft 7, core and validation, in order of their names.
constexpr std::array keywords{
    Keyword{"$comment", Shape::text},
    Keyword{"$id", Shape::identifier},
    Keyword{"$ref", Shape::reference},
    Keyword{"$schema", Shape::draft},
    Keyword{"additionalItems", Shape::schema},
    Keyword{"additionalProperties", Shape::schema},
    Keyword{"allOf", Shape::schemas},
    Keyword{"anyOf", Shape::schemas},
    Keyword{"const", Shape::anything},
    Keyword{"contains", Shape::schema},
    Keyword{"contentEncoding", Shape::text},
    Keyword{"contentMediaType", Shape::text},
    Keyword{"default", Shape::anything},
    Keyword{"definitions", Shape::schema_by_name},
    Keyword{"dependencies", Shape::dependencies},
    Keyword{"description", Shape::text},
    Keyword{"else", Shape::schema},
    Keyword{"enum", Shape::values},
    Keyword{"examples", Shape::values},
    Keyword{"exclusiveMaximum", Shape::number},
    Keyword{"exclusiveMinimum", Shape::number},
    Keyword{"format", Shape::format},
    Keyword{"if", Shape::schema},
    Keyword{"items", Shape::schema_or_schemas},
    Keyword{"maxItems", Shape::count},
    Keyword{"maxLength", Shape::count},
    Keyword{"maxProperties", Shape::count},
    Keyword{"maximum", Shape::number},
    Keyword{"minItems", Shape::count},
    Keyword{"minLength", Shape::count},
    Keyword{"minProperties", Shape::count},
    Keyword{"minimum", Shape::number},
    Keyword{"multipleOf", Shape::positive_number},
    Keyword{"not", Shape::schema},
    Keyword{"oneOf", Shape::schemas},
    Keyword{"pattern", Shape::pattern},
    Keyword{"patternProperties", Shape::schema_by_pattern},
    Keyword{"properties", Shape::schema_by_name},
    Keyword{"propertyNames", Shape::schema},
    Keyword{"readOnly", Shape::boolean},
    Keyword{"required", Shape::names},
    Keyword{"then", Shape::schema},
    Keyword{"title", Shape::text},
    Keyword{"type", Shape::type},
    Keyword{"uniqueItems", Shape::boolean},
    Keyword{"writeOnly", Shape::boolean},
};

constexpr auto keyword_names = [] {
  std::array<std::string_view, keywords.size()> names{};
  for (std::size_t i = 0; i < keywords.size(); ++i) names[i] = keywords[i].name;
  return names;
}();

constexpr std::array<std::string_view, 7> type_names{"array",  "boolean", "integer", "null",
                                                     "number", "object",  "string"};

struct Stranger {
  std::string_view name;
  std::string_view hint;
};
/// Keywords of other drafts and of OpenAPI, with what draft 7 has instead.
constexpr std::array strangers{
    Stranger{"$anchor", "draft 7 references definitions by JSON Pointer"},
    Stranger{"$defs", "draft 7 calls it \"definitions\""},
    Stranger{"$recursiveRef", "draft 7 has \"$ref\""},
    Stranger{"dependentRequired", "draft 7 has \"dependencies\" with lists of names"},
    Stranger{"dependentSchemas", "draft 7 has \"dependencies\" with schemas"},
    Stranger{"discriminator", "draft 7 has \"oneOf\" with \"const\""},
    Stranger{"divisibleBy", "draft 7 calls it \"multipleOf\""},
    Stranger{"example", "draft 7 has \"examples\", a list"},
    Stranger{"extends", "draft 7 has \"allOf\""},
    Stranger{"id", "draft 7 calls it \"$id\""},
    Stranger{"maxContains", "draft 7 has nothing like it"},
    Stranger{"minContains", "draft 7 has nothing like it"},
    Stranger{"nullable", "draft 7 has \"type\": [\"…\", \"null\"]"},
    Stranger{"prefixItems", "draft 7 has \"items\" with a list"},
    Stranger{"unevaluatedItems", "draft 7 has \"additionalItems\""},
    Stranger{"unevaluatedProperties", "draft 7 has \"additionalProperties\""},
};

std::string name_in_quotes(std::string_view text) { return plain(clipped(json(std::string{text}), 80)); }

/// The nearest of the known names, as a hint.
template <class Names>
std::string nearest(std::string_view unknown, const Names& known) {
  return did_you_mean(unknown, std::vector<std::string>(known.begin(), known.end()));
}

std::string hint_for(std::string_view unknown) {
  for (const Stranger& stranger : strangers) {
    if (stranger.name == unknown) return std::string{stranger.hint};
  }
  std::string hint = nearest(unknown, keyword_names);
  return hint.empty() ? "members of your own begin with \"x-\"" : hint;
}

/// Walks a schema document; its depth is bounded by the limits it was parsed with.
class Checker {
 public:
  KeywordReport check(const json& document) {
    check_schema(document);
    return std::move(report_);
  }

 private:
  void check_schema(const json& schema) {
    if (!schema.is_boolean() && !schema.is_object()) {
      return fault("a schema is an object or a boolean, not " + type_name(schema));
    }
    report_.schemas.push_back({.pointer = pointer_, .value = &schema});
    if (!schema.is_object()) return;
    for (const auto& [name, value] : schema.items()) {
      at(name, [&, &keyword = name, &content = value] { check_keyword(keyword, content); });
    }
  }

  void check_keyword(const std::string& name, const json& value) {
    const auto known =
        std::find_if(keywords.begin(), keywords.end(), [&](const Keyword& keyword) { return keyword.name == name; });
    if (known != keywords.end()) return check_shape(known->shape, value);
    if (!name.starts_with("x-") && !full()) fault("unknown keyword " + name_in_quotes(name), hint_for(name));
  }

  void check_shape(Shape shape, const json& value) {
    switch (shape) {
      case Shape::anything:
        return;
      case Shape::text:
        return expect(value.is_string(), "a string", value);
      case Shape::boolean:
        return expect(value.is_boolean(), "a boolean", value);
      case Shape::count:
        return expect(is_integral(value) && compare_numbers(value, 0) >= 0, "an integer of 0 or more", value);
      case Shape::number:
        return expect(value.is_number(), "a number", value, value.is_boolean() ? "booleans are of draft 4" : "");
      case Shape::positive_number:
        return expect(value.is_number() && compare_numbers(value, 0) > 0, "a number above 0", value);
      case Shape::names:
        return check_names(value);
      case Shape::values:
        return expect(value.is_array(), "a list", value);
      case Shape::schema:
        return check_schema(value);
      case Shape::schemas:
        return check_schemas(value);
      case Shape::schema_by_name:
        return check_schema_by_name(value);
      case Shape::schema_by_pattern:
        return check_schema_by_pattern(value);
      case Shape::schema_or_schemas:
        return value.is_array() ? check_schemas(value) : check_schema(value);
      case Shape::dependencies:
        return check_dependencies(value);
      case Shape::type:
        return check_type(value);
      case Shape::pattern:
        return check_pattern(value);
      case Shape::format:
        return check_format(value);
      case Shape::reference:
        return expect(value.is_string(), "a string", value);
      case Shape::identifier:
        return check_identifier(value);
      case Shape::draft:
        return check_draft(value);
    }
  }

  void check_names(const json& value) {
    if (!value.is_array()) return expect(false, "a list of member names", value);
    for (std::size_t i = 0; i < value.size(); ++i) {
      const bool again = std::find(value.begin(), value.begin() + static_cast<std::ptrdiff_t>(i), value[i]) !=
                         value.begin() + static_cast<std::ptrdiff_t>(i);
      at(std::to_string(i), [&] {
        expect(value[i].is_string(), "a member name", value[i]);
        if (again) fault("twice in the list: " + plain(clipped(value[i], 80)));
      });
    }
  }

  void check_schemas(const json& value) {
    if (!value.is_array() || value.empty()) return expect(false, "a list of at least one schema", value);
    for (std::size_t i = 0; i < value.size(); ++i) at(std::to_string(i), [&] { check_schema(value[i]); });
  }

  void check_schema_by_name(const json& value) {
    if (!value.is_object()) return expect(false, "an object of schemas", value);
    for (const auto& [name, schema] : value.items()) {
      at(name, [&, &child = schema] { check_schema(child); });
    }
  }

  void check_schema_by_pattern(const json& value) {
    check_schema_by_name(value);
    if (!value.is_object()) return;
    for (const auto& [pattern, schema] : value.items()) {
      at(pattern, [&, &text = pattern] {
        if (const auto compiled = Pattern::compile(text); !compiled) fault(compiled.error());
      });
    }
  }

  void check_dependencies(const json& value) {
    if (!value.is_object()) return expect(false, "an object of schemas and lists of names", value);
    for (const auto& [name, dependency] : value.items()) {
      at(name, [&, &child = dependency] { child.is_array() ? check_names(child) : check_schema(child); });
    }
  }

  void check_type(const json& value) {
    if (!value.is_array()) return check_type_name(value);
    if (value.empty()) return expect(false, "a type or a list of at least one", value);
    check_names(value);
    for (std::size_t i = 0; i < value.size(); ++i) {
      if (value[i].is_string()) at(std::to_string(i), [&] { check_type_name(value[i]); });
    }
  }

  void check_type_name(const json& value) {
    if (!value.is_string()) return expect(false, "a type or a list of at least one", value);
    const auto& name = value.get_ref<const std::string&>();
    if (std::find(type_names.begin(), type_names.end(), name) != type_names.end()) return;
    std::string hint = nearest(name, type_names);
    fault("unknown type " + name_in_quotes(name),
          hint.empty() ? "array, boolean, integer, null, number, object or string" : std::move(hint));
  }

  void check_pattern(const json& value) {
    if (!value.is_string()) return expect(false, "a string", value);
    if (const auto compiled = Pattern::compile(value.get_ref<const std::string&>()); !compiled) fault(compiled.error());
  }

  void check_format(const json& value) {
    if (!value.is_string()) return expect(false, "a string", value);
    const auto& name = value.get_ref<const std::string&>();
    if (known_format(name)) return;
    std::string hint = nearest(name, format_names());
    if (hint.empty()) {
      hint = "known formats:";
      for (const std::string_view known : format_names()) hint += " " + std::string{known};
    }
    fault("unknown format " + name_in_quotes(name), std::move(hint));
  }

  void check_identifier(const json& value) {
    if (!value.is_string() || !is_uri_reference(value.get_ref<const std::string&>())) {
      return expect(false, "a URI reference", value);
    }
    if (pointer_ != "/$id") {
      fault("\"$id\" below the top is not supported", "it would change what references mean; use JSON Pointers");
    }
  }

  void check_draft(const json& value) {
    if (!value.is_string()) return expect(false, "a string", value);
    std::string_view uri = value.get_ref<const std::string&>();
    if (uri.ends_with('#')) uri.remove_suffix(1);
    if (uri != "http://json-schema.org/draft-07/schema" && uri != "https://json-schema.org/draft-07/schema") {
      fault("not draft 7: " + name_in_quotes(uri), "\"http://json-schema.org/draft-07/schema#\"");
    }
  }

  void expect(bool fulfilled, std::string_view what, const json& value, std::string hint = {}) {
    if (!fulfilled) fault("must be " + std::string{what} + ", not " + plain(clipped(value, 80)), std::move(hint));
  }

  [[nodiscard]] bool full() const { return report_.faults.size() >= most_faults; }

  void fault(std::string message, std::string hint = {}) {
    if (full()) return;
    report_.faults.push_back({.pointer = pointer_, .message = std::move(message), .hint = std::move(hint)});
  }

  template <class Check>
  void at(std::string_view token, const Check& check) {
    const std::size_t size = pointer_.size();
    pointer_ += '/';
    pointer_ += escape_token(token);
    check();
    pointer_.resize(size);
  }

  KeywordReport report_;
  std::string pointer_;
};

}  // namespace

KeywordReport check_keywords(const json& document) { return Checker{}.check(document); }

const std::string* reference_of(const json& schema) {
  if (!schema.is_object()) return nullptr;
  const auto found = schema.find("$ref");
  return found == schema.end() ? nullptr : found->get_ptr<const std::string*>();
}

}  // namespace conform
