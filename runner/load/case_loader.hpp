#pragma once

#include <filesystem>
#include <vector>

#include "model/diagnostic.hpp"
#include "suite/suite.hpp"

namespace conform {

/// Reads one case file and expands it to its instances. `id_prefix` is its path below cases/ without ".json"; `suite`
/// has contracts, requirements, fixtures and schemas already. Messages and reports name the file `shown_as`; empty: as
/// a file below cases/.
[[nodiscard]] Result<std::vector<Case>> load_case_file(const std::filesystem::path& path, const std::string& id_prefix,
                                                       const Suite& suite, const std::string& shown_as = {});

}  // namespace conform
