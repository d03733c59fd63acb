#include <benchmark/benchmark.h>

#include "bench/samples.hpp"
#include "reports/console.hpp"
#include "reports/json.hpp"
#include "reports/render.hpp"

namespace conform::bench {
namespace {

void report(benchmark::State& state, const ReportFormat& format) {
  const RunResult& result = failing_result();
  std::size_t bytes = 0;
  for (auto _ : state) {
    const std::string text = format.write(result);
    bytes = text.size();
    benchmark::DoNotOptimize(text.data());
  }
  state.counters["cases"] = static_cast<double>(result.verdicts.size());
  state.counters["failed"] = static_cast<double>(result.totals.failed);
  state.counters["report_bytes"] = static_cast<double>(bytes);
}

[[maybe_unused]] const bool registered = [] {
  for (const ReportFormat& format : known_formats()) {
    const std::string name = "report/" + std::string{format.name};
    benchmark::RegisterBenchmark(name.c_str(), [&format](benchmark::State& state) {
      report(state, format);
    })->Unit(benchmark::kMillisecond);
  }
  return true;
}();

void report_console(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(to_console(failing_result(), {}));
}
BENCHMARK(report_console)->Unit(benchmark::kMillisecond);

void read_json_record(benchmark::State& state) {
  const std::string text = to_json(failing_result());
  for (auto _ : state) benchmark::DoNotOptimize(result_from_json(text, "result.json"));
}
BENCHMARK(read_json_record)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace conform::bench
