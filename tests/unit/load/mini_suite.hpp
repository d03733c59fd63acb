#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "model/diagnostic.hpp"
#include "suite/suite.hpp"
#include "support/scratch_folder.hpp"

namespace conform::test {

inline const std::filesystem::path source_folder{CONFORM_SOURCE_DIR};

/// A folder with schemas of this project, two of its versions, a few requirements and cases of its own; it loads.
class MiniSuite {
 public:
  MiniSuite();

  /// Writes or replaces a file.
  MiniSuite& write(const std::filesystem::path& name, std::string_view text);
  /// Changes a JSON file.
  template <class Change>
  MiniSuite& change(const std::filesystem::path& name, Change with) {
    nlohmann::json value = read(name);
    with(value);
    return write(name, value.dump(1));
  }

  [[nodiscard]] const std::filesystem::path& path() const { return folder_.path(); }
  [[nodiscard]] Result<Suite> load() const;
  /// What is wrong with it, as lines, without the folder's own path.
  [[nodiscard]] std::vector<std::string> diagnostics() const;

 private:
  [[nodiscard]] nlohmann::json read(const std::filesystem::path& name) const;

  ScratchFolder folder_;
};

/// Contracts, requirements and the schema of case files, with small fixtures and no cases: for load_case_file. Read
/// once for each test program.
const Suite& base_suite();

/// One case file of that text, loaded as "users/some.json" into the base suite.
Result<std::vector<Case>> load_cases(std::string_view text);
/// The file of these cases: {"format": 2, "about": …, "cases": […]}.
std::string case_file(std::string_view cases);
/// A case with that id that sends getUser, and the members given: R"("matrix": …)".
std::string a_case(const std::string& members, const std::string& id = "one");

/// The cases of a file that must load.
std::vector<Case> loaded(std::string_view text);
/// The problems of a file that must not load, as lines.
std::vector<std::string> diagnostics(std::string_view text);

std::vector<std::string> lines(const Diagnostics& diagnostics);
std::vector<std::string> ids(const std::vector<Case>& cases);

}  // namespace conform::test
