#pragma once

#include <string>
#include <string_view>

#include "suite/suite.hpp"

namespace conform::test {

/// A suite of the test's own: versions 2021-2 (without getUserAttributes) and 2024-3, four attributes, small schemas,
/// and for every rule of the implicit checks a requirement of its name ("effect.merge.kept": EFFECT-MERGE-KEPT), all
/// must but those on recommendations. Cases may cite MUST-CASE, SHOULD-CASE, OBSERVED-CASE and ROBUST-CASE (area 14).
[[nodiscard]] Suite mini_suite();

/// The requirement that mini_suite binds to a rule.
[[nodiscard]] std::string requirement_of(std::string_view rule);

/// Compiles a case from JSON: `{"setup": …, "steps": […]}`. Throws when there is something wrong with it.
[[nodiscard]] Case a_case(const Suite& suite, std::string_view source, std::string id = "a-case");

/// The first request of a case with this step's "send".
[[nodiscard]] Send a_send(const Suite& suite, std::string_view source);

}  // namespace conform::test
