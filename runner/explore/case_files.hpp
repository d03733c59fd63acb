#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "explore/investigation.hpp"
#include "model/diagnostic.hpp"

namespace conform {

/// A case file with the shortest sequence of a discovery: its name, and what is in it.
struct CaseFile {
  std::string name;  ///< "update-keeps-omitted-1f0c….json"
  std::string text;
};
[[nodiscard]] CaseFile case_file_of(const Discovery& discovery);

/// Writes one file for each discovery that fails alone; the folder is made where it is missing. Gives the paths.
[[nodiscard]] Result<std::vector<std::string>> write_case_files(const std::filesystem::path& folder,
                                                                std::span<const Discovery> discoveries);

/// Writes the shortest sequence of one fault as FOLDER/NAME.json, its colons as hyphens: a witness of that fault.
[[nodiscard]] Result<void> write_witness(const std::filesystem::path& folder, const std::string& fault,
                                         const Discovery& discovery);

/// Loads every case file of a folder into the suite; ids begin with "found/".
[[nodiscard]] Result<void> add_case_files(const std::filesystem::path& folder, Suite& suite);

}  // namespace conform
