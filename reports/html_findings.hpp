#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "reports/causes.hpp"
#include "reports/html_amounts.hpp"
#include "reports/html_writer.hpp"

namespace conform {

/// Causes, each foldable: the requirement and its source, expected against actual, the cases, the exchanges of the
/// first case, and how to repeat it. The first few are open. `prefix` names their anchors: "violation-1".
void write_causes(HtmlWriter& page, const RunResult& result, const std::vector<Cause>& causes, std::string_view prefix,
                  const HtmlAmounts& amounts);

/// The exchanges of one verdict, each foldable; `open` is the one to show at once.
void write_exchanges(HtmlWriter& page, const Verdict& verdict, std::size_t open, const HtmlAmounts& amounts);

}  // namespace conform
