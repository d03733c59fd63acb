#include "fuzz/target.hpp"

#include <algorithm>
#include <array>

namespace conform::fuzz {
namespace {

constexpr std::array all{Target{"case_file", fuzz_case_file},
                         Target{"har", fuzz_har},
                         Target{"journal", fuzz_journal},
                         Target{"json", fuzz_json},
                         Target{"json_pointer", fuzz_json_pointer},
                         Target{"known_failures", fuzz_known_failures},
                         Target{"media_type", fuzz_media_type},
                         Target{"ndjson", fuzz_ndjson},
                         Target{"output_gate", fuzz_output_gate},
                         Target{"pattern", fuzz_pattern},
                         Target{"reports", fuzz_reports},
                         Target{"response", fuzz_response},
                         Target{"run_record", fuzz_run_record},
                         Target{"schema", fuzz_schema},
                         Target{"target_file", fuzz_target_file},
                         Target{"token_answer", fuzz_token_answer},
                         Target{"user_document", fuzz_user_document}};

}  // namespace

std::span<const Target> targets() { return all; }

const Target* find_target(std::string_view name) {
  const auto* const found = std::ranges::find(all, name, &Target::name);
  return found == all.end() ? nullptr : found;
}

}  // namespace conform::fuzz
