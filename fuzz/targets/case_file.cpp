#include "fuzz/input.hpp"
#include "fuzz/require.hpp"
#include "fuzz/target.hpp"
#include "load/case_loader.hpp"

namespace conform::fuzz {

void fuzz_case_file(std::string_view input) {
  const auto cases = load_case_file(as_file(input), "users/some", whole_suite());
  if (!cases) {
    require_reported(cases.error());
    return;
  }
  for (const Case& test_case : *cases)
    require(test_case.id.starts_with("users/some/"), "a case is called after its file");
}

}  // namespace conform::fuzz
