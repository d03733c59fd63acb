#pragma once

#include <string>

#include "audit/har_reader.hpp"

namespace conform {

enum class RecordingFormat { automatic, har, ndjson };

/// Reads a recording: HAR or NDJSON, as it is or compressed with gzip, or a HAR in a zip as Playwright writes it, with
/// bodies in files beside it. "-" is standard input. As a stream; a zip is read from its file. Problems name the file.
[[nodiscard]] Result<RecordingInfo> read_recording(const std::string& path, RecordingFormat format,
                                                   const TakeExchange& take);

}  // namespace conform
