#include "schema/keywords.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <nlohmann/json.hpp>
#include <string_view>
#include <utility>

#include "base/gate.hpp"
#include "json/pointer.hpp"
#include "json/text.hpp"
#include "schema/formats.hpp"
#include "schema/metaschema.hpp"
#include "schema/pattern.hpp"
#include "schema/reference.hpp"

namespace conform {
namespace {

using nlohmann::json;

/// Where the value of a keyword holds schemas; it may be of another shape.
enum class Shape { schema, schemas, by_name };

struct Applicator {
  std::string_view name;
  Shape shape;
};
constexpr std::array applicators{Applicator{"additionalItems", Shape::schema},
                                 Applicator{"additionalProperties", Shape::schema},
                                 Applicator{"allOf", Shape::schemas},
                                 Applicator{"anyOf", Shape::schemas},
                                 Applicator{"contains", Shape::schema},
                                 Applicator{"definitions", Shape::by_name},
                                 Applicator{"dependencies", Shape::by_name},
                                 Applicator{"else", Shape::schema},
                                 Applicator{"if", Shape::schema},
                                 Applicator{"items", Shape::schema},
                                 Applicator{"items", Shape::schemas},
                                 Applicator{"not", Shape::schema},
                                 Applicator{"oneOf", Shape::schemas},
                                 Applicator{"patternProperties", Shape::by_name},
                                 Applicator{"properties", Shape::by_name},
                                 Applicator{"propertyNames", Shape::schema},
                                 Applicator{"then", Shape::schema}};

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

std::string hint_for(std::string_view unknown) {
  for (const Stranger& stranger : strangers) {
    if (stranger.name == unknown) return std::string{stranger.hint};
  }
  std::vector<std::string> known;
  for (const auto& [name, schema] : metaschema().at("properties").items()) known.push_back(name);
  std::string hint = did_you_mean(unknown, known);
  return hint.empty() ? "members of your own begin with \"x-\"" : hint;
}

std::string hint_for_format(std::string_view unknown) {
  std::vector<std::string> known;
  std::string all = "known formats:";
  for (const Format& format : string_formats()) {
    if (format.matches == nullptr) continue;
    known.emplace_back(format.name);
    all += " " + known.back();
  }
  std::string hint = did_you_mean(unknown, known);
  return hint.empty() ? all : hint;
}

/// Walks a schema document; its depth is bounded by the limits it was parsed with.
class Reader {
 public:
  Reader(std::string_view uri, bool strict) : base_{uri}, strict_{strict} {}

  KeywordReport read(const json& document) {
    read_schema(document);
    return std::move(report_);
  }

 private:
  void read_schema(const json& schema) {
    if (!schema.is_boolean() && !schema.is_object()) return;
    const std::string outer = base_;
    const bool is_reference = reference_of(schema) != nullptr;
    if (schema.is_object() && !is_reference) identify(schema);
    report_.schemas.emplace(pointer_, KeywordReport::Schema{.value = &schema, .base = base_});
    if (schema.is_object()) {
      for (const auto& [name, value] : schema.items()) {
        at(name, [&, &keyword = name, &content = value] { read_keyword(keyword, content); });
      }
    }
    base_ = outer;
  }

  void identify(const json& schema) {
    const auto found = schema.find("$id");
    if (found == schema.end() || !found->is_string()) return;
    const auto& text = found->get_ref<const std::string&>();
    const auto id = resolve_reference(text, base_);
    at("$id", [&] {
      if (!id) {
        fault(id.error());
      } else if (id->fragment.starts_with('/')) {
        fault("must not have a JSON Pointer");
      }
    });
    if (!id) return;
    if (!id->fragment.empty()) note_identifier(schema_name(id->uri, id->fragment));
    if (text.starts_with('#')) return;
    base_ = id->uri;
    note_identifier(base_);
  }

  void note_identifier(const std::string& name) {
    const auto [known, is_new] = report_.identifiers.emplace(name, pointer_);
    if (!is_new) at("$id", [&, &other = known->second] { fault("also the \"$id\" at " + name_in_quotes(other)); });
  }

  void read_keyword(const std::string& name, const json& value) {
    for (const Applicator& applicator : applicators) {
      if (applicator.name == name) read_schemas(applicator.shape, value);
    }
    if (name == "patternProperties" && value.is_object()) {
      for (const auto& [pattern, schema] : value.items()) {
        at(pattern, [&, &text = pattern] { check_pattern(text); });
      }
    }
    if (name == "pattern" && value.is_string()) check_pattern(value.get_ref<const std::string&>());
    if (name == "$schema" && value.is_string()) check_draft(value.get_ref<const std::string&>());
    if (!strict_) return;
    if (name == "format" && value.is_string()) check_format(value.get_ref<const std::string&>());
    if (!metaschema().at("properties").contains(name) && !name.starts_with("x-") && !full()) {
      fault("unknown keyword " + name_in_quotes(name), hint_for(name));
    }
  }

  void read_schemas(Shape shape, const json& value) {
    if (shape == Shape::schema) return read_schema(value);
    if (shape == Shape::schemas && value.is_array()) {
      for (std::size_t i = 0; i < value.size(); ++i) at(std::to_string(i), [&] { read_schema(value[i]); });
    }
    if (shape == Shape::by_name && value.is_object()) {
      for (const auto& [name, schema] : value.items()) {
        at(name, [&, &child = schema] { read_schema(child); });
      }
    }
  }

  void check_pattern(const std::string& text) {
    if (const auto compiled = Pattern::compile(text); !compiled) fault(compiled.error());
  }

  void check_format(const std::string& name) {
    const Format* known = find_string_format(name);
    if (known == nullptr) return fault("unknown format " + name_in_quotes(name), hint_for_format(name));
    if (known->matches == nullptr) fault("format " + name_in_quotes(name) + " is not supported");
  }

  void check_draft(std::string_view uri) {
    if (uri.ends_with('#')) uri.remove_suffix(1);
    const bool is_draft7 = uri == draft7 || uri == "https://json-schema.org/draft-07/schema";
    if (!is_draft7) fault("not draft 7: " + name_in_quotes(uri), "\"" + std::string{draft7} + "#\"");
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
  std::string base_;
  bool strict_;
};

}  // namespace

KeywordReport read_keywords(const json& document, std::string_view uri, bool strict) {
  return Reader{uri, strict}.read(document);
}

KeywordReport check_keywords(const json& document, std::string_view uri, bool strict) {
  KeywordReport report = read_keywords(document, uri, strict);
  for (const Violation& violation : violations_of_draft7(document, most_faults)) {
    if (report.faults.size() >= most_faults) break;
    // What is wrong with a pattern is known better than that something is.
    if (std::ranges::find(report.faults, violation.where, &KeywordReport::Fault::pointer) != report.faults.end())
      continue;
    report.faults.push_back({.pointer = violation.where,
                             .message = "expected " + plain(violation.expected) + ", found " + plain(violation.actual),
                             .hint = violation.hint});
  }
  return report;
}

const std::string* reference_of(const json& schema) {
  if (!schema.is_object()) return nullptr;
  const auto found = schema.find("$ref");
  return found == schema.end() ? nullptr : found->get_ptr<const std::string*>();
}

}  // namespace conform
