#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "json/source_lines.hpp"
#include "model/diagnostic.hpp"
#include "schema/schema_set.hpp"

namespace conform {

/// A JSON file of ours, read, with the lines of its values for messages.
struct JsonFile {
  std::string name;  ///< as messages show it
  std::shared_ptr<const nlohmann::json> value;
  SourceLines lines;

  /// The line on which the value at a pointer begins; that of the nearest value around it when there is none; 0 at
  /// worst.
  [[nodiscard]] std::size_t line_of(std::string_view pointer) const;
  /// A problem of this file at a pointer.
  [[nodiscard]] Diagnostic diagnostic(std::string pointer, std::string message, std::string hint = {}) const;
};

/// The longest file of the suite.
inline constexpr std::size_t max_json_file = std::size_t{16} << 20U;

/// Reads and parses a file in which comments are allowed; `name` is how messages call it.
[[nodiscard]] Result<JsonFile> read_json_file(const std::filesystem::path& path, std::string name);

/// Everything in which a file differs from the format number `current` and from a schema of the suite, as problems with
/// hints. A file of another format has that one problem. `kind` is what messages call such a file: "case file".
[[nodiscard]] Diagnostics check_format(const JsonFile& file, std::string_view kind, int current,
                                       const SchemaSet& schemas, std::string_view schema);

/// Every way in which a file violates a schema of the suite, as problems with hints ("did you mean …").
[[nodiscard]] Diagnostics check_against(const JsonFile& file, const SchemaSet& schemas, std::string_view schema);

}  // namespace conform
