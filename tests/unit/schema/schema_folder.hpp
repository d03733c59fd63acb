#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/gate.hpp"
#include "json/parse.hpp"
#include "model/diagnostic.hpp"
#include "schema/schema_set.hpp"

namespace conform {

/// A folder of schema files that lives as long as the test.
class SchemaFolder {
 public:
  SchemaFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "conform-schema-XXXXXX").string();
    if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary folder");
    folder_ = pattern;
  }
  ~SchemaFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }
  SchemaFolder(const SchemaFolder&) = delete;
  SchemaFolder& operator=(const SchemaFolder&) = delete;

  SchemaFolder& add(const std::string& name, std::string_view text) {
    const auto path = folder_ / name;
    std::filesystem::create_directories(path.parent_path());
    std::ofstream{path, std::ios::binary} << text;
    return *this;
  }

  [[nodiscard]] const std::filesystem::path& path() const { return folder_; }

  [[nodiscard]] Result<SchemaSet> load(const std::vector<std::string>& files) const {
    return SchemaSet::load(folder_, files);
  }

  /// Loads what must be usable.
  [[nodiscard]] SchemaSet loaded(const std::vector<std::string>& files) const {
    auto set = load(files);
    if (!set) throw std::runtime_error(to_string(set.error().front()));
    return std::move(*set);
  }

  /// The problems of what must be unusable; file names without the folder.
  [[nodiscard]] Diagnostics diagnostics(const std::vector<std::string>& files) const {
    auto set = load(files);
    if (set) throw std::runtime_error("loaded without a problem");
    for (Diagnostic& diagnostic : set.error()) {
      diagnostic.file = std::filesystem::path{diagnostic.file}.lexically_relative(folder_).generic_string();
    }
    return set.error();
  }

 private:
  std::filesystem::path folder_;
};

/// One schema, from its text.
inline SchemaSet schema_from(std::string_view text) {
  SchemaFolder folder;
  folder.add("s.json", text);
  return folder.loaded({"s.json"});
}

inline nlohmann::json parsed(std::string_view text) {
  auto value = parse_json(text);
  if (!value) throw std::runtime_error(plain(value.error().message) + " in " + std::string{text});
  return std::move(*value);
}

/// What a schema finds in a document, both from their texts.
inline std::vector<Violation> violations(std::string_view schema, std::string_view document, std::size_t most = 20) {
  return schema_from(schema).validate("s.json", parsed(document), most);
}

/// Facts about one schema: documents that fulfil it and documents that do not.
struct Facts {
  std::string schema;
  std::vector<std::string> valid;
  std::vector<std::string> invalid;
};

inline void expect_facts(const std::vector<Facts>& all) {
  for (const Facts& facts : all) {
    const SchemaSet set = schema_from(facts.schema);
    for (const std::string& document : facts.valid) {
      EXPECT_TRUE(set.validate("s.json", parsed(document)).empty()) << facts.schema << " should accept " << document;
    }
    for (const std::string& document : facts.invalid) {
      EXPECT_FALSE(set.validate("s.json", parsed(document)).empty()) << facts.schema << " should refuse " << document;
    }
  }
}

}  // namespace conform
