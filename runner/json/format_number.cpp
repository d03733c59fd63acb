#include "json/format_number.hpp"

#include <nlohmann/json.hpp>

#include "base/gate.hpp"
#include "base/shell.hpp"
#include "json/text.hpp"

namespace conform {

std::string migration_hint(const std::string& file) { return "run: tools/migrate --in-place " + shell_word(file); }

std::optional<Diagnostic> format_problem(const nlohmann::json& document, std::string_view kind, int current,
                                         const std::string& file) {
  if (!document.is_object()) return std::nullopt;
  const auto found = document.find("format");
  const bool numbered = found != document.end();
  if (numbered && found->is_number_integer() && *found == current) return std::nullopt;
  const std::string reads = "; this version reads format " + std::to_string(current);
  const bool earlier = !numbered || (found->is_number_integer() && *found > 0 && *found < current);
  const std::string number = numbered ? plain(clipped(*found, 40)) : std::string{};
  const std::string name{kind};
  if (!earlier) {
    return Diagnostic::about_place(file, "/format", "the format " + number + " of this " + name + " is unknown" + reads,
                                   "use the version of conform that the file was written for");
  }
  return Diagnostic::about_place(file, numbered ? "/format" : "",
                                 (numbered ? "this " + name + " has format " + number
                                           : "this " + name + " has no format number, so it has format 1") +
                                     reads,
                                 migration_hint(file));
}

}  // namespace conform
