#pragma once

#include <compare>
#include <string>

#include "model/verdict.hpp"

namespace conform {

/// What of a finding is the same in every run against the same server.
struct Fingerprint {
  std::string requirement;
  std::string rule;
  std::string where;   ///< without array indices, in whose place "*" stands
  std::string status;  ///< as status_of
  friend auto operator<=>(const Fingerprint&, const Fingerprint&) = default;
};

[[nodiscard]] Fingerprint fingerprint_of(const Verdict& verdict, const Finding& finding);

/// What the exchange of a finding ended with: "500", or "timed-out" where there was no response; empty when it was not
/// kept.
[[nodiscard]] std::string status_of(const Verdict& verdict, const Finding& finding);

}  // namespace conform
