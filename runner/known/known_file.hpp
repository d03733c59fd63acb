#pragma once

#include <filesystem>
#include <vector>

#include "model/known_failure.hpp"
#include "model/problem.hpp"
#include "suite/suite.hpp"

namespace conform {

/// Reads a file of known failures (schemas/suite/waivers.schema.json); all problems at once, with their lines: a
/// blank reason, a requirement that there is not, a date that is not one. Former ids become
/// the present ones (suite/aliases.hpp).
[[nodiscard]] Result<std::vector<KnownFailure>> load_known_failures(const std::filesystem::path& path,
                                                                    const Suite& suite);

}  // namespace conform
