#include <system_error>

#include "load/suite_loader.hpp"

namespace conform {
namespace {

namespace fs = std::filesystem;

bool is_suite(const fs::path& folder) {
  std::error_code error;
  return fs::is_directory(folder / "schemas", error) && fs::is_directory(folder / "cases", error);
}

}  // namespace

Result<fs::path> find_suite_folder(const fs::path& given) {
  if (!given.empty()) {
    if (is_suite(given)) return given;
    return refused(Diagnostic::about_file(given.string(), "is not a suite folder", "it must hold schemas/ and cases/"));
  }
  std::error_code error;
  const fs::path program = fs::read_symlink("/proc/self/exe", error);
  const fs::path installed = program.parent_path().parent_path() / CONFORM_INSTALLED_DATA;
  if (!error && is_suite(installed)) return installed;
  if (is_suite(CONFORM_BUILT_FROM)) return fs::path{CONFORM_BUILT_FROM};
  return refused(Diagnostic::about_file(installed.string(),
                                        "the schemas and cases are neither here nor where conform was built",
                                        "name their folder with --suite DIR"));
}

}  // namespace conform
