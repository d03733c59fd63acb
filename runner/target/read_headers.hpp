#pragma once

#include <vector>

#include "target/members.hpp"
#include "target/target.hpp"

namespace conform {

/// Reads the member "headers" of a target: fields that every request carries. Names that the suite sends itself, that
/// frame a message, or that are not names at all are problems of the file.
[[nodiscard]] std::vector<TargetHeader> read_headers(ReadingFile& file, Members& target);

}  // namespace conform
