#pragma once

#include <rapidcheck.h>

#include <string>

namespace conform::test {

/// Bytes of every sort, with a preference for what breaks reports: controls, ANSI, "]]>", markup, bad UTF-8, bidi.
[[nodiscard]] rc::Gen<std::string> nasty_bytes();

/// The same, but well-formed UTF-8.
[[nodiscard]] rc::Gen<std::string> nasty_text();

}  // namespace conform::test
