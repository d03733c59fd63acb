#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "json/source_lines.hpp"
#include "model/diagnostic.hpp"
#include "schema/keywords.hpp"
#include "schema/schema_set.hpp"

namespace conform {

/// One schema file that was read and parsed.
struct SchemaFile {
  std::string shown;  ///< path as a user would name it
  std::shared_ptr<const nlohmann::json> document;
  SourceLines lines;
  std::map<std::string, KeywordReport::Schema, std::less<>> schemas;  ///< every place that holds a schema, by pointer

  /// A problem at a place of this file.
  [[nodiscard]] Diagnostic diagnostic(const std::string& pointer, std::string message, std::string hint = {}) const;
};

/// A place in a set of files.
struct SchemaPlace {
  std::string file;     ///< its URI: absolute, or a path relative to the root
  std::string pointer;  ///< RFC 6901
  friend bool operator==(const SchemaPlace&, const SchemaPlace&) = default;
};

struct LoadedFiles {
  /// By URI; null for one that could not be read or parsed.
  std::map<std::string, std::unique_ptr<SchemaFile>, std::less<>> files;
  /// By "uri" of a file or an `$id`, or "uri#name" of an `$id`.
  std::map<std::string, SchemaPlace, std::less<>> identifiers;
  Diagnostics diagnostics;

  /// Adds a file with what its keywords say, whose faults become diagnostics.
  void add(const std::string& uri, std::unique_ptr<SchemaFile> file, KeywordReport report);
};

/// Reads these files and those that they reference, strictly and never outside of `root` and the folders of the rules
/// (not by "..", not by symbolic links), and checks their keywords. Problems of all files together.
[[nodiscard]] LoadedFiles load_schema_files(const std::filesystem::path& root, const std::vector<std::string>& files,
                                            const SchemaRules& rules);

}  // namespace conform
