#include "journal/journal.hpp"

#include "fuzz/input.hpp"
#include "fuzz/require.hpp"
#include "fuzz/target.hpp"

namespace conform::fuzz {

void fuzz_journal(std::string_view input) {
  const auto journal = parse_journal(input, "journal.json");
  if (!journal) {
    require_reported(journal.error());
    return;
  }
  const std::string text = to_text(*journal);
  const auto again = parse_journal(text, "journal.json");
  require(again.has_value(), "what a journal writes can be read");
  require(to_text(*again) == text, "a journal is the same after it was written and read");
}

}  // namespace conform::fuzz
