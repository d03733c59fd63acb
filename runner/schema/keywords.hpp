#pragma once

#include <cstddef>
#include <nlohmann/json_fwd.hpp>
#include <string>
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
    std::string pointer;
    const nlohmann::json* value = nullptr;  ///< an object or a boolean of the document
  };

  std::vector<Fault> faults;
  std::vector<Schema> schemas;  ///< every place of the document that holds a schema, the whole document first
};

/// Checks a schema document against draft 7, keyword by keyword: only known keywords (and "x-…" members) with values of
/// the right shape. Finds everything that is wrong, up to `most_faults`. `document` must outlive the report.
[[nodiscard]] KeywordReport check_keywords(const nlohmann::json& document);

/// The reference of a schema that is nothing but one (draft 7: siblings of `$ref` do not count), or null.
[[nodiscard]] const std::string* reference_of(const nlohmann::json& schema);

}  // namespace conform
