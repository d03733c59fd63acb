#pragma once

#include <span>
#include <string_view>

namespace conform::fuzz {

/// Takes any bytes. What must not be ends the process (require.hpp); there is no other result.
using Run = void (*)(std::string_view input);

/// One thing that reads untrusted bytes, with the laws that must hold whatever they are.
struct Target {
  std::string_view name;  ///< also of its folder below fuzz/corpus/
  Run run;
};

/// All of them, by name.
[[nodiscard]] std::span<const Target> targets();

/// The target of that name, or null.
[[nodiscard]] const Target* find_target(std::string_view name);

void fuzz_case_file(std::string_view input);
void fuzz_har(std::string_view input);
void fuzz_journal(std::string_view input);
void fuzz_json(std::string_view input);
void fuzz_json_pointer(std::string_view input);
void fuzz_known_failures(std::string_view input);
void fuzz_media_type(std::string_view input);
void fuzz_ndjson(std::string_view input);
void fuzz_output_gate(std::string_view input);
void fuzz_pattern(std::string_view input);
void fuzz_reports(std::string_view input);
void fuzz_response(std::string_view input);
void fuzz_run_record(std::string_view input);
void fuzz_schema(std::string_view input);
void fuzz_target_file(std::string_view input);
void fuzz_token_answer(std::string_view input);
void fuzz_user_document(std::string_view input);

}  // namespace conform::fuzz
