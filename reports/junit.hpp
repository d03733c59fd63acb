#pragma once

#include <cstddef>
#include <string>

#include "model/run_result.hpp"

namespace conform {

/// JUnit readers refuse larger files (30 MB is the lowest limit known); megabytes of ten to the sixth.
inline constexpr std::size_t max_junit_bytes = 30'000'000;

/// Who is to read it.
enum class JunitReaders {
  tolerant,  ///< most: they pass over what they do not know
  strict     ///< the schema of Jenkins' xUnit plugin, which refuses file, line and properties of a testcase
};

/// The record as JUnit XML: flat suites by area, one testcase per case instance. failed: `<failure>`; errored:
/// `<error>`; skipped and waived: `<skipped>`. Findings that do not fail the run stand in `<system-out>`. Well-formed
/// XML 1.0 whatever the record holds. Details are shortened, in all cases alike, until the whole fits into `max_bytes`;
/// the testcases themselves are never left out.
[[nodiscard]] std::string to_junit(const RunResult& result, JunitReaders readers = JunitReaders::tolerant,
                                   std::size_t max_bytes = max_junit_bytes);

}  // namespace conform
