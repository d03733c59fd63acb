#include "cli/option_checks.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "base/number.hpp"
#include "reports/render.hpp"
#include "target/rate.hpp"
#include "target/target.hpp"

namespace conform {
namespace {

std::string format_names() {
  std::string names;
  for (const ReportFormat& format : known_formats()) names += (names.empty() ? "" : ", ") + std::string{format.name};
  return names;
}

constexpr std::array<std::string_view, 2> diff_formats{"markdown", "json"};

}  // namespace

std::optional<unsigned> file_mode(std::string_view text) {
  constexpr unsigned owner = 0600;
  constexpr unsigned most = 0666;
  const auto mode = whole_number(text, 8);
  if (!mode || (*mode & owner) != owner || (*mode & ~std::uint64_t{most}) != 0) return std::nullopt;
  return static_cast<unsigned>(*mode);
}

CLI::Validator report_validator() {
  return CLI::Validator{[](std::string& text) -> std::string {
                          const std::size_t equals = text.find('=');
                          const std::string name = text.substr(0, equals);
                          const ReportFormat* const format = find_format(name);
                          const bool has_path = equals != std::string::npos && equals + 1 < text.size();
                          const bool plain = equals == std::string::npos;
                          if (!has_path && !(plain && (format == nullptr || !format->usual_path.empty())))
                            return "write FORMAT=PATH, as in junit=out/junit.xml";
                          if (format != nullptr) return {};
                          return "unknown report format \"" + name + "\" (choose " + format_names() + ")";
                        },
                        "FORMAT=PATH"};
}

CLI::Validator file_mode_validator() {
  return CLI::Validator{
      [](std::string& text) -> std::string {
        if (file_mode(text)) return {};
        return "\"" + text + "\" is not a valid mode: write an octal number from 0600 to 0666 that its owner can use";
      },
      "MODE"};
}

// CLI11 itself takes -1 for a very large number, and nan for one in every range.
CLI::Validator whole_number_validator(std::uint64_t least, std::uint64_t most) {
  const std::string range = "a whole number from " + std::to_string(least) + " to " + std::to_string(most);
  return CLI::Validator{[least, most, range](std::string& text) -> std::string {
                          const auto number = whole_number(text);
                          if (number && *number >= least && *number <= most) return {};
                          return "\"" + text + "\" is not " + range;
                        },
                        "NUMBER"};
}

CLI::Validator duration_validator(std::chrono::hours longest) {
  return CLI::Validator{[longest](std::string& text) -> std::string {
                          const auto time = duration(text);
                          if (time && *time <= longest) return {};
                          return "\"" + text +
                                 "\" is an invalid duration: write 1.5 (seconds), 500ms, 90s or 10m, at most " +
                                 std::to_string(longest.count()) + "h";
                        },
                        "TIME"};
}

CLI::Validator rate_validator() {
  return CLI::Validator{[](std::string& text) -> std::string {
                          if (is_rate(text)) return {};
                          return "\"" + text + "\" is an invalid rate: write for example 20/s";
                        },
                        "RATE"};
}

CLI::Validator diff_validator() {
  return CLI::Validator{[](std::string& text) -> std::string {
                          const std::size_t equals = text.find('=');
                          const std::string format = text.substr(0, equals);
                          if (equals != std::string::npos && equals + 1 < text.size() &&
                              std::ranges::find(diff_formats, format) != diff_formats.end())
                            return {};
                          return "write markdown=PATH or json=PATH";
                        },
                        "FORMAT=PATH"};
}

CLI::Validator version_validator() {
  return CLI::IsMember(std::vector<std::string>(api_versions.begin(), api_versions.end()));
}

CLI::Validator schema_base_validator() {
  return CLI::Validator{[](std::string& text) -> std::string {
                          const std::size_t equals = text.find('=');
                          const bool good = equals != std::string::npos && text.find(':') < equals;
                          return good ? "" : "\"" + text + "\" is not URI=FOLDER, as http://example.org/=schemas";
                        },
                        ""};
}

}  // namespace conform
