#include <benchmark/benchmark.h>

#include <memory>
#include <nlohmann/json.hpp>

#include "bench/samples.hpp"
#include "check/contract_check.hpp"
#include "check/effect_check.hpp"
#include "check/oracle.hpp"
#include "json/pointer.hpp"
#include "run/engine/target_settings.hpp"

namespace conform::bench {
namespace {

using nlohmann::json;

const json& attributes() { return *resolve_pointer(user_document(), "/data/attributes"); }

// All that every response must keep, parsing included.
void check_contract_of_response(benchmark::State& state) {
  const Operation& operation = *suite().contract(version)->find("updateUser");
  const Request request{.method = "PATCH", .target = {}, .headers = {}, .body = "{}"};
  const auto sent = std::make_shared<const json>(
      json{{"data", {{"type", "User"}, {"id", user_id}, {"attributes", {{"locale", "de-DE"}}}}}});
  for (auto _ : state) {
    const CheckResult result = check_contract({.operation = &operation,
                                               .user_id = std::string{user_id},
                                               .request = &request,
                                               .result = &user_response(),
                                               .sent = sent,
                                               .parsed = parse_response(user_response())},
                                              {.schemas = suite().schemas});
    if (!result.mismatches.empty()) state.SkipWithError("the canned response violates the contract");
  }
}
BENCHMARK(check_contract_of_response);

void oracle(benchmark::State& state, Effect effect) {
  const RecordShape shape = shape_of(suite().fixtures, Target{});
  const json sent = {{"locale", "de-DE"}, {"gender", "female"}};
  const json& whole = attributes();
  for (auto _ : state) {
    benchmark::DoNotOptimize(judge_record({.effect = effect,
                                           .before = whole,
                                           .sent = effect == Effect::replace ? whole : sent,
                                           .after = whole,
                                           .shape = shape,
                                           .address_pin = std::nullopt}));
  }
}
BENCHMARK_CAPTURE(oracle, merge, Effect::merge);
BENCHMARK_CAPTURE(oracle, replace, Effect::replace);
BENCHMARK_CAPTURE(oracle, none, Effect::none);

// The oracle over the response and over a later read.
void check_effect_of_merge(benchmark::State& state) {
  const RecordShape shape = shape_of(suite().fixtures, Target{});
  const json sent = {{"locale", "de-DE"}, {"gender", "female"}};
  for (auto _ : state) {
    const EffectResult result = check_effect({.operation = "updateUser",
                                              .effect = Effect::merge,
                                              .status = 200,
                                              .before = attributes(),
                                              .sent = sent,
                                              .response = &attributes(),
                                              .later = &attributes(),
                                              .shape = shape});
    if (!result.mismatches.empty()) state.SkipWithError("the oracle finds something");
  }
}
BENCHMARK(check_effect_of_merge);

}  // namespace
}  // namespace conform::bench
