#include "reports/result_file.hpp"

#include "json/read_file.hpp"
#include "reports/json.hpp"

namespace conform {

Result<RunResult> read_result(const std::string& path) {
  constexpr std::size_t max_bytes = std::size_t{1} << 30U;
  const auto text = read_file(path, max_bytes);
  if (text) return result_from_json(*text, path);
  return refused(Diagnostic::about_file(path, text.error(), "write it with: conform run --report json=PATH"));
}

}  // namespace conform
