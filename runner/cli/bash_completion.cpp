#include "cli/bash_completion.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>

namespace conform {
namespace {

std::string words_of_options(const CLI::App& command) {
  std::string words;
  for (const CLI::Option* option : command.get_options()) {
    if (option->get_group().empty()) continue;
    for (const std::string& name : option->get_lnames()) words += (words.empty() ? "--" : " --") + name;
  }
  return words;
}

// "TEXT:{auto,always,never}": CLI11 keeps the values of IsMember in the name of the type alone.
std::string values_of(const CLI::Option& option) {
  const std::string type = option.get_type_name();
  const std::size_t begin = type.find('{');
  const std::size_t end = type.find('}');
  if (begin == std::string::npos || end == std::string::npos || end < begin) return {};
  std::string words = type.substr(begin + 1, end - begin - 1);
  std::replace(words.begin(), words.end(), ',', ' ');
  return words;
}

// Lines of a `case "$command $previous"`.
std::string values_of(const CLI::App& command) {
  std::string lines;
  for (const CLI::Option* option : command.get_options()) {
    const std::string words = values_of(*option);
    if (words.empty()) continue;
    for (const std::string& name : option->get_lnames())
      lines += "    '" + command.get_name() + " --" + name + "') words='" + words + "' ;;\n";
  }
  return lines;
}

// The words that may stand behind a command: `list cases`.
std::string words_of_positionals(const CLI::App& command) {
  for (const CLI::Option* option : command.get_options()) {
    if (!option->get_positional()) continue;
    if (std::string words = values_of(*option); !words.empty()) return words;
  }
  return {};
}

}  // namespace

std::string bash_completion(const CLI::App& app) {
  std::string names;
  std::string values;
  std::string options;
  std::string positionals;
  for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) {
    const std::string& name = command->get_name();
    names += (names.empty() ? "" : " ") + name;
    values += values_of(*command);
    options += "    " + name + ") words='" + words_of_options(*command) + "' ;;\n";
    if (const std::string words = words_of_positionals(*command); !words.empty())
      positionals += "    '" + name + " " + name + "') words='" + words + "' ;;\n";
  }
  std::string alternatives = names;
  std::replace(alternatives.begin(), alternatives.end(), ' ', '|');
  return "# Completion of conform for bash; made by `conform help --bash-completion`.\n"
         "_conform() {\n"
         "  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]} command='' word words=''\n"
         "  COMPREPLY=()\n"
         "  for word in \"${COMP_WORDS[@]:1:COMP_CWORD - 1}\"; do\n"
         "    case $word in " +
         alternatives +
         ") command=$word && break ;; esac\n"
         "  done\n"
         "  case \"$command $previous\" in\n" +
         values + positionals +
         "  esac\n"
         "  if [[ -z $words && ( $current == -* || -z $command ) ]]; then\n"
         "    case $command in\n" +
         options + "    *) words='" + names + " " + words_of_options(app) +
         "' ;;\n"
         "    esac\n"
         "  fi\n"
         "  mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$current\")\n"
         "}\n"
         "complete -o default -F _conform conform\n";
}

}  // namespace conform
