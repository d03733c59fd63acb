#pragma once

#include <chrono>
#include <functional>
#include <stop_token>
#include <string>

#include "audit/har_reader.hpp"

namespace conform {

/// How a recorder's file is followed.
struct FollowOptions {
  std::stop_token stop;
  std::chrono::milliseconds pause{200};  ///< until it looks again
  std::function<void()> idle;            ///< called when nothing more is there for the moment
};

/// Reads NDJSON for as long as it grows, until the stop. A file that was replaced (log rotation) is read to its end,
/// and then the new one; one that was truncated from its beginning.
[[nodiscard]] Result<RecordingInfo> follow_recording(const std::string& path, const TakeExchange& take,
                                                     const FollowOptions& options);

}  // namespace conform
