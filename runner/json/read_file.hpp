#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <stop_token>
#include <string>
#include <tl/expected.hpp>

struct stat;

namespace conform {

using FileObjection = std::function<std::string(const struct stat&)>;

/// The bytes of a file, or of a pipe until it ends. Error: why not, as a sentence about the file ("is a folder, not a
/// file"). More than `max_bytes` are an error, so that neither a huge file nor an endless device fills the memory. A
/// pipe may keep its reader waiting for ever: a stop ends that, with an error. `objection` sees the file once it is
/// open, before it is read: a text that is not empty is the error.
[[nodiscard]] tl::expected<std::string, std::string> read_file(const std::filesystem::path& path, std::size_t max_bytes,
                                                               const FileObjection& objection = {});

/// Waits until a descriptor has bytes, or its end. False when a stop came first. A named pipe that no writer has opened
/// yet has not ended (fifo(7)).
[[nodiscard]] bool wait_for_bytes(int descriptor);

/// From now on a stop ends what read_file and wait_for_bytes wait for. To be called once, before there are threads.
void let_stop_end_reading(std::stop_token stop);

}  // namespace conform
