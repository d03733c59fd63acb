#pragma once

#include <cstddef>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "model/problem.hpp"

namespace conform {

/// What a user had before the run. Null: it could not be read, or the target does not offer it.
struct Original {
  std::string actor;                                 ///< "user-1"
  std::string id;                                    ///< of the record
  std::shared_ptr<const nlohmann::json> record;      ///< attributes of the User document, an object
  std::shared_ptr<const nlohmann::json> attributes;  ///< /attributes, an object
};

/// How the run was told what its target is, so that it can be told again. No secrets: tokens are asked for anew.
struct JournalTarget {
  std::string name;
  std::string base_url;
  std::string api_version;
  std::string file;       ///< absolute path of the target file; empty: the flags below
  std::string token_env;  ///< of a quick target: the variable that held the token
  bool reads_by_get = true;
  friend bool operator==(const JournalTarget&, const JournalTarget&) = default;
};

/// Everything that is needed to put users back (schemas/suite/restore-journal.schema.json).
struct Journal {
  std::string suite_version;
  std::string started_at;  ///< ISO 8601, for people
  JournalTarget target;
  std::vector<Original> users;
};

/// As it stands in the file. Texts come back byte for byte, numbers as they were parsed.
[[nodiscard]] std::string to_text(const Journal& journal);

/// Reads it again, strictly; `name` is how problems call the file.
[[nodiscard]] Result<Journal> parse_journal(std::string_view text, const std::string& name);

}  // namespace conform
