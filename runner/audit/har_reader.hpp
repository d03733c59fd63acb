#pragma once

#include <cstddef>
#include <functional>
#include <iosfwd>
#include <optional>
#include <string>

#include "audit/recorder_quirks.hpp"
#include "model/diagnostic.hpp"

namespace conform {

/// Takes one exchange of a recording; false: no more is wanted.
using TakeExchange = std::function<bool(RecordedExchange)>;
/// The bytes of a body that a recording keeps in a file beside it (`_file`); nothing: there is none of that name.
using BodyOfFile = std::function<std::optional<std::string>(const std::string& name)>;

/// What a recording says of itself.
struct RecordingInfo {
  std::string creator;        ///< "WebInspector", "mitmproxy", "conform" …
  std::size_t exchanges = 0;  ///< entries or lines that hold one
  std::size_t other = 0;      ///< entries or lines that do not
};

/// The largest single value, and the largest line, that is read.
inline constexpr std::size_t most_value_bytes = 64U << 20U;

/// Reads HAR 1.2 (http://www.softwareishard.com/blog/har-12-spec/) as a stream: memory for one entry at a time.
/// Problems name the file and the byte. Calls `take` for each entry in the order of the file.
[[nodiscard]] Result<RecordingInfo> read_har(std::istream& in, const std::string& file, const TakeExchange& take,
                                             const BodyOfFile& body_of_file = {});

}  // namespace conform
