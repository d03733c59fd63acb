#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>

namespace conform {

/// The text of a JSON value in which the members of each object stand in an order that `seed` decides. The same seed
/// and value make the same text, everywhere. Bytes that are not UTF-8 become U+FFFD.
[[nodiscard]] std::string text_in_order(const nlohmann::json& value, std::uint64_t seed);

}  // namespace conform
