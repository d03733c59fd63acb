#pragma once

#include <string>

#include "end_to_end/program.hpp"

namespace conform::test {

/// A run against a hostile server, and the record that it left.
struct HostileRun {
  Finished run;
  nlohmann::json result;
};

/// Runs against a target, with these arguments and every report, the deadline for each request. Notes what it cost, and
/// expects the reports to be harmless (harmless.hpp).
[[nodiscard]] HostileRun judge(const std::string& name, const nlohmann::json& target, const Arguments& arguments);

/// The target file of a conforming server, with the address of one that stands before it.
[[nodiscard]] nlohmann::json target_through(const ReferenceServer& conforming, const std::string& url);
/// Where a conforming server listens.
[[nodiscard]] int port_of(const ReferenceServer& conforming);

}  // namespace conform::test
