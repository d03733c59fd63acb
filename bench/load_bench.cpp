#include <benchmark/benchmark.h>

#include "bench/samples.hpp"
#include "load/suite_loader.hpp"
#include "plan/plan.hpp"

namespace conform::bench {
namespace {

// From files to a suite that is ready to run: schemas compiled, references resolved, every case instance checked.
void load_complete_suite(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(load_suite(suite_folder()));
}
BENCHMARK(load_complete_suite)->Unit(benchmark::kMillisecond)->UseRealTime();  // on all processors

void plan(benchmark::State& state, const std::vector<std::string>& selectors) {
  for (auto _ : state) benchmark::DoNotOptimize(make_plan(suite(), {std::string{version}, selectors}));
}
BENCHMARK_CAPTURE(plan, everything, {});
BENCHMARK_CAPTURE(plan, some, {"users/patch", "requirement:ACCEPT-406", "*merge*"});

}  // namespace
}  // namespace conform::bench
