#pragma once

#include <string>
#include <vector>

#include "model/diagnostic.hpp"
#include "suite/suite.hpp"

namespace conform {

/// The suite of that folder, or of this program when it is empty. Problems name files so that they are found from where
/// the command was typed. `selectors`: of the case files only those that may have something for them (load_suite).
[[nodiscard]] Result<Suite> open_suite(const std::string& folder, const std::vector<std::string>& selectors = {});

}  // namespace conform
