#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "base/untrusted.hpp"
#include "model/diagnostic.hpp"
#include "schema/cannot_judge.hpp"

namespace conform {

/// One violation of a schema by a document.
struct Violation {
  std::string where;    ///< RFC 6901 pointer into the document; from outside, as the names of its members are
  std::string keyword;  ///< "type", "format", "required" …
  Untrusted expected;   ///< in words: "string", "one of "male", "female", "other"", "member "data""
  Untrusted actual;     ///< the value there; "absent" for a missing member
  std::string hint;     ///< for an unexpected or missing member: `did you mean "status"?`; may be empty
  friend bool operator==(const Violation&, const Violation&) = default;
};

/// So many violations of one document are distinguished; there may be more.
inline constexpr std::size_t most_violations = 1000;

/// The folder that holds the files below a URI.
struct SchemaBase {
  std::string uri;  ///< "http://example.org/schemas/"
  std::filesystem::path folder;
};

struct SchemaRules {
  bool strict = true;             ///< unknown keywords (but for "x-…") and formats are problems; else annotations
  std::vector<SchemaBase> bases;  ///< where references to absolute URIs lead; the longest that fits counts
};

/// Draft 7 schemas, compiled once and shared by threads. A schema is known by its file path below the root it was
/// loaded from, with an optional JSON Pointer fragment: "user-document.schema.json",
/// "attributes.schema.json#/definitions/x".
class SchemaSet {
 public:
  SchemaSet();
  ~SchemaSet();
  SchemaSet(SchemaSet&&) noexcept;
  SchemaSet& operator=(SchemaSet&&) noexcept;

  /// Loads and compiles these files; `$ref`s reach other files below `root` and the bases (never outside of them), each
  /// `$id` in them, and draft 7 itself. Every problem of every file is reported: unreadable, no JSON, unknown keyword,
  /// wrong keyword value, dangling or circular reference.
  [[nodiscard]] static Result<SchemaSet> load(const std::filesystem::path& root, const std::vector<std::string>& files,
                                              const SchemaRules& rules = {});

  /// True when the set knows a schema of that name.
  [[nodiscard]] bool contains(std::string_view name) const;

  /// Validates; no violation means valid. Deepest cause first, no cascade to the parents, at most `max_violations`.
  /// Thread-safe. `name` must be known (std::invalid_argument otherwise). Throws `CannotJudge`.
  [[nodiscard]] std::vector<Violation> validate(std::string_view name, const nlohmann::json& document,
                                                std::size_t max_violations = 20) const;

 private:
  struct Compiled;
  std::unique_ptr<Compiled> compiled_;
};

}  // namespace conform
