#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "model/exchange.hpp"
#include "suite/contract.hpp"
#include "target/user.hpp"

namespace conform {

/// A request with nothing special about it, for what the run does beside its cases: `sender` asks for `operation` on
/// the record `id` (empty: /attributes).
[[nodiscard]] Request plain_request(const Operation& operation, const User& sender, std::string_view id,
                                    std::optional<std::string> body = std::nullopt);

}  // namespace conform
