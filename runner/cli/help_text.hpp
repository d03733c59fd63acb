#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace conform {

/// A command line to type, and what it is for.
struct Example {
  std::string_view line;
  std::string_view about;
};

/// Examples of a command, or with an empty name those of the program.
[[nodiscard]] const std::vector<Example>& examples_of(std::string_view command);

/// "-q,--quiet" with the name of its value: "-o, --output FILE"; of a positional its name alone.
[[nodiscard]] std::string option_heading(const CLI::Option& option);
/// What an option is for, with its default.
[[nodiscard]] std::string option_about(const CLI::Option& option);

/// The options of a command by group, each group in the order of its first option; positionals come first. Groups
/// without a name are left out: they are for machines.
struct OptionGroup {
  std::string name;
  std::vector<const CLI::Option*> options;
};
[[nodiscard]] std::vector<OptionGroup> option_groups(const CLI::App& command);

/// "conform run [OPTIONS] [SELECTOR…]"
[[nodiscard]] std::string usage_of(const CLI::App& command);

/// The help of the program or a command: examples first, then usage, options by group; no line is longer than `width`
/// unless a word is.
[[nodiscard]] std::string help_text(const CLI::App& command, std::size_t width);

/// What the program prints when no command is given: what it is, three examples, where to read on.
[[nodiscard]] std::string short_help();

}  // namespace conform
