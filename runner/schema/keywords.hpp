#pragma once

#include <cstddef>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace conform {

/// So many faults of one file are reported: hints take time.
inline constexpr std::size_t most_faults = 1000;

/// What the keywords of one schema file say, before references are followed.
struct KeywordReport {
  struct Fault {
    std::string pointer;  ///< to the keyword or value that is wrong
    std::string message;
    std::string hint;  ///< may be empty
    friend bool operator==(const Fault&, const Fault&) = default;
  };
  struct Schema {
    const nlohmann::json* value = nullptr;  ///< an object or a boolean of the document
    std::string base;                       ///< the URI that references in it are relative to
  };

  std::vector<Fault> faults;
  std::map<std::string, Schema, std::less<>> schemas;           ///< every place that holds a schema, by pointer
  std::map<std::string, std::string, std::less<>> identifiers;  ///< by "uri" or "uri#name" of an `$id`, its pointer
};

/// Reads a schema document of that URI. Faults: patterns that are not supported, an `$id` twice, another draft; when
/// `strict`, keywords (but for "x-…") and formats that are not known, too. Values of the wrong shape are skipped.
/// `document` must outlive the report.
[[nodiscard]] KeywordReport read_keywords(const nlohmann::json& document, std::string_view uri, bool strict);

/// The same, with the violations of draft 7 among the faults. Finds everything that is wrong, up to `most_faults`.
[[nodiscard]] KeywordReport check_keywords(const nlohmann::json& document, std::string_view uri, bool strict);

/// The reference of a schema that is nothing but one (draft 7: siblings of `$ref` do not count), or null.
[[nodiscard]] const std::string* reference_of(const nlohmann::json& schema);

}  // namespace conform
