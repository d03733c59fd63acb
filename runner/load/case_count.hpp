#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include "suite/suite.hpp"

namespace conform {

/// Case instances by version.
using CaseCount = std::map<std::string, std::size_t, std::less<>>;

/// How many instances a case file has, without compiling them. Nothing when that cannot be determined, since something
/// is wrong with the file.
[[nodiscard]] std::optional<CaseCount> count_cases(const std::filesystem::path& path, const Suite& suite);

}  // namespace conform
