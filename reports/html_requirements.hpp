#pragma once

#include "model/run_result.hpp"
#include "reports/html_amounts.hpp"
#include "reports/html_writer.hpp"

namespace conform {

/// Must-level requirements that were not verified, by area, folded; nothing when there are none.
void write_unverified(HtmlWriter& page, const RunResult& result, const HtmlAmounts& amounts);

/// The matrix of areas and operations, and all requirements by area, those that are violated first.
void write_requirements(HtmlWriter& page, const RunResult& result, const HtmlAmounts& amounts);

}  // namespace conform
