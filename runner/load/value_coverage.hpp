#pragma once

#include <string>
#include <string_view>

#include "suite/suite.hpp"

namespace conform {

/// How many attributes the User documents that a version's cases send have, and how many pairs and triples of
/// attributes are in some of them in each of three ways (left out, null, with a value), as a table in Markdown: by
/// operation, for requests that may succeed.
[[nodiscard]] std::string value_coverage_markdown(const Suite& suite, std::string_view version);

}  // namespace conform
