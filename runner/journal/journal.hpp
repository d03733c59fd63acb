#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "model/diagnostic.hpp"

namespace conform {

/// JSON as a server sent it: its bytes (of a large one without white space between values), and the value in them
/// without loss (json/exact.hpp). Of a record the bytes are the User document, and the value its attributes. Null: it
/// could not be read, or the target does not offer it.
struct StoredJson {
  std::string bytes = {};
  std::shared_ptr<const nlohmann::json> value = nullptr;  ///< an object
  [[nodiscard]] explicit operator bool() const { return value != nullptr; }
};

/// The attributes in a User document, or /attributes; null where the bytes hold none.
[[nodiscard]] StoredJson stored_record(std::string bytes);
[[nodiscard]] StoredJson stored_custom_attributes(std::string bytes);

/// What a user had before the run.
struct UserSnapshot {
  std::string actor;                  ///< "user-1"
  std::string id;                     ///< of the record
  StoredJson record = {};             ///< the User document
  StoredJson custom_attributes = {};  ///< /attributes
};

/// How the target was given to the run, so that it can be given again. No secrets: tokens are asked for again.
struct JournalTarget {
  std::string name;
  std::string base_url;
  std::string api_version;
  std::string file;       ///< absolute path of the target file; empty: the flags below
  std::string token_env;  ///< of a quick target: the variable that held the token
  bool reads_by_get = true;
  friend bool operator==(const JournalTarget&, const JournalTarget&) = default;
};

/// Everything that is needed to restore users (schemas/suite/restore-journal.schema.json).
struct Journal {
  int format = 3;
  std::uint64_t number = 0;  ///< a later run on the same users has a greater one; 0: of a format without numbers
  std::string suite_version;
  std::string started_at;  ///< ISO 8601, for people
  JournalTarget target;
  std::vector<UserSnapshot> users;
};

/// As it stands in the file, in the present format, byte for byte what was kept.
[[nodiscard]] std::string to_text(const Journal& journal);

/// Reads a journal of any format, strictly; `name` is how problems call the file. In format 1 the values themselves
/// stand in the journal.
[[nodiscard]] Result<Journal> parse_journal(std::string_view text, const std::string& name);

/// Bytes of the largest journal that is read.
inline constexpr std::size_t largest_journal = std::size_t{256} << 20U;

}  // namespace conform
