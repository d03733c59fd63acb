#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "json/source_lines.hpp"
#include "model/diagnostic.hpp"

namespace conform {

/// One schema file that was read and parsed.
struct SchemaFile {
  std::string shown;  ///< path as a user would name it
  std::shared_ptr<const nlohmann::json> document;
  SourceLines lines;
  /// Every place that holds a schema, by pointer.
  std::map<std::string, const nlohmann::json*, std::less<>> schemas;

  /// A problem at a place of this file.
  [[nodiscard]] Diagnostic diagnostic(const std::string& pointer, std::string message, std::string hint = {}) const;
};

/// Schema files by their path relative to the root; null for one that could not be read or parsed.
using SchemaFiles = std::map<std::string, std::unique_ptr<SchemaFile>, std::less<>>;

struct LoadedFiles {
  SchemaFiles files;
  Diagnostics diagnostics;
};

/// Reads these files and those that they reference, strictly and never outside of `root` (not by "..", not by symbolic
/// links), and checks their keywords. Problems of all files together.
[[nodiscard]] LoadedFiles load_schema_files(const std::filesystem::path& root, const std::vector<std::string>& files);

}  // namespace conform
