#include "fuzz/input.hpp"
#include "fuzz/require.hpp"
#include "fuzz/target.hpp"
#include "reports/json.hpp"

namespace conform::fuzz {

void fuzz_run_record(std::string_view input) {
  const auto result = result_from_json(input, "result.json");
  if (!result) {
    require_reported(result.error());
    return;
  }
  const std::string text = to_json(*result);
  const auto again = result_from_json(text, "result.json");
  require(again.has_value(), "what a record writes can be read");
  require(to_json(*again) == text, "a record is the same after it was written and read");
}

}  // namespace conform::fuzz
