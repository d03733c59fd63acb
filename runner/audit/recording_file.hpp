#pragma once

#include <stop_token>
#include <string>

#include "audit/har_reader.hpp"

namespace conform {

enum class RecordingFormat { automatic, har, ndjson };

/// Reads a recording: HAR or NDJSON, as it is or compressed with gzip, or a HAR in a zip as Playwright writes it, with
/// bodies in files beside it. "-" is standard input. As a stream; a zip is read from its file. Problems name the file.
[[nodiscard]] Result<RecordingInfo> read_recording(const std::string& path, RecordingFormat format,
                                                   const TakeExchange& take);

/// How a recorder's file is followed.
struct FollowOptions {
  std::stop_token stop;
  std::function<void()> idle;  ///< called when nothing more is there for the moment
};

/// Reads NDJSON for as long as it grows, until the stop. A file that was replaced (log rotation) is read to its end,
/// and then the new one; one that was truncated from its beginning.
[[nodiscard]] Result<RecordingInfo> follow_recording(const std::string& path, const TakeExchange& take,
                                                     const FollowOptions& options);

}  // namespace conform
