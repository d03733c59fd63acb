#pragma once

#include <filesystem>
#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <string_view>

#include "model/diagnostic.hpp"
#include "suite/suite.hpp"

namespace conform {

/// Loads schemas/, cases/ and what belongs to them from a folder, expands and checks everything, and compiles the
/// schemas. Every problem of every file comes back at once. Of a case file that is not `wanted`, by the beginning of
/// the ids of its cases ("users/get/read"), the instances are counted and nothing else is looked at; empty: all are
/// wanted.
[[nodiscard]] Result<Suite> load_suite(const std::filesystem::path& folder,
                                       const std::function<bool(std::string_view id_prefix)>& wanted = {});

/// The folder with the schemas and cases of this program: `given` when it is not empty, else where it was installed,
/// else where it was built. The problem says where it was looked for.
[[nodiscard]] Result<std::filesystem::path> find_suite_folder(const std::filesystem::path& given);

}  // namespace conform
