#pragma once

#include <span>
#include <string>
#include <string_view>

#include "model/verdict.hpp"
#include "model/waiver.hpp"

namespace conform {

/// True when an entry no longer holds on that day, as `utc_date` writes it.
[[nodiscard]] bool expired(const Waiver& waiver, std::string_view today);

/// True when an entry is about this finding; which cases it names is not looked at.
[[nodiscard]] bool fits(const Waiver& waiver, const Verdict& verdict, const Finding& finding);

/// True when one of the entry's cases is this one.
[[nodiscard]] bool names_case(const Waiver& waiver, std::string_view case_id);

/// Makes a failed case waived when every finding that fails it is known, by entries that still hold; the reason then is
/// theirs. One finding that is not known leaves the case failed. Findings stay as they are.
void waive(Verdict& verdict, std::span<const Waiver> waivers, std::string_view today, Level fail_on);

}  // namespace conform
