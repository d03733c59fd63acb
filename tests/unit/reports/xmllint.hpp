#pragma once

#include <gtest/gtest.h>

#include <string>

namespace conform::testing {

/// Success when xmllint finds the text well-formed and valid against a schema below tests/; else what it says. A
/// missing xmllint (package libxml2-utils) is a failure.
[[nodiscard]] ::testing::AssertionResult xmllint_accepts(const std::string& xml,
                                                         const std::string& schema_file = "golden/junit.xsd");

}  // namespace conform::testing
