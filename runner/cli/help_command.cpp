#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "base/suggest.hpp"
#include "cli/commands.hpp"
#include "load/suite_loader.hpp"

namespace conform {
namespace {

namespace fs = std::filesystem;

// Words that are shorter than the names of the pages.
constexpr std::array<std::pair<std::string_view, std::string_view>, 4> short_names{
    {{"cases", "case-format"}, {"known", "known-failures"}, {"readings", "open-readings"}, {"target", "target-file"}}};

// Topics and their pages. "target-file" is target-file.md, "ci" is ci/README.md.
std::map<std::string, fs::path> pages_in(const fs::path& docs) {
  std::map<std::string, fs::path> pages;
  std::error_code error;
  for (fs::recursive_directory_iterator at{docs, error}, end; !error && at != end; at.increment(error)) {
    const fs::path& page = at->path();
    if (page.extension() != ".md") continue;
    const fs::path name = page.lexically_relative(docs).replace_extension();
    pages.emplace((name.filename() == "README" ? name.parent_path() : name).generic_string(), page);
  }
  return pages;
}

// "# Target files"
std::string title_of(const fs::path& page) {
  std::ifstream file{page};
  std::string line;
  std::getline(file, line);
  return line.starts_with("# ") ? line.substr(2) : line;
}

void list_topics(const std::map<std::string, fs::path>& pages) {
  std::size_t widest = 0;
  for (const auto& [topic, page] : pages) widest = std::max(widest, topic.size());
  std::cout << "conform help COMMAND explains a command, conform help TOPIC prints a page of the documentation:\n\n";
  for (const auto& [topic, page] : pages)
    std::cout << "  " << topic << std::string(widest - topic.size() + 2, ' ') << title_of(page) << '\n';
  std::cout << '\n';
  for (const auto& [word, topic] : short_names) std::cout << "  " << word << ": the same as " << topic << '\n';
}

ExitCode diagnostic(std::string message, std::string hint) {
  return print_diagnostics({Diagnostic::about_flag(std::move(message), std::move(hint))});
}

}  // namespace

ExitCode help_command(const HelpCommand& command) {
  const auto folder = find_suite_folder({});
  if (!folder) return print_diagnostics(folder.error());
  const auto pages = pages_in(*folder / "docs");
  if (pages.empty()) return diagnostic("the documentation is not at " + (*folder / "docs").string(), {});
  if (command.topic.empty()) {
    list_topics(pages);
    return ExitCode::good;
  }
  const auto* const meant = std::ranges::find(short_names, command.topic, [](const auto& one) { return one.first; });
  const auto found = pages.find(meant == short_names.end() ? command.topic : std::string{meant->second});
  if (found == pages.end()) {
    std::vector<std::string> known = command.commands;
    for (const auto& [topic, page] : pages) known.push_back(topic);
    for (const auto& [word, topic] : short_names) known.emplace_back(word);
    std::string hint = did_you_mean(command.topic, known);
    if (hint.empty()) hint = "conform help lists them";
    return diagnostic("unknown topic or command \"" + command.topic + "\"", std::move(hint));
  }
  std::ifstream page{found->second, std::ios::binary};
  if (!page) return diagnostic(found->second.string() + " cannot be read", {});
  std::cout << page.rdbuf();
  return ExitCode::good;
}

}  // namespace conform
