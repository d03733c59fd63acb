#pragma once

#include <iosfwd>
#include <string>
#include <string_view>

#include "audit/har_reader.hpp"

namespace conform {

/// Reads NDJSON, one exchange a line (schemas/suite/recorded-exchange.schema.json), as a stream. Lines that hold none,
/// as logs have them between, are counted. A problem: no line holds an exchange.
[[nodiscard]] Result<RecordingInfo> read_ndjson(std::istream& in, const std::string& file, const TakeExchange& take);

/// One line; nothing when it holds no exchange.
[[nodiscard]] std::optional<RecordedExchange> exchange_of_line(std::string_view line, std::size_t position);

}  // namespace conform
