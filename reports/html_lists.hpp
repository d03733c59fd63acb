#pragma once

#include <string_view>

#include "model/run_result.hpp"
#include "reports/html_amounts.hpp"
#include "reports/html_writer.hpp"

namespace conform {

/// Cases of one outcome by reason, with the exchanges of the first of each.
void write_reasons(HtmlWriter& page, const RunResult& result, OutcomeKind kind, std::string_view heading,
                   const HtmlAmounts& amounts);

/// Which way the server went where the documents leave it open.
void write_observations(HtmlWriter& page, const RunResult& result, const HtmlAmounts& amounts);

/// Times by operation, as a chart and a table.
void write_latency(HtmlWriter& page, const RunResult& result, const HtmlAmounts& amounts);

/// Every case, by the first part of its id.
void write_cases(HtmlWriter& page, const RunResult& result, const HtmlAmounts& amounts);

/// What the run was made with.
void write_environment(HtmlWriter& page, const RunResult& result, const HtmlAmounts& amounts);

}  // namespace conform
