#pragma once

#include <map>
#include <string>

#include "model/diagnostic.hpp"
#include "suite/suite.hpp"
#include "target/target.hpp"

namespace conform {

/// What the server has committed itself to: observation → reading. "address" is a short name for the one reading of
/// addresses that is open.
[[nodiscard]] std::map<std::string, std::string, std::less<>> pins_of(const Target& target);

/// Pins of observations or readings that the suite does not know: they would pin nothing, silently. `file`: what the
/// problems name.
[[nodiscard]] Diagnostics unknown_pins(const Target& target, const Suite& suite, const std::string& file);

}  // namespace conform
