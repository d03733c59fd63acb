#pragma once

#include <cstddef>
#include <string>

#include "model/diagnostic.hpp"

namespace conform {

/// The bytes of a file that says what is to be done: only one that belongs to this account (or to root) and that no
/// other account can write to counts, as ssh has it for its configuration. More than `max_bytes` are an error, and so
/// is what is not a regular file.
[[nodiscard]] Result<std::string> read_own_file(const std::string& path, std::size_t max_bytes);

}  // namespace conform
