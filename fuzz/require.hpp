#pragma once

#include <string_view>

namespace conform::fuzz {

/// A law that must hold for every input: ends the process with the words when it does not, which libFuzzer takes for
/// a finding and a test for a failure.
void require(bool holds, std::string_view law);

}  // namespace conform::fuzz
