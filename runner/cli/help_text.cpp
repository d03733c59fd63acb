#include "cli/help_text.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <iterator>

#include "base/ascii.hpp"
#include "reports/text.hpp"

namespace conform {
namespace {

constexpr std::string_view other_options = "Other options";
constexpr std::size_t indent = 2;
constexpr std::size_t widest_heading = 26;

/// Text behind a heading in columns: on its line when the heading is short, else below it.
std::string in_columns(const std::string& heading, const std::string& about, std::size_t width) {
  const std::size_t column = indent + widest_heading + 2;
  const std::size_t room = width > column + 20 ? width - column : 20;
  std::string text = std::string(indent, ' ') + heading;
  bool first = true;
  const bool fits = columns(heading) <= widest_heading;
  for (const std::string& line : wrap(about, room)) {
    if (first && fits) {
      text += std::string(widest_heading + 2 - columns(heading), ' ') + line + '\n';
    } else {
      text += (first ? "\n" : "") + std::string(column, ' ') + line + '\n';
    }
    first = false;
  }
  return first ? text + '\n' : text;
}

std::string paragraphs(const std::string& text, std::size_t width) {
  std::string wrapped;
  for (const std::string& line : wrap(text, width)) wrapped += line + '\n';
  return wrapped;
}

/// The line to type, then what it is for: beside it in a column, or above it where that is too wide.
std::string examples_text(const std::vector<Example>& examples, std::size_t width) {
  std::size_t widest = 0;
  std::size_t widest_about = 0;
  for (const Example& example : examples) {
    widest = std::max(widest, columns(example.line));
    widest_about = std::max(widest_about, columns(example.about));
  }
  const bool beside = 2 * indent + widest + 2 + widest_about <= width;
  std::string text;
  for (const Example& example : examples) {
    if (beside) {
      text += std::string(indent, ' ') + std::string{example.line} +
              std::string(widest - columns(example.line) + 2, ' ') + "# " + std::string{example.about} + '\n';
    } else {
      text += std::string(indent, ' ') + "# " + std::string{example.about} + '\n' + std::string(indent, ' ') +
              std::string{example.line} + '\n';
    }
  }
  return text;
}

std::vector<OptionGroup> command_groups_of(const CLI::App& app, std::vector<std::vector<const CLI::App*>>& commands) {
  std::vector<OptionGroup> groups;
  for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) {
    const auto found = std::ranges::find(groups, command->get_group(), &OptionGroup::name);
    const auto index = static_cast<std::size_t>(found - groups.begin());
    if (found == groups.end()) {
      groups.push_back({.name = command->get_group(), .options = {}});
      commands.emplace_back();
    }
    commands[index].push_back(command);
  }
  return groups;
}

std::string commands_text(const CLI::App& app, std::size_t width) {
  std::vector<std::vector<const CLI::App*>> commands;
  const auto groups = command_groups_of(app, commands);
  std::string text;
  for (std::size_t i = 0; i < groups.size(); ++i) {
    text += '\n' + groups[i].name + '\n';
    for (const CLI::App* command : commands[i])
      text += in_columns(command->get_name(), command->get_description(), width);
  }
  return text;
}

}  // namespace

std::string option_heading(const CLI::Option& option) {
  std::string text = option.get_positional() ? option.get_name(true, false) : option.get_name(false, true);
  if (option.get_positional()) text = upper(text);
  if (const std::size_t comma = text.find(','); comma != std::string::npos) text.insert(comma + 1, " ");
  if (const std::size_t negated = text.find('{'); negated != std::string::npos) text.resize(negated);
  if (!option.get_option_text().empty() && !option.get_positional()) text += ' ' + option.get_option_text();
  return text;
}

std::string option_about(const CLI::Option& option) {
  std::string text = option.get_description();
  const std::string value = option.get_default_str();
  const bool named = text.find("(default") != std::string::npos || text.find("; default") != std::string::npos;
  if (!value.empty() && !named) text += " (default: " + value + ")";
  return text;
}

std::vector<OptionGroup> option_groups(const CLI::App& command) {
  std::vector<OptionGroup> groups;
  for (const bool positional : {true, false}) {
    for (const CLI::Option* option : command.get_options()) {
      if (option->get_group().empty() || option->get_positional() != positional) continue;
      const bool by_default = option->get_group() == "Options" || option->get_group() == "OPTIONS";  // CLI11's name
      const std::string name = positional ? "Arguments" : by_default ? std::string{other_options} : option->get_group();
      auto found = std::ranges::find(groups, name, &OptionGroup::name);
      if (found == groups.end()) {
        groups.push_back({.name = name, .options = {}});
        found = std::prev(groups.end());
      }
      found->options.push_back(option);
    }
  }
  // What every command has is of the least interest.
  // Not of std::ranges: clang 14 does not compile the subrange of GCC 12's library that it returns.
  std::stable_partition(groups.begin(), groups.end(),
                        [](const OptionGroup& group) { return group.name != other_options; });
  return groups;
}

std::string usage_of(const CLI::App& command) {
  const bool program = command.get_parent() == nullptr;
  std::string text = program ? "conform [OPTIONS] COMMAND" : "conform " + command.get_name();
  if (program) return text;
  bool optional = false;
  for (const CLI::Option* option : command.get_options()) {
    if (option->get_positional() || option->get_group().empty()) continue;
    if (option->get_required()) text += ' ' + option_heading(*option);
    optional = optional || !option->get_required();
  }
  if (optional) text += " [OPTIONS]";
  for (const CLI::Option* option : command.get_options()) {
    if (!option->get_positional()) continue;
    std::string name = option_heading(*option) + (option->get_expected_max() > 1 ? "…" : "");
    text += option->get_required() ? ' ' + name : " [" + name + ']';
  }
  return text;
}

std::string help_text(const CLI::App& command, std::size_t width) {
  const bool program = command.get_parent() == nullptr;
  std::string text = "Examples\n" + examples_text(examples_of(program ? "" : command.get_name()), width);
  text += "\nUsage: " + usage_of(command) + "\n\n" + paragraphs(command.get_description(), width);
  if (program) text += commands_text(command, width);
  for (const OptionGroup& group : option_groups(command)) {
    text += '\n' + group.name + '\n';
    for (const CLI::Option* option : group.options)
      text += in_columns(option_heading(*option), option_about(*option), width);
  }
  if (const std::string footer = command.get_footer(); !footer.empty()) text += '\n' + paragraphs(footer, width);
  return text;
}

std::string short_help() {
  return "conform checks whether an HTTP server conforms to the User API.\n\n" + examples_text(examples_of(""), 80) +
         "\nconform --help lists all commands, conform help COMMAND explains one.\n";
}

}  // namespace conform
