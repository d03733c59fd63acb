#pragma once

#include <filesystem>
#include <vector>

#include "model/diagnostic.hpp"
#include "model/waiver.hpp"
#include "suite/suite.hpp"

namespace conform {

/// Reads a file of known failures (schemas/suite/waivers.schema.json); all problems at once, with their lines: a
/// blank reason, a requirement that there is not, a date that is not one. Former ids become
/// the present ones (suite/aliases.hpp).
[[nodiscard]] Result<std::vector<Waiver>> load_waivers(const std::filesystem::path& path, const Suite& suite);

}  // namespace conform
