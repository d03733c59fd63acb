#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <tl/expected.hpp>

namespace conform {

/// The bytes of a file, or of a pipe until it ends. Error: why not, as a sentence about the file ("is a folder, not a
/// file"). More than `max_bytes` are an error, so that neither a huge file nor an endless device fills the memory.
[[nodiscard]] tl::expected<std::string, std::string> read_file(const std::filesystem::path& path,
                                                               std::size_t max_bytes);

}  // namespace conform
