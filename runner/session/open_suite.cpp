#include "session/open_suite.hpp"

#include <filesystem>
#include <system_error>

#include "json/format_number.hpp"
#include "load/suite_loader.hpp"
#include "plan/plan.hpp"

namespace conform {

Result<Suite> open_suite(const std::string& given, const std::vector<std::string>& selectors) {
  const auto folder = find_suite_folder(given);
  if (!folder) return tl::unexpected{folder.error()};
  auto suite = load_suite(*folder, [&](std::string_view id_prefix) { return may_select(selectors, id_prefix); });
  if (suite) return suite;
  for (Diagnostic& diagnostic : suite.error()) {
    // Below the suite as the suite knows them; a person or an editor starts from where the command was typed.
    std::error_code none;
    const std::filesystem::path inside = *folder / diagnostic.file;
    if (!std::filesystem::exists(inside, none)) continue;
    const bool to_migrate = diagnostic.hint == migration_hint(diagnostic.file);
    diagnostic.file = inside.lexically_normal().generic_string();
    if (to_migrate) diagnostic.hint = migration_hint(diagnostic.file);
  }
  return suite;
}

}  // namespace conform
