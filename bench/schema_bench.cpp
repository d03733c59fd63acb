#include <benchmark/benchmark.h>

#include <nlohmann/json.hpp>
#include <stdexcept>

#include "bench/samples.hpp"

namespace conform::bench {
namespace {

void validate(benchmark::State& state, const std::string& schema, const nlohmann::json& document, bool valid) {
  if (suite().schemas.validate(schema, document).empty() != valid) throw std::runtime_error{"not as it should be"};
  for (auto _ : state) benchmark::DoNotOptimize(suite().schemas.validate(schema, document));
}

// Every format is asserted: uuid, email, uri, date, date-time, tz, bcp47.
void validate_user_document(benchmark::State& state) {
  validate(state, "user-document.schema.json", user_document(), true);
}
BENCHMARK(validate_user_document);

void validate_user_document_recommendations(benchmark::State& state) {
  validate(state, "user-document-should.schema.json", user_document(), true);
}
BENCHMARK(validate_user_document_recommendations);

void validate_wrong_user_document(benchmark::State& state) {
  nlohmann::json wrong = user_document();
  wrong["data"]["attributes"]["email"] = "ada at example.com";
  wrong["data"]["attributes"].erase("firstName");
  wrong["data"]["attributes"]["gender"] = 7;
  validate(state, "user-document.schema.json", wrong, false);
}
BENCHMARK(validate_wrong_user_document);

}  // namespace
}  // namespace conform::bench
