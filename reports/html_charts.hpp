#pragma once

#include "model/run_result.hpp"
#include "reports/html_writer.hpp"

namespace conform {

/// Areas × operations as inline SVG: how many requirements of an area speak of an operation, and their worst state.
/// Narrow enough for a phone; colours are presentation attributes, so that it reads without a style sheet.
void write_matrix(HtmlWriter& page, const RunResult& result);

/// Latencies by operation as inline SVG, from p50 over p95 and p99 to the maximum, on a logarithmic axis.
void write_latency_chart(HtmlWriter& page, const RunResult& result);

}  // namespace conform
