#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace conform {

/// A way of failing that is accepted until a date, as a file of known failures names it
/// (docs/known-failures.md). It fits a finding by what does not change from run to run.
struct Waiver {
  std::vector<std::string> cases;  ///< ids of case instances or globs
  std::string requirement;
  std::string rule;
  std::string where;    ///< as in a finding, or a glob
  std::string status;   ///< of the response: "500", or "timed-out" where there was none; empty: any
  std::string reason;   ///< why it is accepted, never blank
  std::string link;     ///< where it is followed up; may be empty
  std::string owner;    ///< who looks after it; may be empty
  std::string expires;  ///< last day on which it holds: "2026-12-31"
  std::string file;     ///< where it is written down, for messages
  std::size_t line = 0;
  friend bool operator==(const Waiver&, const Waiver&) = default;
};

}  // namespace conform
