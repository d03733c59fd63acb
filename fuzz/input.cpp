#include "fuzz/input.hpp"

#include <stdexcept>

#include "base/utf8.hpp"
#include "fuzz/require.hpp"
#include "load/suite_loader.hpp"
#include "support/scratch_folder.hpp"

namespace conform::fuzz {

std::filesystem::path as_file(std::string_view input) {
  static const test::ScratchFolder folder;
  return folder.write("input.json", input);
}

const Suite& whole_suite() {
  static const Suite suite = [] {
    auto loaded = load_suite(CONFORM_SOURCE_DIR);
    if (!loaded) throw std::runtime_error{to_string(loaded.error().front())};
    return std::move(*loaded);
  }();
  return suite;
}

std::string_view Parts::next() {
  const std::size_t end = rest_.find('\xFE');
  const std::string_view part = rest_.substr(0, end);
  rest_ = end == std::string_view::npos ? std::string_view{} : rest_.substr(end + 1);
  return part;
}

std::string_view Parts::next_text() {
  const std::string_view part = next();
  std::size_t at = 0;
  while (at < part.size()) {
    const std::size_t length = utf8_length(part.substr(at));
    if (length == 0) break;
    at += length;
  }
  return part.substr(0, at);
}

void require_reported(const Diagnostics& diagnostics) {
  require(!diagnostics.empty(), "a file that is refused has a problem");
  for (const Diagnostic& diagnostic : diagnostics) require(!diagnostic.message.empty(), "a problem has a message");
}

}  // namespace conform::fuzz
