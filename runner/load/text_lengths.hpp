#pragma once

#include <nlohmann/json_fwd.hpp>

namespace conform {

/// Texts of certain lengths, as a list for matrices. `source` has `lengths`, and optionally what is added to them
/// (`around`), of which `characters` the texts are, and `in` what they are counted: "characters", "bytes" of UTF-8 or
/// "units" of UTF-16. Each value has a label: "255-bytes-é".
[[nodiscard]] nlohmann::json texts_of_lengths(const nlohmann::json& source);

}  // namespace conform
